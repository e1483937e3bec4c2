import { expect, test } from "vitest";
import { FAMILIES } from "../../../bench/cases/index.js";
import { CHECKED, compare, comparisonTable } from "../../../bench/check/comparison.js";
import { parseCheckOptions } from "../../../bench/check/options.js";
import type { CaseResult, SubjectResult } from "../../../bench/run/result.js";

function side(id: "base" | "head", rates: readonly number[], more: Partial<SubjectResult> = {}): SubjectResult {
  const runs = rates.map((recordsPerSecond) => ({ figures: { recordsPerSecond } }));
  return { id, name: id, kind: "broker", runs, ...more };
}

function result(...subjects: SubjectResult[]): CaseResult {
  return { id: "a", name: "a", subjects };
}

test("main~1 is compared with this checkout, unless others are named", () => {
  expect(parseCheckOptions([])).toMatchObject({ base: "main~1", head: "worktree", pairs: 5, tolerance: 0.1 });
  expect(parseCheckOptions(["v1", "v2", "--pairs", "9"])).toMatchObject({ base: "v1", head: "v2", pairs: 9 });
});

test("fewer than five pairs, a tolerance that is none and a third commit are refused", () => {
  expect(() => parseCheckOptions(["--pairs", "4"])).toThrow("--pairs must be a whole number of at least 5, but is 4");
  expect(() => parseCheckOptions(["--tolerance", "1"])).toThrow("--tolerance must be at least 0 and less than 1");
  expect(() => parseCheckOptions(["a", "b", "c"])).toThrow("there is a third: c");
});

test("a rate may fall by the tolerance, in the median over the pairs, and no further", () => {
  const base = side("base", [100, 50, 200]);
  const [fine] = compare([result(base, side("head", [90, 45, 100]))], 0.1);
  expect(fine).toMatchObject({ holds: true, ratio: { median: 0.9, min: 0.5, max: 0.9 } });
  const [slower] = compare([result(base, side("head", [89, 44, 200]))], 0.1);
  expect(slower).toMatchObject({ holds: false, ratio: { median: 0.89 } });
});

test("what could not be measured does not hold", () => {
  const [failed] = compare([result(side("base", [1]), side("head", [], { failed: "refused\nand more" }))], 0.1);
  expect(failed).toMatchObject({ holds: false, failed: "refused\nand more" });
  expect(comparisonTable([failed!], "base", "head")).toContain("| **failed**: refused |");
});

test("the table has both rates and their ratio", () => {
  const table = comparisonTable(compare([result(side("base", [2e6]), side("head", [1e6]))], 0.1), "old", "new");
  expect(table.split("\n")).toEqual([
    "| records/s | old | new | head to base |  |",
    "| --- | ---: | ---: | ---: | --- |",
    "| a | 2.00 M | 1.00 M | 0.50 | **slower** |",
    "",
  ]);
});

test("every case that is checked is one of the benchmark's, with a broker", () => {
  const cases = FAMILIES.flatMap((family) => family.cases);
  for (const id of CHECKED) {
    expect(
      cases.find((one) => one.id === id)?.subjects.map((subject) => subject.id),
      id,
    ).toContain("broker");
  }
});
