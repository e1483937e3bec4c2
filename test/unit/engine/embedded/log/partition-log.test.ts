import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PartitionLog, type Retention } from "../../../../../src/engine/embedded/log/partition-log.js";
import type { BatchBounds, Position } from "../../../../../src/engine/engine.js";
import { LogFull, OffsetOutOfRange, ShuttingDown } from "../../../../../src/engine/errors.js";
import { noPlace } from "../../../../../src/engine/readable-log.js";
import { MAX_ENTRY_OVERHEAD } from "../../../../../src/record/format.js";
import { decodeRecords, encodeRecords, valuesOf, writerWith } from "../../../../helpers/records.js";

const KEEP: Retention = { retentionMs: -1, retentionBytes: -1 };
const ALL: BatchBounds = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };

interface NewRecord {
  readonly size: number;
  readonly timestampMs: number;
}

function reservedBytes(records: readonly NewRecord[]): number {
  return records.reduce((sum, { size }) => sum + size + 4 + MAX_ENTRY_OVERHEAD, 0);
}

function write(log: PartitionLog, value: Buffer, timestampMs: number): void {
  const { writer, share } = writerWith(encodeRecords([{ value }]), timestampMs);
  log.write(writer, share);
}

function append(log: PartitionLog, values: readonly string[], retention = KEEP, timestampMs = 1): void {
  log.reserve(reservedBytes(values.map((value) => ({ size: Buffer.byteLength(value), timestampMs }))), retention);
  for (const value of values) write(log, Buffer.from(value), timestampMs);
  log.publish();
}

interface ModelRecord {
  readonly offset: number;
  readonly timestampMs: number;
  readonly value: Buffer;
}

interface Waiter {
  calls: number;
  /** Absent once the wait was taken back. */
  cancel: (() => void) | undefined;
}

/** Everything that a log promises, kept as an array. */
class Model {
  readonly log = new PartitionLog("t", 3);
  readonly #records: ModelRecord[] = [];
  readonly #retention: Retention;
  readonly #readBefore: { views: readonly Uint8Array[]; copy: Buffer }[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #woken: Waiter[] = [];
  #start = 0;
  #position = 0;
  readonly #place = noPlace();
  #largestSegment: number;

  constructor(retention: Retention) {
    this.#retention = retention;
    this.#largestSegment = Math.ceil(Math.max(0, retention.retentionBytes) / 4);
  }

