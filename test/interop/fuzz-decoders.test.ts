import { expect, test } from "vitest";
import { allDecoders } from "../../fuzz/decoders/decoder.js";
import { fuzz } from "../../fuzz/run.js";
import { describeWith } from "./toolchain.js";

describeWith(["go", "python", "rust"], "what a fuzzed broker accepted", () => {
  test("is read alike by every decoder", async () => {
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
    expect(summary.readBack.languages).toEqual(["TypeScript", "protobufjs", "protobuf-es", "Go", "Python", "Rust"]);
    expect(summary.readBack.records).toBeGreaterThan(0);
  }, 600_000);
});
