import { expect, test } from "vitest";
import { Bench } from "../../../bench/run/bench.js";
import type { Case, Subject } from "../../../bench/run/case.js";
import { LeftOut } from "../../../bench/run/left-out.js";
import { duration, Estimate } from "../../../bench/run/progress.js";
import { runCases } from "../../../bench/run/runner.js";
import { FULL } from "../../../bench/run/timing.js";

const bench = new Bench({ description: "" }, { ...FULL, runs: 3 });
const silent = { step() {}, finished() {} };

function subject(id: string, measure: () => number): Subject {
  return { id, name: id, kind: "broker", measure: async () => ({ figures: { rate: measure() } }) };
}

test("subjects follow each other within each run, and each of them comes first in turn", async () => {
  const order: string[] = [];
  const seen = (id: string) => subject(id, () => order.push(id));
  const one: Case = { id: "case", name: "case", subjects: [seen("a"), seen("b")] };
  const [result] = await runCases([one], bench, silent);
  expect(order.join("")).toBe("abbaab");
  expect(result?.subjects.map(({ runs }) => runs.map(({ figures }) => figures.rate))).toEqual([
    [1, 4, 5],
    [2, 3, 6],
  ]);
});

test("what is left out says why and is not tried again; so does what fails, and the others go on", async () => {
  let tried = 0;
  const missing = subject("missing", () => {
    tried++;
    throw new LeftOut("no Java");
  });
  const broken = subject("broken", () => {
    tried++;
    throw new Error("refused");
  });
  const one: Case = { id: "case", name: "case", subjects: [missing, broken, subject("fine", () => 1)] };
  const [result] = await runCases([one], bench, silent);
  expect(tried).toBe(2);
  expect(result?.subjects).toMatchObject([
    { id: "missing", leftOut: "no Java", runs: [] },
    { id: "broken", failed: "refused", runs: [] },
    { id: "fine", runs: { length: 3 } },
  ]);
});

test("the time left is guessed at first, then learned from what was done", () => {
  const estimate = new Estimate(["a", "a", "b", "b"], 10);
  expect(estimate.secondsLeft).toBe(40);
  estimate.done("a", 4);
  expect(estimate.secondsLeft).toBe(12);
  estimate.done("b", 1);
  expect(estimate.secondsLeft).toBe(5);
  estimate.drop("b");
  expect(estimate.secondsLeft).toBe(4);
});

test("times are written in seconds, or in minutes where they are long", () => {
  expect(duration(12.2)).toBe("13 s");
  expect(duration(1000)).toBe("17 min");
});
