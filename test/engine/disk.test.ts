import { describe, expect, test } from "vitest";
import type { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import type { Engine, Position } from "../../src/engine/engine.js";
import { DiskFull, StorageFailed } from "../../src/engine/errors.js";
import { diskEngine } from "../helpers/disk-engine.js";
import { contents, EngineReader, isPending, produce, UNBOUNDED } from "../helpers/engine.js";
import { FaultyStorage, seeded } from "../helpers/faulty-storage.js";
import { DECORATIONS } from "../helpers/lending-engines.js";
import { valuesOf } from "../helpers/records.js";
import { groupModelTests, type ModelEngine } from "./suite/group-model.js";
import { DEFAULTS, engineSuite } from "./suite.js";

describe.each(DECORATIONS)("%s", (_, decorate) => {
  engineSuite(async (options) => decorate((await diskEngine(options)).engine));
  groupModelTests(async () => modelOf(await diskEngine(), decorate));
});

type OpenDisk = Awaited<ReturnType<typeof diskEngine>>;

/** An engine for the model of a group, which may be stopped, or lose its power, and start anew. */
function modelOf({ engine, storage }: OpenDisk, decorate: (engine: Engine) => Engine): ModelEngine {
  return {
    engine: decorate(engine),
    turns: 8,
    restart: async (how) => modelOf(await again(engine, storage, how), decorate),
  };
}

const values = (count: number, size = 10) => Array.from({ length: count }, (_, i) => `${i}`.padEnd(size, "."));

/** Everything in a partition, however many reads that takes. */
async function allOf(engine: EmbeddedEngine, topic: string, partition = 0): Promise<string[]> {
  const found: string[] = [];
  for (let start: Position = { at: "earliest" }; ; ) {
    const request = { topic, partition, start, bounds: UNBOUNDED, maxWaitMs: 0 };
    const batch = await engine.fetch(request, new AbortController().signal);
    if (batch.count === 0) return found;
    found.push(...valuesOf(batch));
    start = { at: "offset", offset: batch.nextOffset };
    batch.release();
  }
}

/** The same disk after its engine was stopped, or after the power went. */
async function again(engine: EmbeddedEngine, storage: FaultyStorage, how: "stop" | "power loss") {
  if (how === "stop") await engine.close();
  const after = how === "stop" ? FaultyStorage.of(storage.contents(), seeded(2)) : storage.powerLoss("none");
  return diskEngine({ storage: after });
}

describe.each(["stop", "power loss"] as const)("after a %s", (how) => {
  test("topics, their settings, ids and records are there", async () => {
    const { engine, storage } = await diskEngine();
    await engine.createTopic({ topic: "a", partitions: 2, config: { retentionMs: 5, maxRecordBytes: 77 } });
    await engine.createTopic({ topic: "gone", config: {} });
    await engine.createTopic({ topic: "b", config: {} });
    await engine.updateTopic({ topic: "b", partitions: 3, config: { retentionBytes: 1e6 } });
    await engine.deleteTopic("gone");
    await produce(engine, "a", ["x", "y"], { partition: 1 });
    await produce(engine, "b", values(1000), { partition: 2 });
    const before = await engine.listTopics({ limit: 100 });
    const { engine: next } = await again(engine, storage, how);
    expect(await next.listTopics({ limit: 100 })).toEqual(before);
    expect(await contents(next, "a", 1)).toEqual(["x", "y"]);
    expect(await contents(next, "b", 2)).toEqual(values(1000));
    expect(await produce(next, "a", ["z"], { partition: 1, expectedOffset: 2 })).toEqual([
      { partition: 1, baseOffset: 2, count: 1 },
    ]);
  });

  test("groups are where they were, also those that were reset, and none that were deleted", async () => {
    const { engine, storage } = await diskEngine();
    await engine.createTopic({ topic: "t", partitions: 2, config: {} });
    for (const partition of [0, 1]) await produce(engine, "t", values(10), { partition });
    const at = (partition: number, offset: number) => ({ topic: "t", partition, offset });
    await engine.commitOffsets({ group: "g", offsets: [at(0, 7), at(1, 3)] });
    await engine.commitOffsets({ group: "g", offsets: [at(0, 5)] });
    await engine.commitOffsets({ group: "gone", offsets: [at(0, 1)] });
    await engine.resetOffsets({ group: "g", topic: "t", partitions: [1], to: { at: "earliest" }, dryRun: false });
    await engine.deleteGroup("gone");
    const { engine: next } = await again(engine, storage, how);
    expect((await next.listGroups({ limit: 10 })).groups.map(({ group }) => group)).toEqual(["g"]);
    expect((await next.getGroup("g")).offsets).toMatchObject([{ committedOffset: 7 }, { committedOffset: 0 }]);
  });

  test("a topic that was created anew has nothing of the one before", async () => {
    const { engine, storage } = await diskEngine();
    await engine.createTopic({ topic: "t", config: {} });
    await produce(engine, "t", ["old"]);
    await engine.commitOffsets({ group: "g", offsets: [{ topic: "t", partition: 0, offset: 1 }] });
    await engine.checkpoint();
    await engine.deleteTopic("t");
    await engine.createTopic({ topic: "t", config: {} });
    await produce(engine, "t", ["new"]);
    const { topicId } = await engine.getTopic("t");
    const { engine: next } = await again(engine, storage, how);
    expect(await contents(next, "t")).toEqual(["new"]);
    expect((await next.getTopic("t")).topicId).toBe(topicId);
    expect((await next.listGroups({ limit: 10 })).groups).toEqual([]);
  });

  test("records that went to segment files, those after them, and what retention took", async () => {
    const { engine, storage } = await diskEngine();
    await engine.createTopic({ topic: "t", config: { retentionBytes: 200_000 } });
    const sent: string[] = [];
    for (let request = 0; request < 60; request++) {
      const some = values(100, 100).map((value) => `${request}/${value}`);
      await produce(engine, "t", some);
      sent.push(...some);
      if (request % 7 === 6) await engine.checkpoint();
    }
    const before = (await engine.getTopic("t")).partitions;
    expect(before[0]!.logStartOffset).toBeGreaterThan(0);
    const { engine: next } = await again(engine, storage, how);
    expect((await next.getTopic("t")).partitions).toEqual(before);
    expect(await allOf(next, "t")).toEqual(sent.slice(before[0]!.logStartOffset));
  });
});

test("what is appended to a topic as a subscriber creates it is there after a power loss", async () => {
  const { engine, storage } = await diskEngine({ autoCreateTopics: true });
  const reader = new EngineReader(engine, { topics: ["a", "b"] });
  const assigned = reader.expect("assigned");
  await produce(engine, "b", ["kept"]);
  await assigned;
  const { engine: next } = await again(engine, storage, "power loss");
  expect(await contents(next, "b")).toEqual(["kept"]);
});

describe("logs that are larger than memory", () => {
  async function filled() {
    const { engine, storage } = await diskEngine({ maxLogBytes: 6 * 1024 * 1024 });
    await engine.createTopic({ topic: "t", config: {} });
    const sent: string[] = [];
    for (let request = 0; request < 150; request++) {
      const some = values(100, 900).map((value) => `${request}/${value}`);
      await produce(engine, "t", some);
      sent.push(...some);
    }
    return { engine, storage, sent };
  }

  test("are read whole, in order, by fetches and by subscribers", async () => {
    const { engine, sent } = await filled();
    expect(await allOf(engine, "t")).toEqual(sent);
    const readers = [0, 1, 2].map(() => new EngineReader(engine, { topics: ["t"], stop: { at: "latest" } }));
    for (const reader of readers) {
      await reader.expect("assigned");
      const found: string[] = [];
      for (let event = await reader.next(); !event.done; event = await reader.next()) {
        if (event.value.type !== "batch") continue;
        found.push(...valuesOf(event.value.batch));
        event.value.batch.release();
      }
      expect(found).toEqual(sent);
    }
  }, 60_000);

  test("are found by time and by offset", async () => {
    const { engine } = await diskEngine({ maxLogBytes: 6 * 1024 * 1024 });
    await engine.createTopic({ topic: "t", config: {} });
    for (let request = 0; request < 150; request++) {
      const records = values(100, 900).map((value, i) => ({
        value: Buffer.from(value),
        timestampMs: BigInt(1_000_000 + 100 * request + i),
      }));
      await produce(engine, "t", records);
    }
    for (const offset of [0, 1, 57, 5123, 14_999]) {
      const position = { at: "timestamp", timestampMs: 1_000_000 + offset } as const;
      expect(await engine.listOffsets("t", position)).toMatchObject([{ offset }]);
    }
    expect(await engine.listOffsets("t", { at: "timestamp", timestampMs: 2_000_000 })).toMatchObject([
      { offset: 15_000 },
    ]);
  }, 60_000);

  test("a damaged segment file ends its readers with what is damaged, and no others", async () => {
    const { engine, storage, sent } = await filled();
    await engine.close();
    const files = storage.contents();
    const path = [...files.keys()].filter((name) => name.endsWith(".log")).sort()[0]!;
    const changed = files.get(path)!.slice();
    changed[1_000_000]! ^= 1;
    const broken = FaultyStorage.of(new Map([...files, [path, changed]]), seeded(3));
    const { engine: next } = await diskEngine({ storage: broken, maxLogBytes: 6 * 1024 * 1024 });
    await expect(allOf(next, "t")).rejects.toThrow(StorageFailed);
    await expect(allOf(next, "t")).rejects.toThrow(/000\.log is damaged at byte \d+/);
    const start = { at: "tail", count: 1 } as const;
    const request = { topic: "t", partition: 0, start, bounds: UNBOUNDED, maxWaitMs: 0 };
    expect(valuesOf(await next.fetch(request, new AbortController().signal))).toEqual(sent.slice(-1));
  }, 60_000);
});

describe("what can be read is as safe as it was promised to be", () => {
  test("records are read, and commits count, once they are on disk", async () => {
    const { engine, storage } = await diskEngine();
    await engine.createTopic({ topic: "t", config: {} });
    await produce(engine, "t", ["a"]);
    let goOn = () => {};
    storage.hold = new Promise((resolve) => {
      goOn = resolve;
    });
    const append = produce(engine, "t", ["b"]);
    const commit = engine.commitOffsets({ group: "g", offsets: [{ topic: "t", partition: 0, offset: 1 }] });
    expect(await isPending(append)).toBe(true);
    expect(await contents(engine, "t")).toEqual(["a"]);
    expect((await engine.getTopic("t")).partitions[0]!.highWatermark).toBe(1);
    expect((await engine.listGroups({ limit: 1 })).groups).toEqual([]);
    // What is appended meanwhile goes by the log end.
    const next = produce(engine, "t", ["c"], { partition: 0, expectedOffset: 2 });
    goOn();
    expect(await append).toMatchObject([{ baseOffset: 1 }]);
    expect(await next).toMatchObject([{ baseOffset: 2 }]);
    await commit;
    expect(await contents(engine, "t")).toEqual(["a", "b", "c"]);
    expect((await engine.getGroup("g")).offsets).toMatchObject([{ committedOffset: 1 }]);
  });

  test("a batch that is committed on delivery goes out once that is on disk", async () => {
    const { engine, storage } = await diskEngine();
    await engine.createTopic({ topic: "t", config: {} });
    await produce(engine, "t", ["a"]);
    const membership = { group: "g", clientId: "", peer: "", commitsOnDelivery: true, revokeTimeoutMs: 1000 };
    const reader = new EngineReader(engine, { topics: ["t"], membership });
    await reader.expect("assigned");
    let goOn = () => {};
    storage.hold = new Promise((resolve) => {
      goOn = resolve;
    });
    const batch = reader.values();
    expect(await isPending(batch)).toBe(true);
    goOn();
    expect(await batch).toEqual(["a"]);
    const { engine: next } = await again(engine, storage, "power loss");
    expect((await next.getGroup("g")).offsets).toMatchObject([{ committedOffset: 1 }]);
  });

  test("never: ACKS_ALL waits for the disk, and others do not", async () => {
    const { engine, storage } = await diskEngine({ fsync: { when: "never" } });
    await engine.createTopic({ topic: "t", config: {} });
    await engine.append({ ...(await requestOf("safe")), acks: "all" });
    await engine.append(await requestOf("quick"));
    const { engine: next } = await again(engine, storage, "power loss");
    expect(await contents(next, "t")).toEqual(["safe"]);
  });
});

async function requestOf(value: string) {
  const { encodeRecords } = await import("../helpers/records.js");
  return { topic: "t", records: encodeRecords([{ value: Buffer.from(value) }]) };
}

describe("when the disk", () => {
  test("is full, appends are refused, all else goes on, and service returns by itself", async () => {
    const full: boolean[] = [];
    const storage = new FaultyStorage(seeded(1));
    const { engine } = await diskEngine({ storage, onFull: (isFull) => full.push(isFull) });
    for (const topic of ["t", "old"]) await engine.createTopic({ topic, config: {} });
    for (let i = 0; i < 25; i++) await produce(engine, "old", values(20, 900));
    await engine.checkpoint();
    storage.capacity = storage.used + 300_000;
    let refused: unknown;
    let count = 0;
    while (refused === undefined && count < 200) {
      await produce(engine, "t", values(20, 900)).then(
        () => {
          count++;
        },
        (error: unknown) => {
          refused = error;
        },
      );
    }
    expect(refused).toBeInstanceOf(DiskFull);
    expect(await allOf(engine, "t")).toHaveLength(20 * count);
    await engine.commitOffsets({ group: "g", offsets: [{ topic: "t", partition: 0, offset: 1 }] });
    await engine.deleteTopic("old");
    await expect
      .poll(() => produce(engine, "t", ["again"]).then(() => "appended", String), { timeout: 10_000 })
      .toBe("appended");
    expect(full).toEqual([true, false]);
    const { engine: next } = await again(engine, storage, "power loss");
    expect(await allOf(next, "t")).toHaveLength(20 * count + 1);
  }, 30_000);

  test("is full as the broker starts, it starts", async () => {
    const { engine, storage } = await diskEngine();
    await engine.createTopic({ topic: "t", config: {} });
    await produce(engine, "t", values(100));
    const after = storage.powerLoss("none");
    after.capacity = 0;
    const { engine: next } = await diskEngine({ storage: after });
    expect(await contents(next, "t")).toEqual(values(100));
    await next.commitOffsets({ group: "g", offsets: [{ topic: "t", partition: 0, offset: 1 }] });
  });

  test("fails, nothing more is acknowledged, and all that was is there after a restart", async () => {
    const failures: Error[] = [];
    const { engine, storage } = await diskEngine({ onFailure: (error) => failures.push(error) });
    await engine.createTopic({ topic: "t", config: {} });
    await produce(engine, "t", ["safe"]);
    storage.fault = (operation) => (operation === "sync" ? "EIO" : undefined);
    await expect(produce(engine, "t", ["lost"])).rejects.toThrow(StorageFailed);
    storage.fault = () => undefined;
    await expect(produce(engine, "t", ["refused"])).rejects.toThrow(StorageFailed);
    expect(failures).toHaveLength(1);
    expect(await contents(engine, "t")).toEqual(["safe"]);
    const { engine: next } = await again(engine, storage, "power loss");
    expect((await contents(next, "t"))[0]).toBe("safe");
  });
});

test("maxDiskBytes bounds what the files take, and retention makes room", async () => {
  const { engine } = await diskEngine({ maxDiskBytes: 1_500_000 });
  await engine.createTopic({ topic: "t", config: { retentionBytes: 1_200_000 } });
  let refused: unknown;
  for (let request = 0; request < 200 && refused === undefined; request++) {
    await produce(engine, "t", values(100, 900)).catch((error: unknown) => {
      refused = error;
    });
  }
  expect(refused).toBeInstanceOf(DiskFull);
  await engine.updateTopic({ topic: "t", config: { retentionBytes: 300_000 } });
  await expect
    .poll(() => produce(engine, "t", ["again"]).then(() => "appended", String), { timeout: 10_000 })
    .toBe("appended");
}, 30_000);

test("a deleted topic's files are gone, and a stopped life's leftovers too", async () => {
  const { engine, storage } = await diskEngine();
  await engine.createTopic({ topic: "t", config: {} });
  await produce(engine, "t", values(100));
  await engine.checkpoint();
  const ofTopics = () => [...storage.contents().keys()].filter((path) => path.startsWith("topics/"));
  expect(ofTopics()).not.toEqual([]);
  await engine.deleteTopic("t");
  await expect.poll(ofTopics).toEqual([]);
});

test("groups expire by how long they were idle, restarts included", async () => {
  const clock = { nowMs: 1_000_000, monotonicMs: 0 };
  const limits = { ...DEFAULTS.limits, offsetsRetentionMs: 1000 };
  const options = { limits, now: () => clock.nowMs, monotonicNow: () => clock.monotonicMs };
  const { engine, storage } = await diskEngine(options);
  await engine.createTopic({ topic: "t", config: {} });
  await produce(engine, "t", ["a"]);
  await engine.commitOffsets({ group: "g", offsets: [{ topic: "t", partition: 0, offset: 1 }] });
  const { engine: next } = await diskEngine({ ...options, storage: storage.powerLoss("none") });
  clock.nowMs += 900;
  const { engine: third } = await diskEngine({ ...options, storage: FaultyStorage.of(storage.contents(), seeded(1)) });
  next.retain();
  third.retain();
  expect((await third.listGroups({ limit: 1 })).groups).toHaveLength(1);
  clock.monotonicMs += 200;
  third.retain();
  expect((await third.listGroups({ limit: 1 })).groups).toEqual([]);
});
