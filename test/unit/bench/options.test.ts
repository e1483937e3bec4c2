import { expect, test } from "vitest";
import { parseOptions, select } from "../../../bench/options.js";
import { parseProcessorList, pin } from "../../../bench/process/cores.js";
import type { Case, Subject } from "../../../bench/run/case.js";
import type { SubjectKind } from "../../../bench/run/result.js";

function subject(id: string, kind: SubjectKind): Subject {
  return { id, name: id, kind, measure: () => Promise.reject(new Error("not to be measured")) };
}

const SUBJECTS = [subject("broker", "broker"), subject("kafka", "peer")];
const CASES: readonly Case[] = [
  { id: "a/1", name: "", subjects: SUBJECTS, quick: true },
  { id: "a/10", name: "", subjects: SUBJECTS },
  { id: "b/1", name: "", subjects: SUBJECTS },
];
const ids = (cases: readonly { id: string }[]) => cases.map(({ id }) => id);

test("without flags everything is measured", () => {
  const options = parseOptions([]);
  expect(options).toMatchObject({ quick: false, json: false, strict: false, only: [] });
  expect(options.runs).toBeUndefined();
  expect(ids(select(CASES, options))).toEqual(["a/1", "a/10", "b/1"]);
});

test("--quick has the cases that are marked, without their peers", () => {
  const cases = select(CASES, parseOptions(["--quick"]));
  expect(ids(cases)).toEqual(["a/1"]);
  expect(ids(cases[0]!.subjects)).toEqual(["broker"]);
});

test("--quick has peers where their case is named", () => {
  const [one] = select(CASES, parseOptions(["--quick", "--only", "a/10"]));
  expect(ids(one!.subjects)).toEqual(["broker", "kafka"]);
});

test("--only has the case of that name, or those that have it in their name", () => {
  expect(ids(select(CASES, parseOptions(["--only", "a/1"])))).toEqual(["a/1"]);
  expect(ids(select(CASES, parseOptions(["--only", "/1"])))).toEqual(["a/1", "a/10", "b/1"]);
  expect(ids(select(CASES, parseOptions(["--only", "b", "--only", "a/10", "--quick"])))).toEqual(["a/10", "b/1"]);
});

test("a name that no case has, and a number of runs that is none, are refused", () => {
  expect(() => select(CASES, { only: ["c"], quick: false })).toThrow("--only c: no case has that in its name");
  expect(() => parseOptions(["--runs", "0"])).toThrow("--runs must be a whole number of at least 1, but is 0");
  expect(() => parseOptions(["--rums", "1"])).toThrow(TypeError);
});

test("a list of processors is read as the kernel writes it", () => {
  expect(parseProcessorList("0-3,8,10-11")).toEqual([0, 1, 2, 3, 8, 10, 11]);
  expect(parseProcessorList("5")).toEqual([5]);
});

test("a command is pinned where there is a processor for it", () => {
  expect(pin(["go", "version"], 3)).toEqual(["taskset", "-c", "3", "go", "version"]);
  expect(pin(["go", "version"], undefined)).toEqual(["go", "version"]);
});
