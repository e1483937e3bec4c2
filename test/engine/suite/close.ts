import { describe, expect, test } from "vitest";
import { ShuttingDown } from "../../../src/engine/errors.js";
import { EngineReader, isPending, produce, UNBOUNDED } from "../../helpers/engine.js";
import type { OpenEngine } from "../suite.js";

export function closeTests(open: OpenEngine): void {
  const fetch = { topic: "t", partition: 0, start: { at: "latest" }, bounds: UNBOUNDED, maxWaitMs: 3_600_000 } as const;

  describe("closing an engine", () => {
    test("ends a fetch that waits with SHUTTING_DOWN", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", config: {} });
      const fetching = engine.fetch(fetch, new AbortController().signal);
      expect(await isPending(fetching)).toBe(true);
      const refused = expect(fetching).rejects.toThrow(ShuttingDown);
      await engine.close();
      await refused;
    });

    test("leaves no handle that would keep the process", async () => {
      const before = process.getActiveResourcesInfo().sort();
      const engine = await open();
      await engine.createTopic({ topic: "t", config: {} });
      const { signal } = new AbortController();
      const reader = new EngineReader(engine, { topics: ["t"] });
      await reader.expect("assigned");
      const calls = Promise.allSettled([engine.fetch(fetch, signal), reader.rest()]);
      await engine.close();
      await calls;
      // What has its turn after this one keeps no process.
      await new Promise(setImmediate);
      const left = process.getActiveResourcesInfo();
      for (const kind of before) if (left.includes(kind)) left.splice(left.indexOf(kind), 1);
      expect(left).toEqual([]);
    });

    test("makes it refuse whatever is asked afterwards, so that nothing is accepted and lost, or waits for ever", async () => {
      const engine = await open({ autoCreateTopics: true });
      await engine.createTopic({ topic: "t", config: {} });
      await engine.close();
      const offsets = [{ topic: "t", partition: 0, offset: 0 }];
      for (const call of [
        () => engine.createTopic({ topic: "new", config: {} }),
        () => engine.getTopic("t"),
        () => engine.listTopics({ limit: 1 }),
        () => engine.updateTopic({ topic: "t", config: {} }),
        () => engine.listOffsets("t", { at: "latest" }),
        () => engine.fetch(fetch, new AbortController().signal),
        () => produce(engine, "t", ["a"]),
        () => produce(engine, "new", ["a"]),
        () => new EngineReader(engine, { topics: ["t"] }).next(),
        () => new EngineReader(engine, { topics: ["new"] }).next(),
        () => engine.commitOffsets({ group: "g", offsets }),
        () => engine.getGroup("g"),
        () => engine.listGroups({ limit: 1 }),
        () => engine.resetOffsets({ group: "g", topic: "t", to: { at: "latest" }, dryRun: false }),
        () => engine.deleteGroup("g"),
        () => engine.deleteTopic("t"),
      ]) {
        await expect(call()).rejects.toThrow(ShuttingDown);
      }
    });

    test("twice is as good as once", async () => {
      const engine = await open();
      await Promise.all([engine.close(), engine.close()]);
      await engine.close();
    });
  });
}
