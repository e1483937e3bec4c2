import { expect, test } from "vitest";
import { allDecoders } from "../../fuzz/decoders/decoder.js";
import { fuzz } from "../../fuzz/run.js";
import { describeWith } from "./toolchain.js";

describeWith(["go", "python"], "what a fuzzed broker accepted", () => {
  test("is decoded by Go, Python and TypeScript", async () => {
    const { decoders, missing } = await allDecoders();
    const problems: string[] = [];
    const summary = await fuzz({
      rounds: 2,
      requests: 4000,
      seed: 5,
      decoders,
      missing,
      report: (problem) => problems.push(problem),
    });
    expect(problems).toEqual([]);
    expect(summary.readBack.languages).toEqual(["TypeScript", "Go", "Python"]);
    expect(summary.readBack.records).toBeGreaterThan(0);
  }, 600_000);
});
