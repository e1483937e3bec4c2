import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Peer, peers, type RunningPeer, type Throughput } from "../../bench/peers/index.js";

const TIMEOUT_MS = 300_000;

/** Peers are no part of the product: one that isn't installed is skipped, where CI is set too. */
function describeInstalled(peer: Peer, tests: () => void): void {
  if (peer.installed()) {
    describe(peer.name, { timeout: TIMEOUT_MS }, tests);
    return;
  }
  const reason = `not installed: npx tsx bench/peers/main.ts ${peer.id} install`;
  process.stderr.write(`skipped: ${peer.name}: ${reason}\n`);
  describe.skip(`${peer.name} (${reason})`, tests);
}

/** Runs it, and checks what it says of itself against the clock. */
async function timed(work: Promise<Throughput>): Promise<Throughput> {
  const before = performance.now();
  const found = await work;
  const tookSeconds = (performance.now() - before) / 1000;
  expect(found.records).toBeGreaterThan(0);
  expect(found.seconds).toBeGreaterThan(0);
  expect(found.seconds).toBeLessThan(tookSeconds);
  expect(found.recordsPerSecond).toBeCloseTo(found.records / found.seconds, 0);
  return found;
}

describe.each(peers.map((peer) => [peer.id, peer] as const))("%s", (_, peer) => {
  describeInstalled(peer, () => {
    let running: RunningPeer;

    beforeAll(async () => {
      await peer.install();
      running = await peer.start();
    }, TIMEOUT_MS);
    afterAll(() => running?.stop(), TIMEOUT_MS);

    test("has a version and answers", async () => {
      expect(await peer.version()).toMatch(/\d+\.\d+\.\d+/);
      expect(running.firstAnswerMs).toBeGreaterThan(0);
    });

    test.each([
      { batch: 1, partitions: 1 },
      { batch: 100, partitions: 1 },
      { batch: 100, partitions: 3 },
    ])("holds what was produced, and replays all of it: %j", async (shape) => {
      const produced = await timed(running.produce({ ...shape, valueBytes: 100, inFlight: 4, seconds: 0.2 }));
      const replayed = await timed(running.replay({ seconds: 0.2 }));
      if (peer.id === "kafka") expect(replayed.records).toBeGreaterThan(produced.records);
      else expect(replayed.records % produced.records).toBe(0);
    });

    test("times every record at a fixed rate", async () => {
      const { sent, received, latencyMs } = await running.latency({ valueBytes: 100, rate: 200, seconds: 1 });
      expect([sent, received]).toEqual([200, 200]);
      expect(latencyMs.p50).toBeGreaterThan(0);
      expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50);
      expect(latencyMs.max).toBeGreaterThanOrEqual(latencyMs.p999);
    });

    test.runIf(existsSync("/proc/self/stat"))("says what it costs, and is gone when it is stopped", async () => {
      expect(running.cpuSeconds()).toBeGreaterThan(0);
      expect(running.rssBytes()).toBeGreaterThan(1024 * 1024);
      await running.stop();
      expect(running.cpuSeconds()).toBeUndefined();
    });
  });
});
