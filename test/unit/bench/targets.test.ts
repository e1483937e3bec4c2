import { describe, expect, test } from "vitest";
import { FAMILIES } from "../../../bench/cases/index.js";
import { targetsTable } from "../../../bench/report/targets.js";
import type { CaseResult, SubjectResult } from "../../../bench/run/result.js";
import { bestPeer, judge, TARGETS, type Target, targetsOf } from "../../../bench/targets.js";

const RATIO: Target = {
  id: "ratio",
  what: "ours against the floor",
  bound: { atLeast: 0.8 },
  of: { case: "a", subject: "broker", figure: "rate" },
  to: { subject: "floor", figure: "rate" },
};

function subject(id: string, rates: readonly number[], more: Partial<SubjectResult> = {}): SubjectResult {
  const kind = id === "broker" || id === "floor" ? id : "peer";
  return { id, name: id, kind, runs: rates.map((rate) => ({ figures: { rate } })), ...more };
}

function results(...subjects: SubjectResult[]): CaseResult[] {
  return [{ id: "a", name: "a", subjects }];
}

test("a ratio that reaches the bound holds, one below does not", () => {
  const [reached] = judge(results(subject("broker", [80]), subject("floor", [100])), [RATIO]);
  expect(reached).toMatchObject({ holds: true, measured: { median: 0.8 } });
  const [missed] = judge(results(subject("broker", [79]), subject("floor", [100])), [RATIO]);
  expect(missed).toMatchObject({ holds: false, measured: { median: 0.79 } });
});

test("an upper bound holds where the value is not above it", () => {
  const target: Target = { ...RATIO, bound: { atMost: 2 } };
  expect(judge(results(subject("broker", [2]), subject("floor", [1])), [target])[0]?.holds).toBe(true);
  expect(judge(results(subject("broker", [2.1]), subject("floor", [1])), [target])[0]?.holds).toBe(false);
});

test("an inverse ratio says how many times less it is", () => {
  const target: Target = { ...RATIO, bound: { atLeast: 20 }, inverse: true };
  const [outcome] = judge(results(subject("broker", [200]), subject("floor", [5000])), [target]);
  expect(outcome).toMatchObject({ holds: true, measured: { median: 25 } });
});

test("against peers counts the one with the highest median", () => {
  const target: Target = { ...RATIO, to: "peers" };
  const found = results(subject("broker", [600, 600, 600]), subject("x", [1, 200, 2]), subject("y", [100, 100, 100]));
  expect(judge(found, [target])[0]).toMatchObject({ against: "y", measured: { median: 6 } });
});

test("the best peer has the most, or the least, of a figure", () => {
  const [one] = results(subject("broker", [9]), subject("x", [2]), subject("y", [3]), subject("z", [1]));
  expect(bestPeer(one!.subjects, "rate")?.id).toBe("y");
  expect(bestPeer(one!.subjects, "rate", "least")?.id).toBe("z");
  expect(bestPeer(one!.subjects, "other")).toBeUndefined();
});

describe("what can't be said is not said to hold", () => {
  test.each([
    ["the case was not measured", [], "not measured in this run"],
    [
      "the other side was left out",
      results(subject("broker", [1]), subject("floor", [], { leftOut: "no Java" })),
      "floor: no Java",
    ],
    ["it failed", results(subject("broker", [], { failed: "refused" }), subject("floor", [1])), "broker: refused"],
  ])("%s", (_, found, missing) => {
    const [outcome] = judge(found, [RATIO]);
    expect(outcome).toEqual({ target: RATIO, missing });
  });

  test("no peer was measured", () => {
    const found = results(subject("broker", [1]), subject("x", [], { leftOut: "no Java" }));
    expect(judge(found, [{ ...RATIO, to: "peers" }])[0]).toMatchObject({ missing: "no peer was measured" });
  });
});

test("every target is of subjects of a case that there is", () => {
  const cases = FAMILIES.flatMap((family) => family.cases);
  for (const { id, of, to } of TARGETS) {
    const subjects = cases.find((one) => one.id === of.case)?.subjects.map((subject) => subject.id);
    expect(subjects, id).toContain(of.subject);
    if (to !== undefined && to !== "peers") expect(subjects, id).toContain(to.subject);
  }
});

test("a target is judged where both sides of it are measured", () => {
  const cases = FAMILIES.flatMap((family) => family.cases);
  expect(targetsOf(cases)).toEqual(TARGETS);
  const withoutPeers = cases.map((one) => ({ ...one, subjects: one.subjects.filter(({ kind }) => kind !== "peer") }));
  const ids = targetsOf(withoutPeers).map(({ id }) => id);
  expect(ids).toContain("produce");
  for (const id of ["produce-peers", "replay-peers", "start"]) expect(ids).not.toContain(id);
});

test.each([
  ["targets", TARGETS],
  ["cases", FAMILIES.flatMap((family) => family.cases)],
])("names of %s are unique", (_, named) => {
  const names = named.map(({ id }) => id);
  expect(new Set(names).size).toBe(names.length);
});

test("the table has the bound, what was measured and whether it holds", () => {
  const [held, missing] = [
    judge(results(subject("broker", [90, 80, 85]), subject("floor", [100, 100, 100])), [RATIO]),
    judge([], [RATIO]),
  ];
  expect(targetsTable([...held, ...missing])).toBe(
    "| what | wanted | measured |  |\n| --- | ---: | ---: | --- |\n" +
      "| ours against the floor | at least 0.8 | 0.85 (0.80 to 0.90) | holds |\n" +
      "| ours against the floor | at least 0.8 | not measured in this run | not measured |\n",
  );
});
