import { type CaseResult, type Figures, type SubjectResult, valuesOf } from "../run/result.js";
import type { ServerStats } from "../servers/measured.js";
import { amount, around, mebibytes, number, range } from "./format.js";
import { ratio, type Spread, spread } from "./statistics.js";

/** A column of a table that has a row for each subject. */
export interface Column {
  readonly title: string;
  /** Empty if the column does not apply to the subject. */
  cell(subject: SubjectResult, one: CaseResult): string;
}

/** The median of a figure. */
export function median(title: string, figure: string, format: (value: number) => string = amount): Column {
  return {
    title,
    cell(subject) {
      const values = valuesOf(subject, figure);
      return values.length > 0 ? format(spread(values).median) : "";
    },
  };
}

/** The smallest and the largest of a figure. */
export function minMax(figure: string, format: (value: number) => string = amount): Column {
  return {
    title: "min to max",
    cell(subject) {
      const values = valuesOf(subject, figure);
      return values.length > 0 ? range(spread(values), format) : "";
    },
  };
}

/** The median of a figure with the smallest and the largest. */
export function spreadOf(title: string, figure: string, format: (value: number) => string = amount): Column {
  return {
    title,
    cell(subject) {
      const values = valuesOf(subject, figure);
      return values.length > 0 ? around(spread(values), format) : "";
    },
  };
}

/** The ratio of each other subject's figure to that subject's. */
export function ratioTo(id: string, title: string, figure: string): Column {
  return comparison(id, title, figure, (values, others) => ratio(values, others));
}

/** The ratio of that subject's figure to each other subject's. */
export function ratioFrom(id: string, title: string, figure: string): Column {
  return comparison(id, title, figure, (values, others) => ratio(others, values));
}

function comparison(
  id: string,
  title: string,
  figure: string,
  compare: (values: readonly number[], others: readonly number[]) => Spread,
): Column {
  return {
    title,
    cell(subject, { subjects }) {
      const other = subjects.find((one) => one.id === id);
      const [values, others] = [valuesOf(subject, figure), other ? valuesOf(other, figure) : []];
      return other === subject || values.length === 0 || others.length === 0 ? "" : around(compare(values, others));
    },
  };
}

/** Server processor seconds per million of what the rate counts, as in `recordsPerSecond`. */
export function cpuPerMillion(title: string, rate: string): Column {
  return fromServer(title, ({ cpuSeconds, wallSeconds }, figures) => {
    const perSecond = figures[rate];
    return perSecond === undefined ? undefined : (cpuSeconds / wallSeconds / perSecond) * 1e6;
  });
}

export const cpuShare = fromServer("server CPU, %", ({ cpuSeconds, wallSeconds }) => (cpuSeconds / wallSeconds) * 100);
export const residentMemory = fromServer("RSS, MiB", ({ rssBytes }) => rssBytes, mebibytes);
export const loopDelayP99 = fromServer("loop delay p99, ms", ({ loopDelayMs }) => loopDelayMs.p99);

/** Near 100 the load generator limits the rate. */
export const loadCpu = median("load CPU, %", "loadCpuPercent", number);

function fromServer(
  title: string,
  of: (stats: ServerStats, figures: Figures) => number | undefined,
  format: (value: number) => string = number,
): Column {
  return {
    title,
    cell({ runs }) {
      const values = runs
        .map(({ server, figures }) => server && of(server, figures))
        .filter((value) => value !== undefined);
      return values.length > 0 ? format(spread(values).median) : "";
    },
  };
}
