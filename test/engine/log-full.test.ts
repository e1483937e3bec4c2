import { describe, expect, onTestFinished, test } from "vitest";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import { LogFull } from "../../src/engine/errors.js";
import { contents, EngineReader, produce } from "../helpers/engine.js";
import { DEFAULTS } from "./suite.js";

const MAX_RECORD = 100_000;

/** An engine whose logs hold about four of these. */
const LARGE = "x".repeat(20_000);
const MAX_LOG_BYTES = 100_000;

function open() {
  const clock = {
    nowMs: 1_000_000,
    monotonicMs: 0,
    pass(ms: number) {
      this.nowMs += ms;
      this.monotonicMs += ms;
    },
  };
  const engine = new EmbeddedEngine({
    ...DEFAULTS,
    defaults: { ...DEFAULTS.defaults, maxRecordBytes: MAX_RECORD },
    maxLogBytes: MAX_LOG_BYTES,
    now: () => clock.nowMs,
    monotonicNow: () => clock.monotonicMs,
  });
  onTestFinished(() => engine.close());
  return { engine, clock };
}

/** @returns how many were appended before there was no room */
async function fill(engine: EmbeddedEngine, topic: string): Promise<number> {
  for (let count = 0; ; count++) {
    try {
      await produce(engine, topic, [LARGE]);
    } catch (error) {
      expect(error).toBeInstanceOf(LogFull);
      return count;
    }
  }
}

describe("when the logs are full", () => {
  test("what was appended can be read, and groups commit, for as long as it stays so", async () => {
    const { engine } = open();
    await engine.createTopic({ topic: "t", config: {} });
    const count = await fill(engine, "t");
    expect(count).toBeGreaterThan(1);
    expect(await contents(engine, "t")).toEqual(Array.from({ length: count }, () => LARGE));
    const reader = new EngineReader(engine, { topics: ["t"] });
    await reader.expect("assigned");
    expect(await reader.values()).toHaveLength(count);
    const offsets = [{ topic: "t", partition: 0, offset: count }];
    expect(await engine.commitOffsets({ group: "g", offsets })).toEqual(offsets);
    expect(await engine.getTopic("t")).toMatchObject({ partitions: [{ highWatermark: count }] });
    await expect(produce(engine, "t", [LARGE])).rejects.toThrow(LogFull);
  });

  test("a topic that is deleted makes room at once", async () => {
    const { engine } = open();
    await engine.createTopic({ topic: "old", config: {} });
    await engine.createTopic({ topic: "new", config: {} });
    const count = await fill(engine, "old");
    await expect(produce(engine, "new", [LARGE])).rejects.toThrow(LogFull);
    await engine.deleteTopic("old");
    expect(await fill(engine, "new")).toBe(count);
  });

  test("a topic whose retention is lowered makes room at once", async () => {
    const { engine } = open();
    await engine.createTopic({ topic: "t", config: {} });
    await fill(engine, "t");
    await engine.updateTopic({ topic: "t", config: { retentionBytes: 0 } });
    await produce(engine, "t", [LARGE]);
  });

  test("the expired records of any topic go first, and no others", async () => {
    const { engine, clock } = open();
    await engine.createTopic({ topic: "expires", config: { retentionMs: 1000 } });
    await engine.createTopic({ topic: "stays", config: {} });
    await produce(engine, "expires", [LARGE]);
    await produce(engine, "stays", ["kept"]);
    clock.pass(1001);
    expect(await contents(engine, "expires")).toEqual([LARGE]);
    await fill(engine, "stays");
    expect(await contents(engine, "expires")).toEqual([]);
    expect((await contents(engine, "stays"))[0]).toBe("kept");
  });

  test("records that expire after an append was refused make room for the next one", async () => {
    const { engine, clock } = open();
    await engine.createTopic({ topic: "expires", config: { retentionMs: 1000 } });
    await engine.createTopic({ topic: "t", config: {} });
    await fill(engine, "expires");
    clock.pass(1000);
    await expect(produce(engine, "t", [LARGE])).rejects.toThrow(LogFull);
    clock.pass(1000);
    await produce(engine, "t", [LARGE]);
  });

  test("a clock that is put back does not keep expired records from making room", async () => {
    const { engine, clock } = open();
    await engine.createTopic({ topic: "t", config: {} });
    await fill(engine, "t");
    await engine.updateTopic({ topic: "t", config: { retentionMs: 1000 } });
    clock.pass(500);
    await expect(produce(engine, "t", [LARGE])).rejects.toThrow(LogFull);
    clock.nowMs -= 400;
    await expect(produce(engine, "t", [LARGE])).rejects.toThrow(LogFull);
    clock.pass(2000);
    await produce(engine, "t", [LARGE]);
  });
});
