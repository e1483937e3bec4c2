import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Engine, Position } from "../../../src/engine/engine.js";
import { OffsetOutOfRange, PartitionNotFound } from "../../../src/engine/errors.js";
import { EngineReader, isPending, produce, UNBOUNDED, valuesIn } from "../../helpers/engine.js";
import { valuesOf } from "../../helpers/records.js";
import type { OpenEngine } from "../suite.js";

export function subscribeTests(open: OpenEngine): void {
  async function withTopic(partitions = 1): Promise<Engine> {
    const engine = await open();
    await engine.createTopic({ topic: "t", partitions, config: {} });
    return engine;
  }

  /** Records 0 to 4 at the times 10, 30, 20, 40 and 50. */
  async function withFive(): Promise<Engine> {
    const engine = await withTopic();
    const records = [10, 30, 20, 40, 50].map((timestampMs, i) => ({ valueText: `${i}`, timestampMs }));
    await produce(engine, "t", records);
    return engine;
  }

  describe("a subscription", () => {
    test("begins with what is assigned, even where there is nothing to read", async () => {
      const engine = await withTopic(2);
      await produce(engine, "t", ["a", "b"], { partition: 1 });
      const reader = new EngineReader(engine, { topics: ["t"], start: { at: "tail", count: 1 } });
      expect((await reader.expect("assigned")).partitions).toMatchObject([
        { topic: "t", partition: 0, startOffset: 0, highWatermark: 0 },
        { topic: "t", partition: 1, startOffset: 1, highWatermark: 2 },
      ]);
      expect(await reader.values()).toEqual(["b"]);
    });

    test("reads what is there, says so, and follows what comes", async () => {
      const engine = await withTopic();
      await produce(engine, "t", ["a", "b"]);
      const reader = new EngineReader(engine, { topics: ["t"] });
      await reader.expect("assigned");
      const batch = await reader.batch();
      expect(valuesOf(batch)).toEqual(["a", "b"]);
      expect(batch).toMatchObject({ topic: "t", partition: 0, count: 2, nextOffset: 2, highWatermark: 2 });
      await reader.expect("caught-up");
      const next = reader.values();
      expect(await isPending(next)).toBe(true);
      await produce(engine, "t", ["c"]);
      expect(await next).toEqual(["c"]);
      await produce(engine, "t", ["d"]);
      expect(await reader.values()).toEqual(["d"]);
    });

    test("has no seam between what was there and what comes", async () => {
      const engine = await withTopic(3);
      const reader = new EngineReader(engine, { topics: ["t"], bounds: { ...UNBOUNDED, maxRecords: 7 }, limit: 900 });
      const write = async () => {
        for (let i = 0; i < 300; i++) {
          await Promise.all([0, 1, 2].map((partition) => produce(engine, "t", [`${i}`], { partition })));
          if (i % 10 === 0) await new Promise(setImmediate);
        }
      };
      const [events] = await Promise.all([reader.rest(), write()]);
      const seen = [0, 1, 2].map((partition) =>
        valuesIn(events.filter((event) => event.type === "batch" && event.batch.partition === partition)),
      );
      expect(seen).toEqual(Array(3).fill(Array.from({ length: 300 }, (_, i) => `${i}`)));
    });

    test("cuts batches by its bounds", async () => {
      const engine = await withTopic();
      await produce(engine, "t", ["a".repeat(100), "b", "c", "d"]);
      const cut = async (maxRecords: number, maxBytes: number) => {
        const reader = new EngineReader(engine, {
          topics: ["t"],
          stop: { at: "latest" },
          bounds: { maxRecords, maxBytes },
        });
        const events = await reader.rest();
        return events.flatMap((event) => (event.type === "batch" ? [event.batch.count] : []));
      };
      expect(await cut(3, 10_000)).toEqual([3, 1]);
      expect(await cut(10, 1)).toEqual([1, 1, 1, 1]);
      expect(await cut(10, 60)).toEqual([1, 3]);
    });

    test("reads nothing ahead: a batch holds what is there when it is asked for", async () => {
      const engine = await withTopic();
      const reader = new EngineReader(engine, { topics: ["t"] });
      await reader.expect("assigned");
      await produce(engine, "t", ["a"]);
      await produce(engine, "t", ["b"]);
      expect(await reader.values()).toEqual(["a", "b"]);
    });
  });

  const starts: [Position, string][] = [
    [{ at: "earliest" }, "01234"],
    [{ at: "latest" }, ""],
    [{ at: "offset", offset: 0 }, "01234"],
    [{ at: "offset", offset: 3 }, "34"],
    [{ at: "offset", offset: 5 }, ""],
    [{ at: "tail", count: 2 }, "34"],
    [{ at: "tail", count: 99 }, "01234"],
    [{ at: "tail", count: 0 }, ""],
    [{ at: "timestamp", timestampMs: 20 }, "1234"],
    [{ at: "timestamp", timestampMs: 31 }, "34"],
    [{ at: "timestamp", timestampMs: 51 }, ""],
  ];

  describe("a start", () => {
    test.each(starts)("of %j reads %s, then what comes", async (start, before) => {
      const engine = await withFive();
      const reader = new EngineReader(engine, { topics: ["t"], start });
      expect((await reader.expect("assigned")).partitions).toMatchObject([{ startOffset: 5 - before.length }]);
      if (before !== "") expect((await reader.values()).join("")).toBe(before);
      await reader.expect("caught-up");
      await produce(engine, "t", ["new"]);
      expect(await reader.values()).toEqual(["new"]);
    });

    test("of latest is the end as of the first event", async () => {
      const engine = await withFive();
      const reader = new EngineReader(engine, { topics: ["t"], start: { at: "latest" } });
      await reader.expect("assigned");
      await produce(engine, "t", ["after"]);
      expect(await reader.values()).toEqual(["after"]);
    });

    test("outside the log is refused before anything is sent", async () => {
      const engine = await withFive();
      for (const offset of [-1, 6, Number.MAX_SAFE_INTEGER]) {
        const reader = new EngineReader(engine, { topics: ["t"], start: { at: "offset", offset } });
        await expect(reader.next()).rejects.toThrow(OffsetOutOfRange);
      }
    });
  });

  describe("a stop", () => {
    test.each(starts)("of %j ends just before what a start there reads", async (stop, from) => {
      const engine = await withFive();
      const reader = new EngineReader(engine, { topics: ["t"], stop });
      expect(valuesIn(await reader.rest()).join("")).toBe("01234".slice(0, 5 - from.length));
    });

    test("of latest is the end as of the first event", async () => {
      const engine = await withFive();
      const reader = new EngineReader(engine, { topics: ["t"], stop: { at: "latest" } });
      await reader.expect("assigned");
      await produce(engine, "t", ["after"]);
      expect(valuesIn(await reader.rest()).join("")).toBe("01234");
    });

    test("is reached in every partition, each at its own", async () => {
      const engine = await withTopic(3);
      await produce(engine, "t", ["a", "b"], { partition: 0 });
      await produce(engine, "t", ["c"], { partition: 2 });
      const reader = new EngineReader(engine, { topics: ["t"], stop: { at: "latest" } });
      expect(valuesIn(await reader.rest()).sort()).toEqual(["a", "b", "c"]);
    });

    test("where nothing is to be read ends at once, behind what is assigned", async () => {
      const engine = await withTopic();
      for (const start of [{ at: "earliest" }, { at: "latest" }] satisfies Position[]) {
        const reader = new EngineReader(engine, { topics: ["t"], start, stop: { at: "earliest" } });
        await reader.expect("assigned");
        await reader.expectEnd();
      }
    });

    test("outside the log is refused", async () => {
      const engine = await withFive();
      const reader = new EngineReader(engine, { topics: ["t"], stop: { at: "offset", offset: 6 } });
      await expect(reader.next()).rejects.toThrow(OffsetOutOfRange);
    });
  });

  describe("a limit", () => {
    test("ends it after exactly so many records, over batches and partitions", async () => {
      const engine = await withTopic(2);
      for (const partition of [0, 1]) await produce(engine, "t", ["a", "b", "c"], { partition });
      for (let limit = 1; limit <= 6; limit++) {
        const reader = new EngineReader(engine, { topics: ["t"], limit, bounds: { ...UNBOUNDED, maxRecords: 2 } });
        expect(valuesIn(await reader.rest())).toHaveLength(limit);
      }
    });

    test("counts what comes later as well", async () => {
      const engine = await withTopic();
      await produce(engine, "t", ["a"]);
      const reader = new EngineReader(engine, { topics: ["t"], limit: 2 });
      await reader.expect("assigned");
      expect(await reader.values()).toEqual(["a"]);
      await reader.expect("caught-up");
      await produce(engine, "t", ["b", "c"]);
      expect(await reader.values()).toEqual(["b"]);
      await reader.expectEnd();
    });

    test("beyond a stop changes nothing", async () => {
      const engine = await withFive();
      const reader = new EngineReader(engine, { topics: ["t"], limit: 100, stop: { at: "latest" } });
      expect(valuesIn(await reader.rest())).toHaveLength(5);
    });
  });

  describe("partitions", () => {
    test("that are named are the only ones that are read", async () => {
      const engine = await withTopic(4);
      for (const partition of [0, 1, 2, 3]) await produce(engine, "t", [`${partition}`], { partition });
      const reader = new EngineReader(engine, { topics: ["t"], partitions: [3, 1], stop: { at: "latest" } });
      const { partitions } = await reader.expect("assigned");
      expect(partitions.map(({ partition }) => partition).sort()).toEqual([1, 3]);
      expect(valuesIn(await reader.rest()).sort()).toEqual(["1", "3"]);
    });

    test("that are named must be there, and of one topic", async () => {
      const engine = await withTopic();
      await engine.createTopic({ topic: "u", config: {} });
      await expect(new EngineReader(engine, { topics: ["t"], partitions: [0, 1] }).next()).rejects.toThrow(
        PartitionNotFound,
      );
      await expect(new EngineReader(engine, { topics: ["t", "u"], partitions: [0] }).next()).rejects.toMatchObject({
        field: "partitions",
      });
    });

    test("that are added later are assigned then, and read from their first record", async () => {
      const engine = await withTopic();
      const reader = new EngineReader(engine, { topics: ["t"], start: { at: "latest" } });
      await reader.expect("assigned");
      await reader.expect("caught-up");
      const assigned = reader.expect("assigned");
      await engine.updateTopic({ topic: "t", partitions: 3, config: {} });
      await produce(engine, "t", ["first"], { partition: 2 });
      expect((await assigned).partitions).toMatchObject([
        { topic: "t", partition: 1, startOffset: 0 },
        { topic: "t", partition: 2, startOffset: 0 },
      ]);
      expect(await reader.values()).toEqual(["first"]);
      await reader.expect("caught-up");
      await produce(engine, "t", ["old"], { partition: 0 });
      expect(await reader.values()).toEqual(["old"]);
    });

    test.each([
      ["partitions", { partitions: [0] }],
      ["a stop", { stop: { at: "latest" } as const }],
    ])("that are added later don't concern who named %s", async (_, request) => {
      const engine = await withTopic();
      await produce(engine, "t", ["a"], { partition: 0 });
      const reader = new EngineReader(engine, { topics: ["t"], ...request, limit: 1 });
      await reader.expect("assigned");
      await engine.updateTopic({ topic: "t", partitions: 2, config: {} });
      expect(await reader.rest()).toMatchObject([{ type: "batch" }]);
    });
  });

  describe("caught up", () => {
    test("is said once after what is assigned, when all of it has been read to its end", async () => {
      const engine = await withTopic(2);
      await produce(engine, "t", ["a", "b"], { partition: 0 });
      await produce(engine, "t", ["c"], { partition: 1 });
      const reader = new EngineReader(engine, { topics: ["t"], bounds: { ...UNBOUNDED, maxRecords: 1 }, limit: 5 });
      const types: string[] = [];
      for (let i = 0; i < 5; i++) types.push((await reader.next()).value!.type);
      expect(types).toEqual(["assigned", "batch", "batch", "batch", "caught-up"]);
      await produce(engine, "t", ["d", "e"], { partition: 0 });
      expect((await reader.rest()).map(({ type }) => type)).toEqual(["batch", "batch"]);
    });

    test("is said where there is nothing to read", async () => {
      const engine = await withTopic(3);
      const reader = new EngineReader(engine, { topics: ["t"] });
      await reader.expect("assigned");
      await reader.expect("caught-up");
    });
  });

  describe("a heartbeat", () => {
    test("comes after each silence of that length", async () => {
      const engine = await withTopic();
      const reader = new EngineReader(engine, { topics: ["t"], heartbeatMs: 50 });
      await reader.expect("assigned");
      const start = performance.now();
      await reader.expect("caught-up");
      for (let i = 1; i <= 3; i++) {
        await reader.expect("heartbeat");
        // Each silence begins as the event before is taken, which a busy machine sees later.
        expect(performance.now() - start).toBeGreaterThanOrEqual(i * 49);
      }
      await produce(engine, "t", ["a"]);
      expect(await reader.values()).toEqual(["a"]);
    });

    test("comes once, when it is asked for, to a reader that was away for longer", async () => {
      const engine = await withTopic();
      const reader = new EngineReader(engine, { topics: ["t"], heartbeatMs: 200 });
      await reader.expect("assigned");
      await reader.expect("caught-up");
      await setTimeout(500);
      await reader.expect("heartbeat");
      expect(await isPending(reader.next())).toBe(true);
    });

    test("leaves no timer behind when the reader leaves", async () => {
      const engine = await withTopic();
      const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
      const reader = new EngineReader(engine, { topics: ["t"], heartbeatMs: 3_600_000 });
      await reader.expect("assigned");
      await reader.expect("caught-up");
      const before = timers();
      const next = reader.next();
      await new Promise(setImmediate);
      expect(timers()).toBe(before + 1);
      const reason = new Error("left");
      reader.abort(reason);
      await expect(next).rejects.toBe(reason);
      expect(timers()).toBe(before);
    });
  });

  test("several topics take turns, however much one of them holds", async () => {
    const engine = await withTopic();
    await engine.createTopic({ topic: "quiet", config: {} });
    await produce(
      engine,
      "t",
      Array.from({ length: 100 }, (_, i) => `${i}`),
    );
    await produce(engine, "quiet", ["a", "b", "c"]);
    const reader = new EngineReader(engine, { topics: ["t", "quiet"], bounds: { ...UNBOUNDED, maxRecords: 1 } });
    await reader.expect("assigned");
    const topics: string[] = [];
    for (let i = 0; i < 6; i++) topics.push((await reader.batch()).topic);
    expect(topics).toEqual(["t", "quiet", "t", "quiet", "t", "quiet"]);
  });

  test("who is overtaken by retention is told from where to where, and goes on", async () => {
    const engine = await open();
    await engine.createTopic({ topic: "t", config: { retentionBytes: 0 } });
    await produce(engine, "t", ["0"]);
    const reader = new EngineReader(engine, { topics: ["t"] });
    await reader.expect("assigned");
    expect(await reader.values()).toEqual(["0"]);
    for (const value of ["1", "2", "3"]) await produce(engine, "t", [value]);
    expect(await reader.expect("truncated")).toEqual({
      type: "truncated",
      topic: "t",
      partition: 0,
      fromOffset: 1,
      toOffset: 3,
    });
    expect(await reader.values()).toEqual(["3"]);
  });
}
