import { amount, around, markdownTable, oneLine } from "../report/format.js";
import { ratio, type Spread, spread } from "../report/statistics.js";
import type { Case, Subject } from "../run/case.js";
import { type CaseResult, valuesOf } from "../run/result.js";

const RATE = "recordsPerSecond";

/** Rates that repeat well, covering every way to produce and consume. */
export const CHECKED: readonly string[] = [
  "produce/1x100B",
  "produce/1000x100B",
  "produce/1000x100B-8p-keys",
  "produce-stream/1x100B",
  "produce-stream/1000x100B",
  "replay/100B",
  "replay/1KiB",
];

/** A case in which the broker of one checkout is compared with that of another. */
export function pair(
  one: Case,
  base: Pick<Subject, "name" | "measure">,
  head: Pick<Subject, "name" | "measure">,
): Case {
  return {
    id: one.id,
    name: one.id,
    subjects: [
      { id: "base", kind: "broker", ...base },
      { id: "head", kind: "broker", ...head },
    ],
  };
}

/** The comparison of one case. */
export interface Comparison {
  readonly id: string;
  readonly base: readonly number[];
  readonly head: readonly number[];
  /** Ratios of head to base, pair by pair. Absent if one side could not be measured. */
  readonly ratio?: Spread;
  readonly holds: boolean;
  /** Why one side could not be measured. */
  readonly failed?: string;
}

/** @param tolerance the share of the base's rate that the head may lack */
export function compare(results: readonly CaseResult[], tolerance: number): Comparison[] {
  return results.map(({ id, subjects }) => {
    const [base = [], head = []] = ["base", "head"].map((side) =>
      subjects.filter((subject) => subject.id === side).flatMap((subject) => valuesOf(subject, RATE)),
    );
    const trouble = subjects.map(({ failed, leftOut }) => failed ?? leftOut).find((reason) => reason !== undefined);
    if (trouble !== undefined) return { id, base, head, holds: false, failed: trouble };
    const found = ratio(head, base);
    return { id, base, head, ratio: found, holds: found.median >= 1 - tolerance };
  });
}

/** A table of Markdown. */
export function comparisonTable(comparisons: readonly Comparison[], base: string, head: string): string {
  return markdownTable(
    ["records/s", base, head, "head to base", ""],
    comparisons.map((one) => [
      one.id,
      one.base.length > 0 ? amount(spread(one.base).median) : "",
      one.head.length > 0 ? amount(spread(one.head).median) : "",
      one.ratio === undefined ? "" : around(one.ratio),
      one.failed === undefined ? (one.holds ? "" : "**slower**") : `**failed**: ${oneLine(one.failed)}`,
    ]),
    ["records/s"],
  );
}
