import { describe, expect, test } from "vitest";
import {
  InvalidField,
  LimitReached,
  PartitionsCannotShrink,
  TopicAlreadyExists,
  TopicNotFound,
} from "../../../src/engine/errors.js";
import { EngineReader, produce } from "../../helpers/engine.js";
import { DEFAULTS, type OpenEngine } from "../suite.js";

export function topicTests(open: OpenEngine): void {
  describe("creating a topic", () => {
    test("takes what is not said from the defaults", async () => {
      const engine = await open({
        defaults: { partitions: 3, retentionMs: 5000, retentionBytes: 6000, maxRecordBytes: 7 },
      });
      const created = await engine.createTopic({ topic: "t", config: { retentionBytes: -1 } });
      expect(created.topic).toBe("t");
      expect(created.config).toEqual({ retentionMs: 5000, retentionBytes: -1, maxRecordBytes: 7 });
      expect(created.partitions.map(({ partition }) => partition)).toEqual([0, 1, 2]);
      expect(await engine.getTopic("t")).toEqual(created);
    });

    test("starts each partition empty, at offset 0", async () => {
      const engine = await open();
      const { partitions } = await engine.createTopic({ topic: "t", partitions: 2, config: {} });
      expect(partitions).toEqual(
        [0, 1].map((partition) => ({ partition, logStartOffset: 0, highWatermark: 0, sizeBytes: 0 })),
      );
    });

    test("refuses a name that is taken, and leaves what it names alone", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", config: {} });
      await produce(engine, "t", ["a"]);
      await expect(engine.createTopic({ topic: "t", partitions: 5, config: {} })).rejects.toThrow(TopicAlreadyExists);
      expect((await engine.getTopic("t")).partitions).toMatchObject([{ highWatermark: 1 }]);
    });

    test.each(["a", "A.b_c-9", "...", ".a", "-", "a".repeat(249)])("takes the name %s", async (topic) => {
      const engine = await open();
      await engine.createTopic({ topic, config: {} });
      expect((await engine.getTopic(topic)).topic).toBe(topic);
    });

    test.each([
      ["an empty one", ""],
      [".", "."],
      ["..", ".."],
      ["250 characters", "a".repeat(250)],
      ["a slash", "a/b"],
      ["a space", "a b"],
      ["a line feed at its end", "a\n"],
      ["a letter beyond ASCII", "ä"],
      ["a NUL", "a\0"],
    ])("refuses a name: %s", async (_, topic) => {
      const engine = await open({ autoCreateTopics: true });
      const refusal = expect.objectContaining({ reason: "INVALID_FIELD", field: "topic" });
      await expect(engine.createTopic({ topic, config: {} })).rejects.toEqual(refusal);
      await expect(engine.getTopic(topic)).rejects.toEqual(refusal);
      await expect(produce(engine, topic, ["a"])).rejects.toEqual(refusal);
      expect((await engine.listTopics({ limit: 10 })).topics).toEqual([]);
    });

    test.each([
      ["partitions", { partitions: 0 }],
      ["partitions", { partitions: -1 }],
      ["config.retention_ms", { config: { retentionMs: -2 } }],
      ["config.retention_bytes", { config: { retentionBytes: -2 } }],
      ["config.max_record_bytes", { config: { maxRecordBytes: 0 } }],
      ["config.max_record_bytes", { config: { maxRecordBytes: DEFAULTS.limits.maxRecordBytes + 1 } }],
    ])("refuses %s of %j, also as a change", async (field, bad) => {
      const engine = await open();
      const refusal = expect.objectContaining({ reason: "INVALID_FIELD", field });
      await expect(engine.createTopic({ topic: "t", config: {}, ...bad })).rejects.toEqual(refusal);
      const before = await engine.createTopic({ topic: "t", config: {} });
      await expect(engine.updateTopic({ topic: "t", config: {}, ...bad })).rejects.toEqual(refusal);
      expect(await engine.getTopic("t")).toEqual(before);
    });
  });

  describe("limits", () => {
    const limits = { ...DEFAULTS.limits, maxTopics: 2, maxPartitions: 5 };

    test("on topics hold until one is deleted", async () => {
      const engine = await open({ limits });
      for (const topic of ["a", "b"]) await engine.createTopic({ topic, config: {} });
      const third = () => engine.createTopic({ topic: "c", config: {} });
      await expect(third()).rejects.toThrow(LimitReached);
      await expect(third()).rejects.toMatchObject({ metadata: { limit: "2" } });
      await engine.deleteTopic("a");
      await third();
    });

    test("on partitions count those of all topics, and a refused request uses none up", async () => {
      const engine = await open({ limits });
      await engine.createTopic({ topic: "a", partitions: 3, config: {} });
      await expect(engine.createTopic({ topic: "b", partitions: 3, config: {} })).rejects.toMatchObject({
        reason: "LIMIT_REACHED",
        metadata: { limit: "5" },
      });
      await expect(engine.getTopic("b")).rejects.toThrow(TopicNotFound);
      await engine.createTopic({ topic: "b", partitions: 1, config: {} });
      await expect(engine.updateTopic({ topic: "b", partitions: 3, config: {} })).rejects.toThrow(LimitReached);
      await engine.updateTopic({ topic: "b", partitions: 2, config: {} });
      await engine.deleteTopic("a");
      await engine.updateTopic({ topic: "b", partitions: 5, config: {} });
    });

    test("far above what is there are refused at once", async () => {
      const engine = await open();
      const spec = { topic: "t", partitions: 2 ** 31 - 1, config: {} };
      await expect(engine.createTopic(spec)).rejects.toThrow(LimitReached);
    });
  });

  describe("listing topics", () => {
    test("pages through all of them by name, each once", async () => {
      const engine = await open();
      expect(await engine.listTopics({ limit: 3 })).toEqual({ topics: [], more: false });
      const names = ["b", "a", "B", "a.1", "a-1", "_", "c"];
      for (const topic of names) await engine.createTopic({ topic, config: {} });
      const seen: string[] = [];
      for (;;) {
        const after = seen.at(-1);
        const page = await engine.listTopics({ limit: 3, ...(after !== undefined && { after }) });
        seen.push(...page.topics.map(({ topic }) => topic));
        expect(page.topics.length).toBeLessThanOrEqual(3);
        if (!page.more) break;
      }
      expect(seen).toEqual([...names].sort());
    });

    test("has no more where the last page is full", async () => {
      const engine = await open();
      for (const topic of ["a", "b"]) await engine.createTopic({ topic, config: {} });
      expect(await engine.listTopics({ limit: 2 })).toMatchObject({ more: false });
      expect(await engine.listTopics({ limit: 1 })).toMatchObject({ more: true });
    });

    test("goes on behind a topic that is gone", async () => {
      const engine = await open();
      for (const topic of ["a", "b", "c"]) await engine.createTopic({ topic, config: {} });
      await engine.deleteTopic("b");
      const { topics } = await engine.listTopics({ limit: 10, after: "b" });
      expect(topics.map(({ topic }) => topic)).toEqual(["c"]);
    });
  });

  describe("updating a topic", () => {
    test("changes what is said, and nothing else", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", partitions: 2, config: { retentionMs: 1_000_000 } });
      await produce(engine, "t", ["a"], { partition: 1 });
      const updated = await engine.updateTopic({ topic: "t", partitions: 3, config: { retentionBytes: 99_999 } });
      expect(updated.config).toEqual({ retentionMs: 1_000_000, retentionBytes: 99_999, maxRecordBytes: 1000 });
      expect(updated.partitions.map(({ highWatermark }) => highWatermark)).toEqual([0, 1, 0]);
      expect(await engine.getTopic("t")).toEqual(updated);
      expect(await engine.updateTopic({ topic: "t", config: {} })).toEqual(updated);
    });

    test("never takes partitions away, nor changes anything where it is asked to", async () => {
      const engine = await open();
      const before = await engine.createTopic({ topic: "t", partitions: 2, config: {} });
      await expect(engine.updateTopic({ topic: "t", partitions: 1, config: { retentionMs: 5 } })).rejects.toThrow(
        PartitionsCannotShrink,
      );
      expect(await engine.getTopic("t")).toEqual(before);
    });

    test("holds for the next append", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", config: {} });
      await engine.updateTopic({ topic: "t", config: { maxRecordBytes: 10 } });
      await expect(produce(engine, "t", ["more than ten bytes"])).rejects.toMatchObject({ reason: "RECORD_TOO_LARGE" });
    });
  });

  test("a topic that is deleted is gone, and one of its name starts anew", async () => {
    const engine = await open();
    await engine.createTopic({ topic: "t", config: {} });
    await produce(engine, "t", ["a"]);
    await engine.deleteTopic("t");
    for (const call of [
      () => engine.getTopic("t"),
      () => engine.deleteTopic("t"),
      () => engine.updateTopic({ topic: "t", config: {} }),
      () => engine.listOffsets("t", { at: "latest" }),
      () => produce(engine, "t", ["a"]),
      () => new EngineReader(engine, { topics: ["t"] }).next(),
    ]) {
      await expect(call()).rejects.toThrow(TopicNotFound);
    }
    const { partitions } = await engine.createTopic({ topic: "t", config: {} });
    expect(partitions).toMatchObject([{ logStartOffset: 0, highWatermark: 0 }]);
  });

  describe("topics that create themselves", () => {
    test("come with the first append or subscriber, with the defaults", async () => {
      const engine = await open({ autoCreateTopics: true, defaults: { ...DEFAULTS.defaults, partitions: 2 } });
      await produce(engine, "a", ["x"]);
      const reader = new EngineReader(engine, { topics: ["a", "b"] });
      expect((await reader.expect("assigned")).partitions).toHaveLength(4);
      const { topics } = await engine.listTopics({ limit: 10 });
      expect(topics.map(({ topic, partitions }) => [topic, partitions.length])).toEqual([
        ["a", 2],
        ["b", 2],
      ]);
    });

    test("don't come with a look", async () => {
      const engine = await open({ autoCreateTopics: true });
      await expect(engine.getTopic("t")).rejects.toThrow(TopicNotFound);
      await expect(engine.listOffsets("t", { at: "latest" })).rejects.toThrow(TopicNotFound);
    });

    test("are named as the request names them where they can't", async () => {
      const engine = await open({ autoCreateTopics: true });
      const reader = new EngineReader(engine, { topics: ["good", "b/d"] });
      await expect(reader.next()).rejects.toThrow(InvalidField);
      await expect(new EngineReader(engine, { topics: ["good", "b/d"] }).next()).rejects.toMatchObject({
        field: "topics[1]",
      });
    });
  });
}
