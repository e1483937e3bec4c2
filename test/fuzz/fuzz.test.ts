import { expect, test } from "vitest";
import { javascriptDecoders } from "../../fuzz/decoders/decoder.js";
import { METHODS } from "../../fuzz/requests/methods.js";
import { fuzz } from "../../fuzz/run.js";
import { isGood } from "../../fuzz/summary.js";

const SEED = 4;

test("a broker under mutated requests and broken connections serves on, and what it accepts can be decoded", async () => {
  const problems: string[] = [];
  const summary = await fuzz({
    rounds: 2,
    requests: 1000,
    seed: SEED,
    decoders: javascriptDecoders,
    settings: ["--keepalive-time-ms", "300", "--keepalive-timeout-ms", "1500"],
    report: (problem) => problems.push(problem),
  });
  expect(problems).toEqual([]);
  expect(isGood(summary)).toBe(true);
  expect(summary.accepted.records).toBeGreaterThan(0);
  expect(summary.readBack.records).toBeGreaterThan(0);
  expect(Object.keys(summary.requests.byMethod).sort()).toEqual(METHODS.map(({ name }) => name).sort());
}, 120_000);
