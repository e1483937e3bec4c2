import { describe, expect, test } from "vitest";
import { ShuttingDown, TopicDeleted, TopicNotFound } from "../../../src/engine/errors.js";
import { EngineReader, isPending, produce } from "../../helpers/engine.js";
import type { OpenEngine } from "../suite.js";

export function subscribeEndTests(open: OpenEngine): void {
  async function withTopics(...topics: string[]) {
    const engine = await open();
    for (const topic of topics) await engine.createTopic({ topic, config: {} });
    return engine;
  }

  /** A reader that has read everything and waits for more. */
  async function waiting(engine: Awaited<ReturnType<OpenEngine>>, topics: string[]) {
    const reader = new EngineReader(engine, { topics, start: { at: "latest" } });
    await reader.expect("assigned");
    await reader.expect("caught-up");
    const next = reader.next();
    expect(await isPending(next)).toBe(true);
    return { reader, next };
  }

  describe("a subscription ends", () => {
    test("when a topic of it is deleted, while it waits", async () => {
      const engine = await withTopics("t", "u");
      const { reader, next } = await waiting(engine, ["t", "u"]);
      await engine.deleteTopic("u");
      await expect(next).rejects.toThrow(TopicDeleted);
      await expect(next).rejects.toMatchObject({ reason: "TOPIC_NOT_FOUND", topic: "u" });
      await reader.expectEnd();
    });

    test("when its topic is deleted, while it reads", async () => {
      const engine = await withTopics("t");
      await produce(engine, "t", ["a", "b"]);
      const reader = new EngineReader(engine, { topics: ["t"], bounds: { maxRecords: 1, maxBytes: 1 } });
      await reader.expect("assigned");
      await reader.expect("batch");
      await engine.deleteTopic("t");
      await expect(reader.next()).rejects.toThrow(TopicDeleted);
    });

    test("when its topic is deleted and made anew", async () => {
      const engine = await withTopics("t");
      const { next } = await waiting(engine, ["t"]);
      await engine.deleteTopic("t");
      await engine.createTopic({ topic: "t", config: {} });
      await produce(engine, "t", ["a"]);
      await expect(next).rejects.toThrow(TopicDeleted);
    });

    test("with the signal's reason, while it waits", async () => {
      const engine = await withTopics("t");
      const { reader, next } = await waiting(engine, ["t"]);
      const reason = new Error("left");
      reader.abort(reason);
      await expect(next).rejects.toBe(reason);
      expect(reader.abortListeners).toBe(0);
      await reader.expectEnd();
    });

    test("with the signal's reason, while there is more to read", async () => {
      const engine = await withTopics("t");
      await produce(engine, "t", ["a", "b"]);
      const reader = new EngineReader(engine, { topics: ["t"], bounds: { maxRecords: 1, maxBytes: 1 } });
      await reader.expect("assigned");
      await reader.expect("batch");
      const reason = new Error("left");
      reader.abort(reason);
      await expect(reader.next()).rejects.toBe(reason);
    });

    test("with the signal's reason, before it began", async () => {
      const engine = await withTopics("t");
      const reader = new EngineReader(engine, { topics: ["t"] });
      const reason = new Error("left");
      reader.abort(reason);
      await expect(reader.next()).rejects.toBe(reason);
    });

    test("with SHUTTING_DOWN when the engine is closed, whether it waits or reads", async () => {
      const engine = await withTopics("t");
      const { next } = await waiting(engine, ["t"]);
      const behind = new EngineReader(engine, { topics: ["t"] });
      await behind.expect("assigned");
      await engine.close();
      await expect(next).rejects.toThrow(ShuttingDown);
      await expect(behind.next()).rejects.toThrow(ShuttingDown);
    });

    test("when its reader turns away, and leaves nothing behind", async () => {
      const engine = await withTopics("t");
      await produce(engine, "t", ["a"]);
      const reader = new EngineReader(engine, { topics: ["t"] });
      await reader.expect("assigned");
      expect(reader.abortListeners).toBeGreaterThan(0);
      await reader.leave();
      expect(reader.abortListeners).toBe(0);
      await reader.expectEnd();
    });
  });

  test("one reader's end is nothing to another", async () => {
    const engine = await withTopics("t");
    const one = await waiting(engine, ["t"]);
    const other = await waiting(engine, ["t"]);
    one.reader.abort(new Error("left"));
    await expect(one.next).rejects.toThrow("left");
    await produce(engine, "t", ["a"]);
    expect(await other.next).toMatchObject({ value: { type: "batch" } });
  });

  test("a subscription of a topic that is not there is refused", async () => {
    const engine = await withTopics("t");
    await expect(new EngineReader(engine, { topics: ["t", "missing"] }).next()).rejects.toThrow(TopicNotFound);
  });
}
