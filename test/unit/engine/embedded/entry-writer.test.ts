import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Record } from "../../../../gen/ts/headwater/v1/record.js";
import {
  EntryWriter,
  MARK_INTERVAL,
  MAX_ENTRY_OVERHEAD,
} from "../../../../src/engine/embedded/entry-writer/entry-writer.js";
import { type ScannedRecord, scanRecord } from "../../../../src/engine/embedded/log/record-scan.js";
import { Segment } from "../../../../src/engine/embedded/log/segment.js";
import { partitionOfKey } from "../../../helpers/partitioner.js";
import { anyBytes, anyTimestamp, anyWireRecord, tidyRecord } from "../../../helpers/record-arbitraries.js";
import { decodeRecords, encodeRecords, joinRecords, type PartialRecord } from "../../../helpers/records.js";
import { bytesField } from "../../../helpers/wire.js";

const NOW = 1_700_000_000_000;
const LARGEST = 2 ** 30;

const usualRecord = fc.record({
  key: fc.option(anyBytes, { nil: undefined }),
  value: fc.option(anyBytes, { nil: undefined }),
  timestampMs: anyTimestamp.map(BigInt),
});

function writerOf(records: readonly Uint8Array[], partitions: number): EntryWriter {
  const writer = new EntryWriter();
  writer.load(joinRecords(records), { given: undefined, turn: partitions - 1, partitions });
  return writer;
}

/** What the general scan finds in a record; undefined: that it can't be stored. */
function scanOf(record: Uint8Array): ScannedRecord | undefined {
  const scanned = { bodyStart: 0, bodyEnd: 0, keyStart: -1, keyEnd: -1, timestampMs: 0, headers: 0 };
  try {
    scanRecord(record, 0, record.length, 0, scanned);
    return scanned;
  } catch {
    return undefined;
  }
}

/** Adds records to a segment the way an append does, all of them to one partition. */
function write(segment: Segment, records: readonly PartialRecord[], writer = new EntryWriter()): void {
  writer.load(encodeRecords(records), { given: 0, turn: 0, partitions: 1 });
  expect(writer.take(0, LARGEST, NOW)).toBe(records.length);
  expect(writer.shares()).toHaveLength(1);
  segment.write(writer, 0);
}

function segmentFor(records: readonly PartialRecord[], baseOffset = 0): Segment {
  const bytes = encodeRecords(records).bytes.length + records.length * MAX_ENTRY_OVERHEAD;
  return new Segment(baseOffset, Buffer.alloc(bytes));
}

