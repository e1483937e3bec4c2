import { expect, test } from "vitest";
import { FAMILIES } from "../../../bench/cases/index.js";
import { powersAround } from "../../../bench/report/charts/percentiles.js";
import type { Machine } from "../../../bench/report/machine.js";
import { page } from "../../../bench/report/page.js";
import { pictures } from "../../../bench/report/pictures.js";
import { readmeTable, replaceTable } from "../../../bench/report/readme.js";
import type { CaseResult, Measurement } from "../../../bench/run/result.js";
import { FULL } from "../../../bench/run/timing.js";
import { judge } from "../../../bench/targets.js";

/** Every case with five runs of every figure that anything looks for. */
const RESULTS: CaseResult[] = FAMILIES.flatMap((family) => family.cases).map(({ id, name, subjects }) => ({
  id,
  name,
  subjects: subjects.map((subject, index) => ({ ...subject, runs: runsOf((index + 2) * 1000) })),
}));

function runsOf(rate: number): Measurement[] {
  const figure = (run: number) =>
    new Proxy({}, { get: (_, name) => (String(name).endsWith("Ms") ? run + 0.5 : rate + run) });
  return [0, 1, 2, 3, 4].map((run) => ({ figures: figure(run) }));
}

const MACHINE: Machine = {
  processor: "a processor",
  processors: 2,
  memoryBytes: 2 ** 34,
  system: "Linux 6",
  loadAverage: 0.1,
  versions: { Node: "20.1.2" },
  commit: "0123456789",
  changed: true,
};

test("the page says what to expect before it lists the targets, has a section for each family and shows every picture", () => {
  const drawn = pictures(RESULTS);
  const outcomes = judge(RESULTS);
  const report = {
    date: "2026-01-31",
    minutes: 35,
    machine: MACHINE,
    pinning: "nothing is pinned",
    plan: FULL,
    results: RESULTS,
    outcomes,
  };
  const text = page(report, FAMILIES, drawn);
  expect(text.indexOf("## ")).toBe(text.indexOf("## What to expect\n"));
  expect(text.indexOf("| what | wanted | measured |")).toBeGreaterThan(text.indexOf("## Targets\n"));
  for (const { title } of FAMILIES) expect(text).toContain(`\n## ${title}\n`);
  for (const { file } of drawn) expect(text).toContain(`](benchmarks/${file})`);
  expect(text).toContain("0123456789, with changes that are not committed");
  expect(text).toContain("median of 5 runs");
  expect(text).not.toContain("undefined");
  expect(text).not.toContain("NaN");
});

test("pictures are of numbers alone", () => {
  const drawn = pictures(RESULTS);
  expect(drawn.map(({ file }) => file)).toEqual(["rates.svg", "latency.svg"]);
  for (const { svg } of drawn) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test("without results there are no pictures", () => {
  expect(pictures([])).toEqual([]);
});

test("a logarithmic scale goes from the power of ten below to the one above", () => {
  expect(powersAround([0.4, 30])).toEqual([-1, 0, 1, 2]);
  expect(powersAround([1, 1])).toEqual([0, 1]);
});

test("the README's table is replaced, and nothing else", () => {
  const readme = "# A\n<!-- bench:start -->\nold\n<!-- bench:end -->\nb\n";
  expect(replaceTable(readme, "| new |\n")).toBe("# A\n<!-- bench:start -->\n| new |\n<!-- bench:end -->\nb\n");
  expect(() => replaceTable("# A\n", "| new |\n")).toThrow(/has no <!-- bench:start --> … <!-- bench:end -->/);
});

test("the README's table has a line for each figure that matters, and where the rest is", () => {
  const text = readmeTable({ results: RESULTS, machine: MACHINE, plan: FULL });
  expect(text.split("\n").filter((line) => line.startsWith("| "))).toHaveLength(8);
  expect(text).toContain("(docs/benchmarks.md)");
  expect(text).not.toMatch(/NaN|undefined/);
});

test("the README's table says nothing of what was not measured", () => {
  const text = readmeTable({ results: [], machine: MACHINE, plan: FULL });
  expect(text).toContain("| start to first answer |  |  |  |");
});
