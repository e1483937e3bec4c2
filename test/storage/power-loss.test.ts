import { expect, test } from "vitest";
import { losePower } from "../helpers/power-loss.js";

/** How many journals are lived with, four losses of power each: `npm run test:power` has 2,500. */
const RUNS = Number(process.env.POWER_RUNS ?? 100);
const SEED = Number(process.env.POWER_SEED ?? 1);

test("a loss of power takes nothing that was promised, and leaves what is left in order", async () => {
  const findings = await losePower(SEED, RUNS);
  expect(findings).toMatchObject({ lost: 0, wrong: 0, refused: 0 });
  expect(findings.acknowledged).toBeGreaterThan(RUNS);
}, 600_000);

test.each([
  ["no sync of files", { noSync: true }],
  ["no sync of folders", { noFolderSync: true }],
  ["promises before the write", { resolveBeforeWrite: true }],
])("%s would be noticed", async (_fault, plant) => {
  const { lost, wrong, refused } = await losePower(SEED, 50, plant);
  expect(lost + wrong + refused).toBeGreaterThan(0);
});
