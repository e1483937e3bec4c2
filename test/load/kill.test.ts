import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { killBrokers } from "../helpers/kill-run.js";

/** `npm run test:kills` has 1000. */
const KILLS = Number(process.env.KILL_RUNS ?? 15);
const SEED = Number(process.env.KILL_SEED ?? 1);

test("a broker that is killed again and again keeps all that it acknowledged", async () => {
  const dataDir = await mkdtemp(join(process.env.KILL_DIR ?? tmpdir(), "headwater-kill-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const findings = await killBrokers(dataDir, KILLS, SEED);
  process.stdout.write(`${JSON.stringify(findings)}\n`);
  expect(findings).toMatchObject({ lost: 0, wrong: 0, gaps: 0, commitsBehind: 0 });
  expect(findings.acknowledged).toBeGreaterThan(KILLS);
  expect(findings.commits).toBeGreaterThan(KILLS);
}, 3_600_000);
