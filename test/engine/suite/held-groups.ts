import { describe, expect, test } from "vitest";
import type { Engine, HeldMembers } from "../../../src/engine/engine.js";
import { EngineReader, isPending, produce } from "../../helpers/engine.js";
import type { OpenEngine } from "../suite.js";

const MEMBERS: HeldMembers = {
  describe: () => ({
    state: "stable",
    generation: 7,
    members: [{ memberId: "m", clientId: "c", peer: "p", partitions: [{ topic: "t", partition: 0 }] }],
  }),
};

const membership = {
  group: "g",
  clientId: "",
  peer: "",
  commitsOnDelivery: false,
  revokeTimeoutMs: 1000,
};

async function withTopic(open: OpenEngine): Promise<Engine> {
  const engine = await open();
  await engine.createTopic({ topic: "t", partitions: 2, config: {} });
  await produce(engine, "t", ["a", "b", "c"], { partition: 0 });
  return engine;
}

const commit = (partition: number, offset: number, leaderEpoch = -1, metadata = "") => ({
  topic: "t",
  partition,
  offset,
  leaderEpoch,
  metadata,
});

/** Groups whose members a listener manages, and offsets with what Kafka's clients keep beside them. */
export function heldGroupTests(open: OpenEngine): void {
  describe("offsets that are set", () => {
    test("move forward and back, with epoch and metadata", async () => {
      const engine = await withTopic(open);
      expect(await engine.committedOffsets("g")).toEqual([]);
      await engine.setOffsets("g", [commit(0, 3, 0, "note"), commit(1, 5)]);
      expect(await engine.committedOffsets("g")).toEqual([commit(0, 3, 0, "note"), commit(1, 5)]);
      await engine.setOffsets("g", [commit(0, 1, -1, "back")]);
      expect(await engine.committedOffsets("g")).toEqual([commit(0, 1, -1, "back"), commit(1, 5)]);
    });

    test("are those that streams go on at, which drop what is kept beside them", async () => {
      const engine = await withTopic(open);
      await engine.setOffsets("g", [commit(0, 1, 0, "note"), commit(1, 5)]);
      const subscriber = new EngineReader(engine, { topics: ["t"], membership });
      const { partitions, member } = await subscriber.expect("assigned");
      expect(partitions.map(({ startOffset }) => startOffset)).toEqual([1, 0]);
      const offsets = [{ topic: "t", partition: 0, offset: 2 }];
      await engine.commitOffsets({ group: "g", memberId: member!.memberId, offsets });
      expect((await engine.committedOffsets("g"))[0]).toEqual(commit(0, 2));
    });

    test("are refused while there are streams", async () => {
      const engine = await withTopic(open);
      await new EngineReader(engine, { topics: ["t"], membership }).expect("assigned");
      await expect(engine.setOffsets("g", [commit(0, 1)])).rejects.toMatchObject({ reason: "GROUP_NOT_EMPTY" });
      await expect(engine.deleteOffsets("g", [commit(0, 1)])).rejects.toMatchObject({ reason: "GROUP_NOT_EMPTY" });
    });

    test("are all set or none", async () => {
      const engine = await withTopic(open);
      await expect(engine.setOffsets("g", [commit(0, 1), commit(9, 1)])).rejects.toMatchObject({
        reason: "PARTITION_NOT_FOUND",
      });
      await expect(engine.setOffsets("g", [commit(0, 1), commit(1, -5)])).rejects.toMatchObject({
        reason: "INVALID_FIELD",
      });
      expect(await engine.committedOffsets("g")).toEqual([]);
    });

    test("can be forgotten, and a group without any is no more", async () => {
      const engine = await withTopic(open);
      await engine.setOffsets("g", [commit(0, 1), commit(1, 1)]);
      await engine.deleteOffsets("g", [{ topic: "t", partition: 0 }]);
      expect(await engine.committedOffsets("g")).toEqual([commit(1, 1)]);
      await engine.deleteOffsets("g", [{ topic: "t", partition: 1 }]);
      await expect(engine.getGroup("g")).rejects.toMatchObject({ reason: "GROUP_NOT_FOUND" });
    });
  });

  describe("a held group", () => {
    test("keeps streams and the calls that need an empty group out until it is let go of", async () => {
      const engine = await withTopic(open);
      const letGo = engine.holdGroup("g", MEMBERS);
      await engine.setOffsets("g", [commit(0, 1)]);
      const refused = { reason: "GROUP_NOT_EMPTY" };
      await expect(new EngineReader(engine, { topics: ["t"], membership }).next()).rejects.toMatchObject(refused);
      await expect(engine.deleteGroup("g")).rejects.toMatchObject(refused);
      const reset = { group: "g", topic: "t", to: { at: "earliest" }, dryRun: false } as const;
      await expect(engine.resetOffsets(reset)).rejects.toMatchObject(refused);
      expect(() => engine.holdGroup("g", MEMBERS)).toThrow(expect.objectContaining(refused));
      const offsets = [{ topic: "t", partition: 0, offset: 2 }];
      await expect(engine.commitOffsets({ group: "g", offsets })).rejects.toMatchObject({ reason: "NOT_ASSIGNED" });
      letGo();
      const { partitions } = await new EngineReader(engine, { topics: ["t"], membership }).expect("assigned");
      expect(partitions[0]?.startOffset).toBe(1);
    });

    test("shows its members", async () => {
      const engine = await withTopic(open);
      const letGo = engine.holdGroup("g", MEMBERS);
      expect(await engine.getGroup("g")).toMatchObject({ group: "g", ...MEMBERS.describe() });
      letGo();
      await expect(engine.getGroup("g")).rejects.toMatchObject({ reason: "GROUP_NOT_FOUND" });
    });

    test("is not to be had while there are streams", async () => {
      const engine = await withTopic(open);
      await new EngineReader(engine, { topics: ["t"], membership }).expect("assigned");
      expect(() => engine.holdGroup("g", MEMBERS)).toThrow(expect.objectContaining({ reason: "GROUP_NOT_EMPTY" }));
    });
  });

  describe("a wait for records", () => {
    const { signal } = new AbortController();
    const position = (partition: number, offset: number) => ({ topic: "t", partition, offset });

    test("ends at once where there are some", async () => {
      const engine = await withTopic(open);
      await engine.awaitRecords([position(1, 0), position(0, 2)], 60_000, signal);
    });

    test("ends with the first record of one of many partitions", async () => {
      const engine = await withTopic(open);
      const wait = engine.awaitRecords([position(0, 3), position(1, 0)], 60_000, signal);
      expect(await isPending(wait)).toBe(true);
      await produce(engine, "t", ["d"], { partition: 1 });
      await wait;
    });

    test("ends when its time is over, when it is aborted, and when the topic is deleted", async () => {
      const engine = await withTopic(open);
      await engine.awaitRecords([position(0, 3)], 1, signal);
      const controller = new AbortController();
      const aborted = engine.awaitRecords([position(0, 3)], 60_000, controller.signal);
      controller.abort();
      await aborted;
      const deleted = engine.awaitRecords([position(0, 3)], 60_000, signal);
      await engine.deleteTopic("t");
      await deleted;
    });
  });

  test("a topic's name is known by its id while the topic is there", async () => {
    const engine = await withTopic(open);
    const { topicId } = await engine.getTopic("t");
    expect(await engine.topicName(topicId)).toBe("t");
    await engine.deleteTopic("t");
    await expect(engine.topicName(topicId)).rejects.toMatchObject({ reason: "TOPIC_NOT_FOUND" });
  });
}
