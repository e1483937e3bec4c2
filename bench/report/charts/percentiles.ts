import type { SubjectKind } from "../../run/result.js";
import { number } from "../format.js";
import { fillOf, LEFT, line, lineOf, picture, RIGHT, text, WIDTH } from "./frame.js";

/** Percentiles of a latency in milliseconds. */
export interface Row {
  readonly name: string;
  readonly kind: SubjectKind;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

const STEP = 28;
const HEAD = 62;

/** A line for each row from its median to its p99.9, with a dot at the p99, over a logarithmic scale. */
export function percentileChart(title: string, rows: readonly Row[]): string {
  const powers = powersAround(rows.flatMap(({ p50, p999 }) => [p50, p999]));
  const [least, most] = [powers[0]!, powers.at(-1)!];
  const x = (ms: number) => LEFT + ((Math.log10(ms) - least) / (most - least)) * (WIDTH - LEFT - RIGHT);
  const bottom = HEAD + rows.length * STEP;
  const marks = [
    text(16, 26, title, { of: "title" }),
    text(16, 46, "line: median to p99.9, dot: p99, in milliseconds", { of: "note" }),
  ];
  for (const power of powers) {
    marks.push(line(x(10 ** power), HEAD, x(10 ** power), bottom, "grid"));
    marks.push(
      text(x(10 ** power), bottom + 18, `${Number((10 ** power).toPrecision(1))} ms`, { anchor: "middle", of: "note" }),
    );
  }
  for (const [index, { name, kind, p50, p99, p999 }] of rows.entries()) {
    const y = HEAD + index * STEP + STEP / 2;
    marks.push(text(LEFT - 10, y + 4, name, { anchor: "end" }));
    marks.push(line(x(p50), y, x(p999), y, lineOf(kind), 4));
    for (const end of [p50, p999]) marks.push(line(x(end), y - 6, x(end), y + 6, lineOf(kind), 2));
    marks.push(`<circle class="${fillOf(kind)}" cx="${x(p99).toFixed(1)}" cy="${y}" r="6"/>`);
    marks.push(text(x(p999) + 12, y + 4, `p99 ${number(p99)} ms`));
  }
  return picture(title, bottom + 32, marks);
}

/** Whole powers of ten, from the one below the smallest value to the one above the largest. */
export function powersAround(values: readonly number[]): number[] {
  const least = Math.floor(Math.log10(Math.min(...values)));
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: most - least + 1 }, (_, i) => least + i);
}
