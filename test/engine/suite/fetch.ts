import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import type { FetchRequest } from "../../../src/engine/engine.js";
import { OffsetOutOfRange, PartitionNotFound, TopicDeleted, TopicNotFound } from "../../../src/engine/errors.js";
import { isPending, produce, UNBOUNDED } from "../../helpers/engine.js";
import { valuesOf } from "../../helpers/records.js";
import type { OpenEngine } from "../suite.js";

const LONG = 3_600_000;

export function fetchTests(open: OpenEngine): void {
  const from = (offset: number, more: Partial<FetchRequest> = {}): FetchRequest => ({
    topic: "t",
    partition: 0,
    start: { at: "offset", offset },
    bounds: UNBOUNDED,
    maxWaitMs: 0,
    ...more,
  });
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

  async function withTopic(values: readonly string[] = []) {
    const engine = await open();
    await engine.createTopic({ topic: "t", config: {} });
    if (values.length > 0) await produce(engine, "t", values);
    const controller = new AbortController();
    return { engine, controller, signal: controller.signal };
  }

  describe("a fetch", () => {
    test("reads from its start and says where to go on", async () => {
      const { engine, signal } = await withTopic(["a", "b", "c"]);
      const batch = await engine.fetch(from(1), signal);
      expect(valuesOf(batch)).toEqual(["b", "c"]);
      expect(batch).toMatchObject({ topic: "t", partition: 0, count: 2, nextOffset: 3, highWatermark: 3 });
    });

    test("returns no more than its bounds allow, and at least one record", async () => {
      const { engine, signal } = await withTopic(["a".repeat(50), "b".repeat(50), "c".repeat(50)]);
      const counts = async (maxRecords: number, maxBytes: number) =>
        (await engine.fetch(from(0, { bounds: { maxRecords, maxBytes } }), signal)).count;
      expect(await counts(2, 10_000)).toBe(2);
      expect(await counts(10, 1)).toBe(1);
      expect(await counts(10, 150)).toBe(2);
      expect(await counts(10, 10_000)).toBe(3);
    });

    test("that may not wait answers with an empty batch at the end", async () => {
      const { engine, signal } = await withTopic(["a"]);
      expect(await engine.fetch(from(1), signal)).toMatchObject({
        chunks: [],
        count: 0,
        nextOffset: 1,
        highWatermark: 1,
      });
    });

    test("waits for the first record, and leaves nothing behind", async () => {
      const { engine, signal } = await withTopic(["a"]);
      const before = timers();
      const fetching = engine.fetch(from(1, { maxWaitMs: LONG }), signal);
      expect(await isPending(fetching)).toBe(true);
      await produce(engine, "t", ["b", "c"]);
      expect(valuesOf(await fetching)).toEqual(["b", "c"]);
      expect(timers()).toBe(before);
      expect(getEventListeners(signal, "abort")).toEqual([]);
    });

    test("wakes for its own partition alone", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", partitions: 2, config: {} });
      const fetching = engine.fetch(from(0, { maxWaitMs: LONG }), new AbortController().signal);
      await produce(engine, "t", ["other"], { partition: 1 });
      expect(await isPending(fetching)).toBe(true);
      await produce(engine, "t", ["own"], { partition: 0 });
      expect(valuesOf(await fetching)).toEqual(["own"]);
    });

    test("gives up after its longest wait", async () => {
      const { engine, signal } = await withTopic();
      const started = performance.now();
      expect(await engine.fetch(from(0, { maxWaitMs: 30 }), signal)).toMatchObject({ count: 0, nextOffset: 0 });
      expect(performance.now() - started).toBeGreaterThan(25);
      expect(getEventListeners(signal, "abort")).toEqual([]);
    });

    test("may wait for longer than a timer of Node can run", async () => {
      const { engine, signal } = await withTopic();
      const fetching = engine.fetch(from(0, { maxWaitMs: 10 ** 12 }), signal);
      await engine.fetch(from(0, { maxWaitMs: 20 }), signal);
      expect(await isPending(fetching)).toBe(true);
      await produce(engine, "t", ["a"]);
      expect((await fetching).count).toBe(1);
    });

    test.each(["before it", "while it waits"])("ends with the signal's reason where it is aborted %s", async (when) => {
      const { engine, controller, signal } = await withTopic();
      const reason = new Error("left");
      const before = timers();
      if (when === "before it") controller.abort(reason);
      const fetching = engine.fetch(from(0, { maxWaitMs: LONG }), signal);
      controller.abort(reason);
      await expect(fetching).rejects.toBe(reason);
      expect(timers()).toBe(before);
    });

    test("that waits ends when its topic is deleted", async () => {
      const { engine, signal } = await withTopic();
      const fetching = engine.fetch(from(0, { maxWaitMs: LONG }), signal);
      const refused = expect(fetching).rejects.toThrow(TopicDeleted);
      await engine.deleteTopic("t");
      await refused;
    });

    test("is refused outside the log, and where there is no such topic or partition", async () => {
      const { engine, signal } = await withTopic(["a"]);
      for (const offset of [-1, 2]) {
        await expect(engine.fetch(from(offset, { maxWaitMs: LONG }), signal)).rejects.toThrow(OffsetOutOfRange);
      }
      await expect(engine.fetch(from(0, { topic: "missing" }), signal)).rejects.toThrow(TopicNotFound);
      await expect(engine.fetch(from(0, { partition: 1 }), signal)).rejects.toThrow(PartitionNotFound);
    });

    test("of what retention removed is refused, with what is left", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", config: { retentionBytes: 0 } });
      for (const value of ["a", "b", "c"]) await produce(engine, "t", [value]);
      const { signal } = new AbortController();
      await expect(engine.fetch(from(0), signal)).rejects.toMatchObject({
        reason: "OFFSET_OUT_OF_RANGE",
        metadata: { log_start_offset: "2", high_watermark: "3" },
      });
      expect(valuesOf(await engine.fetch(from(2), signal))).toEqual(["c"]);
    });
  });
}