  get #end(): number {
    return this.#records.length;
  }

  get #present(): ModelRecord[] {
    return this.#records.slice(this.#start);
  }

  append(records: readonly NewRecord[]): void {
    const bytes = reservedBytes(records);
    this.#largestSegment = Math.max(this.#largestSegment, bytes);
    this.log.reserve(bytes, this.#retention);
    for (const { size, timestampMs } of records) {
      const offset = this.#end;
      const value = Buffer.alloc(size, offset);
      write(this.log, value, timestampMs);
      this.#records.push({ offset, timestampMs, value });
    }
    this.log.publish();
    for (const waiter of this.#waiters.splice(0)) {
      expect(waiter.calls).toBe(waiter.cancel ? 1 : 0);
      this.#woken.push(waiter);
    }
  }

  wait(): void {
    const waiter: Waiter = { calls: 0, cancel: undefined };
    waiter.cancel = this.log.onceReadable(Number.MAX_SAFE_INTEGER, () => waiter.calls++);
    this.#waiters.push(waiter);
  }

  cancelWait(index: number): void {
    const waiter = this.#waiters[index % Math.max(1, this.#waiters.length)];
    waiter?.cancel?.();
    if (waiter !== undefined) waiter.cancel = undefined;
  }

  read(from: number, bounds: BatchBounds, beforeIndex: number | undefined): void {
    if (this.#start === this.#end) return;
    const offset = this.#start + (from % (this.#end - this.#start));
    const before = beforeIndex === undefined ? undefined : offset + 1 + (beforeIndex % (this.#end - offset));
    const batch = this.log.read(offset, bounds, before)!;
    const end = before ?? this.#end;
    expect(batch).toMatchObject({
      topic: "t",
      partition: 3,
      highWatermark: this.#end,
      count: batch.nextOffset - offset,
    });
    expectRecords(batch, this.#records.slice(offset, batch.nextOffset));

    const size = sizeOf(batch.chunks);
    expect(batch.count).toBeGreaterThanOrEqual(1);
    expect(batch.count).toBeLessThanOrEqual(bounds.maxRecords);
    expect(batch.nextOffset).toBeLessThanOrEqual(end);
    if (batch.count > 1) expect(size).toBeLessThanOrEqual(bounds.maxBytes);
    if (batch.nextOffset < end && batch.count < bounds.maxRecords) {
      const next = this.log.read(batch.nextOffset, { maxRecords: 1, maxBytes: 1 })!;
      expect(size + sizeOf(next.chunks)).toBeGreaterThan(bounds.maxBytes);
    }
    this.#readBefore.push({ views: batch.chunks, copy: Buffer.concat(batch.chunks) });
  }

  /** Goes on where the last call stopped, as a cursor does. */
  readOn(bounds: BatchBounds): void {
    this.#position = Math.max(this.#position, this.#start);
    const batch = this.log.read(this.#position, bounds, undefined, this.#place)!;
    expect(batch.count === 0).toBe(this.#position === this.#end);
    expectRecords(batch, this.#records.slice(this.#position, batch.nextOffset));
    this.#position = batch.nextOffset;
    batch.release();
  }

  find(timestampMs: number): void {
    const found = this.#present.find((record) => record.timestampMs >= timestampMs);
    expect(this.log.resolve({ at: "timestamp", timestampMs })).toBe(found?.offset ?? this.#end);
  }

  resolve(count: number): void {
    expect(this.log.resolve({ at: "earliest" })).toBe(this.#start);
    expect(this.log.resolve({ at: "latest" })).toBe(this.#end);
    expect(this.log.resolve({ at: "tail", count })).toBe(Math.max(this.#start, this.#end - count));
    for (const offset of [this.#start, this.#end]) expect(this.log.resolve({ at: "offset", offset })).toBe(offset);
    for (const offset of [this.#start - 1, this.#end + 1]) {
      expect(() => this.log.resolve({ at: "offset", offset })).toThrow(OffsetOutOfRange);
    }
  }

  retain(nowMs: number): void {
    const sizeBefore = this.log.sizeBytes;
    const startBefore = this.#start;
    this.log.retain(this.#retention, nowMs);
    this.#start = this.log.logStartOffset;
    const removed = this.#records.slice(startBefore, this.#start);
    const { retentionMs, retentionBytes } = this.#retention;
    const isOld = (record: ModelRecord) => retentionMs >= 0 && record.timestampMs < nowMs - retentionMs;

    expect(this.#start).toBeGreaterThanOrEqual(startBefore);
    if (retentionBytes < 0) expect(removed.every(isOld)).toBe(true);
    if (retentionMs < 0 && removed.length > 0) {
      expect(sizeBefore).toBeGreaterThan(retentionBytes);
      expect(this.log.sizeBytes).toBeGreaterThan(retentionBytes - this.#largestSegment);
      expect(this.#present).not.toHaveLength(0);
    }
    if (retentionBytes >= 0) {
      expect(this.log.sizeBytes).toBeLessThanOrEqual(Math.max(retentionBytes, this.#largestSegment));
    }
    if (this.#present.length > 0) expect(this.#present.every(isOld)).toBe(false);
  }

  check(): void {
    expect([this.log.logStartOffset, this.log.highWatermark]).toEqual([this.#start, this.#end]);
    const all = this.log.read(this.#start, ALL)!;
    expect(this.log.sizeBytes).toBe(sizeOf(all.chunks));
    expectRecords(all, this.#present);
    for (const { calls, cancel } of this.#woken) expect(calls).toBe(cancel ? 1 : 0);
    for (const { views, copy } of this.#readBefore) expect(Buffer.concat(views).equals(copy)).toBe(true);
  }
}

/** Compares as text, because a matcher takes its time over many bytes. */
function expectRecords(batch: { chunks: readonly Uint8Array[] }, records: readonly ModelRecord[]): void {
  const read = decodeRecords(batch).map(({ offset, timestampMs, value }) => line(offset, timestampMs, value!));
  expect(read.join("\n")).toBe(
    records.map(({ offset, timestampMs, value }) => line(offset, timestampMs, value)).join("\n"),
  );
}

function line(offset: bigint | number, timestampMs: bigint | number, value: Uint8Array): string {
  return `${offset} at ${timestampMs}: ${Buffer.from(value).toString("hex")}`;
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((size, chunk) => size + chunk.length, 0);
}

const timestamp = fc.integer({ min: 0, max: 100 });
const bounds = fc.record({
  maxRecords: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(Number.MAX_SAFE_INTEGER)),
  maxBytes: fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.constant(Number.MAX_SAFE_INTEGER)),
});
const records = fc
  .tuple(
    fc.array(fc.record({ size: fc.oneof(fc.nat(8), fc.nat(150)), timestampMs: timestamp }), {
      minLength: 1,
      maxLength: 12,
    }),
    fc.integer({ min: 1, max: 8 }),
  )
  .map(([some, times]) => Array.from({ length: times }, () => some).flat());

const step = fc.oneof(
  { weight: 5, arbitrary: records.map((some) => (model: Model) => model.append(some)) },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat(), bounds, fc.option(fc.nat(), { nil: undefined })).map(
      ([from, some, before]) =>
        (model: Model) =>
          model.read(from, some, before),
    ),
  },
  { weight: 5, arbitrary: bounds.map((some) => (model: Model) => model.readOn(some)) },
  { weight: 2, arbitrary: timestamp.map((time) => (model: Model) => model.find(time)) },
  { weight: 1, arbitrary: fc.nat(200).map((count) => (model: Model) => model.resolve(count)) },
  { weight: 2, arbitrary: timestamp.map((now) => (model: Model) => model.retain(now)) },
  { weight: 1, arbitrary: fc.constant((model: Model) => model.wait()) },
  { weight: 1, arbitrary: fc.nat().map((index) => (model: Model) => model.cancelWait(index)) },
);
const retention = fc.oneof(
  fc.constant(KEEP),
  fc.integer({ min: 0, max: 20_000 }).map((retentionBytes) => ({ retentionMs: -1, retentionBytes })),
  fc.integer({ min: 0, max: 100 }).map((retentionMs) => ({ retentionMs, retentionBytes: -1 })),
  fc.record({ retentionMs: fc.integer({ min: 0, max: 100 }), retentionBytes: fc.integer({ min: 0, max: 2000 }) }),
);

test("a log is an array of records that loses its oldest ones", () => {
  fc.assert(
    fc.property(retention, fc.array(step, { minLength: 5, maxLength: 40, size: "max" }), (bound, steps) => {
      const model = new Model(bound);
      for (const run of steps) run(model);
      model.check();
    }),
    { numRuns: 300 },
  );
});

describe("reading", () => {
  const SMALL: Retention = { retentionMs: -1, retentionBytes: 0 };

  test("crosses segments and fills a batch up to its bounds", () => {
    const log = new PartitionLog("t", 0);
    for (let i = 0; i < 10; i++) append(log, [`a${i}`, `b${i}`], SMALL);
    const entry = sizeOf(log.read(0, { maxRecords: 1, maxBytes: 1 })!.chunks);
    expect(log.read(0, ALL)!.chunks).toHaveLength(10);
    expect(log.read(1, { maxRecords: 4, maxBytes: 1000 })!.nextOffset).toBe(5);
    expect(log.read(1, { maxRecords: 100, maxBytes: 5 * entry })!.nextOffset).toBe(6);
    expect(log.read(1, { maxRecords: 100, maxBytes: 6 * entry - 1 })!.nextOffset).toBe(6);
    expect(log.read(1, ALL, 8)!.nextOffset).toBe(8);
    expect(valuesOf(log.read(3, ALL, 6)!)).toEqual(["b1", "a2", "b2"]);
  });

  test("returns the first record whatever its size, and no second one beside it", () => {
    const log = new PartitionLog("t", 0);
    append(log, ["x".repeat(1000), "y"], SMALL);
    append(log, ["z".repeat(1000)], SMALL);
    expect(log.read(0, { maxRecords: 10, maxBytes: 1 })!.count).toBe(1);
    expect(log.read(1, { maxRecords: 10, maxBytes: 20 })!.count).toBe(1);
    expect(log.read(2, { maxRecords: 10, maxBytes: 20 })!.count).toBe(1);
  });

  test("at the end finds an empty batch", () => {
    const log = new PartitionLog("t", 0);
    expect(log.read(0, ALL)!).toMatchObject({ chunks: [], count: 0, nextOffset: 0, highWatermark: 0 });
    append(log, ["a"]);
    expect(log.read(1, ALL)!).toMatchObject({ chunks: [], count: 0, nextOffset: 1, highWatermark: 1 });
  });
});

describe("an append", () => {
  test("is unseen until it is published", () => {
    const log = new PartitionLog("t", 0);
    append(log, ["a"]);
    let calls = 0;
    log.onceReadable(Number.MAX_SAFE_INTEGER, () => calls++);
    log.reserve(100, KEEP);
    write(log, Buffer.from("b"), 50);
    expect([log.highWatermark, log.read(0, ALL)!.count, calls]).toEqual([1, 1, 0]);
    expect(log.resolve({ at: "latest" })).toBe(1);
    log.publish();
    expect([log.highWatermark, log.read(0, ALL)!.count, calls]).toEqual([2, 2, 1]);
  });

  test("is seen as far as it is published, while those behind it have their offsets already", () => {
    const log = new PartitionLog("t", 0);
    for (const [value, time] of [
      ["a", 10],
      ["b", 20],
      ["c", 30],
    ] as const) {
      log.reserve(100, KEEP);
      write(log, Buffer.from(value), time);
    }
    expect([log.logEndOffset, log.highWatermark, log.read(0, ALL)!.count]).toEqual([3, 0, 0]);
    expect(log.resolve({ at: "timestamp", timestampMs: 20 })).toBe(0);
    const place = noPlace();
    log.publish(2);
    expect([log.logEndOffset, log.highWatermark]).toEqual([3, 2]);
    expect(valuesOf(log.read(0, ALL, undefined, place)!)).toEqual(["a", "b"]);
    expect(log.read(2, ALL, undefined, place)).toMatchObject({ count: 0, nextOffset: 2 });
    expect(log.resolve({ at: "timestamp", timestampMs: 25 })).toBe(2);
    log.retain({ retentionMs: 0, retentionBytes: -1 }, 1000);
    expect(log.logStartOffset).toBe(0);
    log.publish();
    expect(valuesOf(log.read(2, ALL, undefined, place)!)).toEqual(["c"]);
  });

  test("that got no further than its room leaves the log as it was", () => {
    const log = new PartitionLog("t", 0);
    append(log, ["a"]);
    log.reserve(1_000_000, KEEP);
    log.reserve(2_000_000, KEEP);
    expect(log).toMatchObject({ logStartOffset: 0, highWatermark: 1 });
    expect(valuesOf(log.read(0, ALL)!)).toEqual(["a"]);
    expect(log.resolve({ at: "timestamp", timestampMs: 2 })).toBe(1);
    append(log, ["b"]);
    expect(valuesOf(log.read(0, ALL)!)).toEqual(["a", "b"]);
    expect(log.read(0, ALL)!.chunks).toHaveLength(2);
  });

  test("for which there is no memory is LOG_FULL, and the next one that fits is not", () => {
    const log = new PartitionLog("t", 7);
    append(log, ["a"]);
    expect(() => log.reserve(2 ** 52, KEEP)).toThrow(LogFull);
    append(log, ["b"]);
    expect(valuesOf(log.read(0, ALL)!)).toEqual(["a", "b"]);
  });
});

describe("search by time", () => {
  const position = (timestampMs: number): Position => ({ at: "timestamp", timestampMs });

  test("finds the first record that is late enough, though later ones are earlier", () => {
    const log = new PartitionLog("t", 0);
    for (const timestampMs of [10, 50, 20, 40, 60, 30]) append(log, ["x"], KEEP, timestampMs);
    expect([5, 10, 11, 50, 51, 60, 61].map((time) => log.resolve(position(time)))).toEqual([0, 0, 1, 1, 4, 4, 6]);
  });

  test("finds it in any segment and any interval of the index", () => {
    const log = new PartitionLog("t", 0);
    for (let i = 0; i < 1000; i++) append(log, ["x".repeat(200)], KEEP, 2 * i);
    expect(log.read(0, ALL)!.chunks.length).toBeGreaterThan(3);
    for (let i = 0; i < 1000; i++) expect(log.resolve(position(2 * i - 1))).toBe(i);
  });
});

describe("waiters", () => {
  test("that wait again while they are called are called at the next change, not in a loop", () => {
    const log = new PartitionLog("t", 0);
    let calls = 0;
    const wait = () => {
      log.onceReadable(Number.MAX_SAFE_INTEGER, () => {
        calls++;
        if (calls < 10) wait();
      });
    };
    wait();
    append(log, ["a"]);
    expect(calls).toBe(1);
    append(log, ["b"]);
    expect(calls).toBe(2);
  });

  test("that one of them takes back are not called any more", () => {
    const log = new PartitionLog("t", 0);
    let calls = 0;
    log.onceReadable(Number.MAX_SAFE_INTEGER, () => cancel());
    const cancel = log.onceReadable(Number.MAX_SAFE_INTEGER, () => calls++);
    append(log, ["a"]);
    append(log, ["b"]);
    expect(calls).toBe(0);
  });

  test("are called when the log is closed, and find why", () => {
    const log = new PartitionLog("t", 0);
    append(log, ["a"]);
    const reason = new ShuttingDown();
    const found: unknown[] = [];
    log.onceReadable(Number.MAX_SAFE_INTEGER, () => found.push(log.closed));
    expect(log.closed).toBeUndefined();
    log.close(reason);
    expect(found).toEqual([reason]);
  });
});

describe("retention", () => {
  test("by bytes removes whole segments, from the oldest, and never the one that is written to", () => {
    const bound: Retention = { retentionMs: -1, retentionBytes: 100 };
    const log = new PartitionLog("t", 0);
    for (let i = 0; i < 10; i++) append(log, ["x".repeat(40)], bound);
    log.retain(bound, 0);
    expect(log.sizeBytes).toBeLessThanOrEqual(100);
    expect(log.logStartOffset).toBe(10 - log.read(log.logStartOffset, ALL)!.count);
    append(log, ["x".repeat(1000)], bound);
    log.retain(bound, 0);
    expect([log.logStartOffset, log.highWatermark]).toEqual([10, 11]);
  });

  test("by time empties a log in which all is too old, and offsets go on", () => {
    const bound: Retention = { retentionMs: 10, retentionBytes: -1 };
    const log = new PartitionLog("t", 0);
    append(log, ["a", "b"], bound, 100);
    log.retain(bound, 110);
    expect(log.logStartOffset).toBe(0);
    log.retain(bound, 111);
    expect(log).toMatchObject({ logStartOffset: 2, highWatermark: 2, sizeBytes: 0 });
    append(log, ["c"], bound, 111);
    expect(log.read(2, ALL)!).toMatchObject({ count: 1, nextOffset: 3 });
    expect(log.resolve({ at: "timestamp", timestampMs: 0 })).toBe(2);
  });
});

test("a closed log holds nothing", () => {
  const log = new PartitionLog("t", 0);
  append(log, ["a", "b"]);
  const held = log.read(0, ALL)!;
  log.close(new ShuttingDown());
  expect(log).toMatchObject({ logStartOffset: 2, highWatermark: 2, sizeBytes: 0 });
  expect(log.read(2, ALL)!.count).toBe(0);
  expect(valuesOf(held)).toEqual(["a", "b"]);
});
