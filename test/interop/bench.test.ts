import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../bench/report/page.js";
import { finish } from "./child.js";
import { describeWith, root } from "./toolchain.js";

const TIMEOUT_MS = 300_000;

function bench(...flags: string[]) {
  const args = ["--import", "tsx", join(root, "bench/main.ts"), ...flags];
  return finish(process.execPath, args, { cwd: root, timeoutMs: TIMEOUT_MS });
}

describeWith(["go"], "npm run bench", () => {
  test("measures the broker and its floors, each in a process that says what it cost", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { code, stdout, stderr } = await bench("--quick", "--json", "--only", "produce-stream/1000x100B");
    expect(code, stderr).toBe(0);
    const { results, outcomes, machine } = JSON.parse(stdout) as Report;
    expect(results.map(({ id }) => id)).toEqual(["produce-stream/1000x100B"]);
    const [one] = results;
    expect(one?.subjects.map(({ id }) => id)).toEqual(["broker", "floor", "plain-floor"]);
    for (const { runs } of one!.subjects) {
      expect(runs).toHaveLength(1);
      expect(runs[0]?.figures.recordsPerSecond).toBeGreaterThan(0);
      expect(runs[0]?.server?.cpuSeconds).toBeGreaterThan(0);
      expect(runs[0]?.server?.rssBytes).toBeGreaterThan(2 ** 20);
    }
    expect(outcomes.map(({ target }) => target.id)).toEqual(["stream", "stream-plain"]);
    expect(machine.versions).toHaveProperty("nice-grpc");
  });

  test("says in plain text what it measured, on stderr how far it is", { timeout: TIMEOUT_MS }, async () => {
    const { code, stdout, stderr } = await bench("--quick", "--only", "produce/1000x100B");
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/\| 1000 x 100 B, 1 partition \| Headwater \| \S+/);
    expect(stdout).toMatch(/\| at least 0\.8 \| \d/);
    expect(stderr).toMatch(/^produce\/1000x100B: Headwater .+ records\/s; floor .+ records\/s; 0 s left$/m);
  });
});

test("a toolchain that is missing is named, and nothing fails for it", { timeout: TIMEOUT_MS }, async () => {
  const args = ["--import", "tsx", join(root, "bench/main.ts"), "--quick", "--only", "produce/1000x100B"];
  const { code, stdout } = await finish(process.execPath, args, { cwd: root, env: { PATH: "/nowhere" } });
  expect(stdout).toContain("Headwater: left out, the load generator needs Go");
  expect(stdout).toContain("| not measured |");
  expect(code).toBe(0);
  const strict = await finish(process.execPath, [...args, "--strict"], { cwd: root, env: { PATH: "/nowhere" } });
  expect(strict.code).toBe(1);
});

test("flags that it doesn't know, and cases that there are not, are refused with the usage", async () => {
  for (const flags of [["--rums"], ["--only", "nothing"], ["--runs", "many"]]) {
    const { code, stderr } = await bench(...flags);
    expect(code).toBe(2);
    expect(stderr).toContain("usage: npm run bench");
  }
});
