import { describe, expect, onTestFinished, test, vi } from "vitest";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import { contents, EngineReader, produce } from "../helpers/engine.js";
import { DECORATIONS } from "../helpers/lending-engines.js";
import { groupModelTests } from "./suite/group-model.js";
import { DEFAULTS, type EngineOptions, engineSuite } from "./suite.js";

describe.each(DECORATIONS)("%s", (_, decorate) => {
  engineSuite(async (options) => decorate(new EmbeddedEngine(options)));
  groupModelTests(async () => ({ engine: decorate(new EmbeddedEngine(DEFAULTS)), turns: 4 }));
});

function openAt(startMs: number, options: Partial<EngineOptions> = {}) {
  const clock = { nowMs: startMs };
  const engine = new EmbeddedEngine({
    ...DEFAULTS,
    ...options,
    now: () => clock.nowMs,
    monotonicNow: () => clock.nowMs,
  });
  onTestFinished(() => engine.close());
  return { engine, clock };
}

describe("retention by time", () => {
  test("goes by the clock, and removes nothing before its time", async () => {
    const { engine, clock } = openAt(1000);
    await engine.createTopic({ topic: "t", config: { retentionMs: 100 } });
    await produce(engine, "t", ["a"]);
    clock.nowMs = 1100;
    engine.retain();
    expect(await contents(engine, "t")).toEqual(["a"]);
    clock.nowMs = 1101;
    engine.retain();
    expect((await engine.getTopic("t")).partitions).toEqual([
      { partition: 0, logStartOffset: 1, highWatermark: 1, sizeBytes: 0 },
    ]);
  });

  test("comes to partitions that nobody appends to", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { engine, clock } = openAt(1000);
    await engine.createTopic({ topic: "t", config: { retentionMs: 100 } });
    await produce(engine, "t", ["a"]);
    clock.nowMs = 2000;
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await engine.getTopic("t")).partitions).toMatchObject([{ logStartOffset: 1 }]);
    await engine.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("holds at once where the topic's is shortened", async () => {
    const { engine, clock } = openAt(1000);
    await engine.createTopic({ topic: "t", config: {} });
    await produce(engine, "t", ["a"]);
    clock.nowMs = 2000;
    const { partitions } = await engine.updateTopic({ topic: "t", config: { retentionMs: 100 } });
    expect(partitions).toMatchObject([{ logStartOffset: 1 }]);
  });

  test("tells a reader that it overtook, though nothing is left", async () => {
    const { engine, clock } = openAt(1000);
    await engine.createTopic({ topic: "t", config: { retentionMs: 100 } });
    await produce(engine, "t", ["a", "b"]);
    const reader = new EngineReader(engine, { topics: ["t"] });
    await reader.expect("assigned");
    clock.nowMs = 2000;
    engine.retain();
    expect(await reader.expect("truncated")).toMatchObject({ fromOffset: 0, toOffset: 2 });
    await reader.expect("caught-up");
    await produce(engine, "t", ["c"]);
    expect(await reader.values()).toEqual(["c"]);
  });
});

test("a record without a timestamp has the clock's at its append", async () => {
  const { engine, clock } = openAt(1000);
  await engine.createTopic({ topic: "t", config: {} });
  await produce(engine, "t", ["a"]);
  clock.nowMs = 3000;
  await produce(engine, "t", ["b"]);
  expect(await engine.listOffsets("t", { at: "timestamp", timestampMs: 1001 })).toMatchObject([{ offset: 1 }]);
});

test("an engine that nobody uses doesn't keep the process", () => {
  const before = process.getActiveResourcesInfo().sort();
  openAt(1000);
  expect(process.getActiveResourcesInfo().sort()).toEqual(before);
});

test("a topic may grow by any number of partitions while it is read", async () => {
  const partitions = 200_000;
  const { engine } = openAt(1000, {
    limits: { ...DEFAULTS.limits, maxPartitions: partitions, maxTopicPartitions: partitions },
  });
  await engine.createTopic({ topic: "t", config: {} });
  const reader = new EngineReader(engine, { topics: ["t"] });
  await reader.expect("assigned");
  await engine.updateTopic({ topic: "t", partitions, config: {} });
  const added: number[] = [];
  while (added.length < partitions - 1) {
    const event = await reader.expect("assigned");
    expect(event.partitions.length).toBeLessThanOrEqual(1000);
    added.push(...event.partitions.map(({ partition }) => partition));
  }
  expect(added).toEqual(Array.from({ length: partitions - 1 }, (_, index) => index + 1));
});