describe("a record that is taken", () => {
  test("is one in which the general scan finds the same", () => {
    const partitions = 1_000_003;
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          anyWireRecord,
          fc.oneof(tidyRecord, usualRecord).map((record) => Record.encode(Record.fromPartial(record)).finish()),
        ),
        (record) => {
          const writer = writerOf([record], partitions);
          if (writer.take(0, LARGEST, NOW) === 0) return;
          taken++;
          const scanned = scanOf(record)!;
          expect(writer.endOf(0) - writer.startOf(0)).toBe(scanned.bodyEnd);
          const { keyStart, keyEnd } = scanned;
          const partition = keyStart < 0 ? partitions - 1 : partitionOfKey(record, keyStart, keyEnd, partitions);
          expect(writer.shares()).toEqual([{ partition, first: 0, bytes: scanned.bodyEnd + MAX_ENTRY_OVERHEAD }]);
          expect(writer.tookTurn).toBe(keyStart < 0);

          writer.start(0, 7, 0);
          const size = writer.write();
          const { output } = writer;
          const bytes = new Uint8Array(output.buffer, output.byteOffset, size);
          expect(decodeRecords({ chunks: [bytes] })[0]!.timestampMs).toBe(BigInt(scanned.timestampMs || NOW));
        },
      ),
      { numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  test("is any that has a key, a value and a timestamp, or some of these", () => {
    fc.assert(
      fc.property(fc.array(usualRecord, { minLength: 1, maxLength: 50 }), (records) => {
        const encoded = records.map((record) => Record.encode(Record.fromPartial(record)).finish());
        expect(writerOf(encoded, 3).take(0, LARGEST, NOW)).toBe(records.length);
      }),
    );
  });

  test("has a length of up to three bytes", () => {
    for (const length of [0, 127, 128, 2 ** 14 - 1, 2 ** 14, 2 ** 21 - 1]) {
      expect(writerOf([bytesField(2, Buffer.alloc(length))], 1).take(0, LARGEST, NOW), `${length}`).toBe(1);
    }
    expect(writerOf([bytesField(2, Buffer.alloc(2 ** 21))], 1).take(0, LARGEST, NOW)).toBe(0);
  });

  test("is within the bound, and those before one beyond it are", () => {
    const writer = writerOf(
      [10, 20, 30].map((size) => bytesField(2, Buffer.alloc(size - 2))),
      1,
    );
    expect(writer.take(0, 30, NOW)).toBe(3);
    expect(writer.take(0, 29, NOW)).toBe(2);
    expect(writer.take(0, 19, NOW)).toBe(1);
  });
});

describe("entries", () => {
  test("are the same when the writer was used for anything before, and has to grow or not", () => {
    const writer = new EntryWriter();
    const size = fc.oneof(fc.nat(300), fc.constantFrom(70_000, 300_000));
    const request = fc.array(size, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 4 }), fc.nat(), (requests, seed) => {
        const records = requests.map((sizes, i) => sizes.map((size) => ({ value: Buffer.alloc(size, seed + i) })));
        const segment = segmentFor(records.flat(), 5);
        for (const request of records) write(segment, request, writer);
        const all = segment.slice(5, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
        const read = decodeRecords({ chunks: [all.bytes] });
        expect(read.map(({ offset }) => Number(offset))).toEqual(records.flat().map((_, i) => 5 + i));
        for (const [i, { value }] of records.flat().entries()) expect(value.equals(read[i]!.value!)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("of a hundred thousand records for ten thousand partitions go where they belong", () => {
    const writer = new EntryWriter();
    const keys = Array.from({ length: 100_000 }, (_, i) => Buffer.from(`key-${i}`));
    writer.load(encodeRecords(keys.map((key) => ({ key }))), { given: undefined, turn: 0, partitions: 10_000 });
    expect(writer.take(0, LARGEST, NOW)).toBe(keys.length);
    const shares = writer.shares();
    for (const [i, key] of keys.entries()) {
      expect(shares[writer.shareOf(i)]!.partition).toBe(partitionOfKey(key, 0, key.length, 10_000));
    }
  });

  test("are found by their timestamps and offsets, whatever requests they came in", () => {
    const request = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 3 * MARK_INTERVAL });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 5 }), (requests) => {
        const records = requests.map((times) => times.map((time) => ({ timestampMs: BigInt(time) })));
        const segment = segmentFor(records.flat(), 1000);
        for (const request of records) write(segment, request);
        const times = requests.flat();
        expect(segment.maxTimestampMs).toBe(Math.max(...times));
        for (const timestampMs of [0, 1, 100, 250, 400, 499, 500, 501]) {
          const index = times.findIndex((time) => time >= timestampMs);
          expect(segment.find(timestampMs)).toBe(index < 0 ? undefined : 1000 + index);
        }
        for (const [i, time] of times.entries()) {
          const { bytes, nextOffset } = segment.slice(1000 + i, 1, 1, Number.MAX_SAFE_INTEGER);
          expect(nextOffset).toBe(1001 + i);
          expect(decodeRecords({ chunks: [bytes] })).toMatchObject([
            { offset: BigInt(1000 + i), timestampMs: BigInt(time) },
          ]);
        }
      }),
    );
  });
});

test("what there is no memory for is refused, and what comes next is written", () => {
  const program = `
    const { EntryWriter } = await import(process.argv[1]);
    const writer = new EntryWriter();
    const request = (size) => {
      const bytes = Buffer.alloc(size);
      bytes[0] = 0x12;
      bytes[1] = 0xff;
      bytes[2] = 0x7f;
      return { bytes, count: 1, spans: Int32Array.of(0, 3 + 16383) };
    };
    const targets = { given: 0, turn: 0, partitions: 1 };
    const tried = [];
    for (const size of [3 + 16383, 100_000_000, 3 + 16383]) {
      try {
        writer.load(request(size), targets);
        const taken = writer.take(0, 2 ** 30, 1);
        const [{ first }] = writer.shares();
        writer.start(first, 0, 0);
        tried.push(taken === 1 && writer.write() > 16383);
      } catch (error) {
        tried.push(error.name);
      }
    }
    console.log(JSON.stringify(tried));
  `;
  const built = fileURLToPath(
    new URL("../../../../dist/src/engine/embedded/entry-writer/entry-writer.js", import.meta.url),
  );
  const flags = ["--wasm-max-mem-pages=64", "--input-type=module", "-e", program, built];
  expect(JSON.parse(execFileSync(process.execPath, flags, { encoding: "utf8" }))).toEqual([true, "RangeError", true]);
});
