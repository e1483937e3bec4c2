import type { SubjectKind } from "../../run/result.js";
import { amount } from "../format.js";
import type { Spread } from "../statistics.js";
import { fillOf, LEFT, line, picture, RIGHT, text, WIDTH } from "./frame.js";

export interface Bar {
  readonly name: string;
  readonly kind: SubjectKind;
  readonly value: Spread;
}

/** Bars with a scale of their own. */
export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const BAR = 18;
const STEP = 26;
const HEAD = 40;

/** Panels of horizontal bars below each other: as long as the medians, with a line from the smallest to the largest. */
export function barChart(title: string, panels: readonly Panel[]): string {
  const marks: string[] = [];
  let y = 0;
  for (const { title: heading, bars } of panels) {
    marks.push(text(16, y + 26, heading, { of: "title" }));
    y += HEAD;
    const most = Math.max(...bars.map(({ value }) => value.max));
    const x = (value: number) => LEFT + (value / most) * (WIDTH - LEFT - RIGHT);
    for (const { name, kind, value } of bars) {
      const middle = y + BAR / 2;
      const width = (x(value.median) - LEFT).toFixed(1);
      marks.push(text(LEFT - 10, middle + 4, name, { anchor: "end" }));
      marks.push(`<rect class="${fillOf(kind)}" x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="2"/>`);
      if (value.runs > 1) marks.push(line(x(value.min), middle, x(value.max), middle, "range"));
      marks.push(text(x(value.max) + 8, middle + 4, amount(value.median)));
      y += STEP;
    }
  }
  return picture(title, y + 14, marks);
}
