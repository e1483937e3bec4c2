import { expect, onTestFinished, test, vi } from "vitest";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import { EngineReader, produce } from "../helpers/engine.js";
import { DEFAULTS } from "./suite.js";

const GROUP = "billing";
const REVOKE_TIMEOUT_MS = 1000;

/** A member that was sent both partitions, of which one is to move to another member; and how many timers there were. */
async function revoking() {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const engine = new EmbeddedEngine(DEFAULTS);
  onTestFinished(() => engine.close());
  await engine.createTopic({ topic: "t", partitions: 2, config: {} });
  for (const partition of [0, 1]) await produce(engine, "t", ["a"], { partition });
  const before = vi.getTimerCount();
  const membership = {
    group: GROUP,
    clientId: "",
    peer: "",
    commitsOnDelivery: false,
    revokeTimeoutMs: REVOKE_TIMEOUT_MS,
  };
  const first = new EngineReader(engine, { topics: ["t"], membership });
  const { memberId } = (await first.expect("assigned")).member!;
  await first.batch();
  await first.batch();
  const second = new EngineReader(engine, { topics: ["t"], membership });
  await second.expect("assigned");
  expect(vi.getTimerCount()).toBe(before + 1);
  return { engine, first, second, memberId, before };
}

test("no timer is left of a hand-over that the commits ended", async () => {
  const { engine, memberId, before } = await revoking();
  const offsets = [0, 1].map((partition) => ({ topic: "t", partition, offset: 1 }));
  await engine.commitOffsets({ group: GROUP, memberId, offsets });
  expect(vi.getTimerCount()).toBe(before);
});

test("no timer is left of one that the member's leaving ended", async () => {
  const { first, before } = await revoking();
  await first.leave();
  expect(vi.getTimerCount()).toBe(before);
});

test("no timer is left of one that the topic's end, or the engine's, ended", async () => {
  const deleted = await revoking();
  await deleted.engine.deleteTopic("t");
  expect(vi.getTimerCount()).toBe(deleted.before);
  const closed = await revoking();
  await closed.engine.close();
  expect(vi.getTimerCount()).toBe(closed.before);
});

test("one that nothing ends before lasts until its time is over, to the millisecond", async () => {
  const { engine, second } = await revoking();
  await vi.advanceTimersByTimeAsync(REVOKE_TIMEOUT_MS - 1);
  expect((await engine.getGroup(GROUP)).state).toBe("rebalancing");
  await vi.advanceTimersByTimeAsync(1);
  expect((await engine.getGroup(GROUP)).state).toBe("stable");
  expect((await second.expect("assigned")).partitions).toMatchObject([{ startOffset: 0 }]);
});
