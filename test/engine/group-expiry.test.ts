import { expect, onTestFinished, test } from "vitest";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import { GroupNotFound } from "../../src/engine/errors.js";
import { EngineReader, produce } from "../helpers/engine.js";
import { DEFAULTS } from "./suite.js";

const GROUP = "billing";
const RETENTION_MS = 1000;

async function engineAt(startMs: number, offsetsRetentionMs = RETENTION_MS) {
  const clock = { nowMs: startMs };
  const limits = { ...DEFAULTS.limits, offsetsRetentionMs };
  const engine = new EmbeddedEngine({ ...DEFAULTS, limits, now: () => clock.nowMs, monotonicNow: () => clock.nowMs });
  onTestFinished(() => engine.close());
  await engine.createTopic({ topic: "t", config: {} });
  await produce(engine, "t", ["a", "b", "c"]);
  const commit = (offset: number, memberId?: string) =>
    engine.commitOffsets({ group: GROUP, memberId, offsets: [{ topic: "t", partition: 0, offset }] });
  /** Whether the group is still there at this time. */
  const livesAt = async (ms: number) => {
    clock.nowMs = ms;
    engine.retain();
    return engine.getGroup(GROUP).then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(GroupNotFound);
        return false;
      },
    );
  };
  return { engine, clock, commit, livesAt };
}

async function joined(engine: EmbeddedEngine) {
  const membership = { group: GROUP, clientId: "", peer: "", commitsOnDelivery: false, revokeTimeoutMs: 0 };
  const subscriber = new EngineReader(engine, { topics: ["t"], membership });
  const { member, partitions } = await subscriber.expect("assigned");
  return { subscriber, memberId: member!.memberId, startOffset: partitions[0]?.startOffset };
}

test("a group without members keeps its offsets for as long as they are retained, and no longer", async () => {
  const { engine, commit, livesAt } = await engineAt(5000);
  await commit(2);
  expect(await livesAt(5000 + RETENTION_MS)).toBe(true);
  expect(await livesAt(5001 + RETENTION_MS)).toBe(false);
  expect((await joined(engine)).startOffset).toBe(0);
});

test("a commit keeps them anew, and so does a reset", async () => {
  const { engine, clock, commit, livesAt } = await engineAt(0);
  await commit(2);
  clock.nowMs = 900;
  await commit(2);
  expect(await livesAt(900 + RETENTION_MS)).toBe(true);
  await engine.resetOffsets({ group: GROUP, topic: "t", to: { at: "earliest" }, dryRun: false });
  expect(await livesAt(900 + 2 * RETENTION_MS)).toBe(true);
  expect(await livesAt(901 + 2 * RETENTION_MS)).toBe(false);
});

test("they are kept for ever while there are members, and their time begins when the last one leaves", async () => {
  const { engine, commit, livesAt } = await engineAt(0);
  const first = await joined(engine);
  await commit(2, first.memberId);
  const second = await joined(engine);
  expect(await livesAt(1_000_000)).toBe(true);
  await first.subscriber.leave();
  expect(await livesAt(2_000_000)).toBe(true);
  await second.subscriber.leave();
  expect(await livesAt(2_000_000 + RETENTION_MS)).toBe(true);
  expect((await joined(engine)).startOffset).toBe(2);
});

test("they expire after the last member has left", async () => {
  const { engine, commit, livesAt } = await engineAt(0);
  const { subscriber, memberId } = await joined(engine);
  await commit(2, memberId);
  expect(await livesAt(5000)).toBe(true);
  await subscriber.leave();
  expect(await livesAt(5001 + RETENTION_MS)).toBe(false);
});

test("-1 keeps them for ever", async () => {
  const { commit, livesAt } = await engineAt(0, -1);
  await commit(2);
  expect(await livesAt(Number.MAX_SAFE_INTEGER)).toBe(true);
});

test("with 0 a group is gone once it has no members", async () => {
  const { commit, livesAt } = await engineAt(0, 0);
  await commit(2);
  expect(await livesAt(0)).toBe(true);
  expect(await livesAt(1)).toBe(false);
});
