import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Record } from "../../../gen/ts/headwater/v1/record.js";
import { Segment } from "../../../src/engine/embedded/log/segment.js";
import { type EntryWriter, entryWriter, type RecordRules, type Targets } from "../../../src/record/entry-writer.js";
import { MAX_ENTRY_OVERHEAD } from "../../../src/record/format.js";
import { partitionOfKey } from "../../../src/record/partitioner.js";
import { PlainEntryWriter } from "../../../src/record/plain-writer.js";
import { RefusedRecord } from "../../../src/record/refused-record.js";
import { WasmEntryWriter } from "../../../src/record/wasm-writer.js";
import { viewOf } from "../../../src/wire/copy.js";
import { anyBytes, anyTimestamp, anyWireRecord, tidyRecord } from "../../helpers/record-arbitraries.js";
import { decodeRecords, encodeRecords, joinRecords, type PartialRecord } from "../../helpers/records.js";
import { bytesField, tag, VARINT, varint } from "../../helpers/wire.js";

const NOW = 1_700_000_000_000;
const RULES: RecordRules = { maxRecordBytes: 2 ** 30, maxHeaders: 1000, nowMs: NOW };
const TO_ONE: Targets = { given: 0, turn: 0, partitions: 1 };

const usualRecord = fc.record({
  key: fc.option(anyBytes, { nil: undefined }),
  value: fc.option(anyBytes, { nil: undefined }),
  timestampMs: anyTimestamp.map(BigInt),
});

/** Adds records to a segment the way an append does, all of them to one partition. */
function write(segment: Segment, records: readonly PartialRecord[], writer: EntryWriter): void {
  const { shares } = writer.take(encodeRecords(records), TO_ONE, RULES);
  expect(shares).toHaveLength(1);
  segment.write(writer, shares[0]!);
}

function segmentFor(records: readonly PartialRecord[], baseOffset = 0): Segment {
  const bytes = encodeRecords(records).bytes.length + records.length * MAX_ENTRY_OVERHEAD;
  return new Segment(baseOffset, Buffer.alloc(bytes));
}

/** All that a writer makes of records, or why it refuses them. */
function outcome(writer: EntryWriter, records: readonly Uint8Array[], targets: Targets, rules: RecordRules) {
  const encoded = joinRecords(records);
  const before = Buffer.from(encoded.bytes);
  try {
    const { shares, tookTurn, shareOfRecord } = writer.take(encoded, targets, rules);
    expect(before.equals(encoded.bytes)).toBe(true);
    const written = shares.map((share, i) => {
      const target = Buffer.alloc(share.bytes + 7 + 3);
      const place = { target: viewOf(target), position: 7, offset: 2 ** (8 * i), markAt: 7 + 900 * i };
      const { end, entries, markCount, marks } = writer.write(share, place);
      const { partition, first, bytes } = share;
      const [, ...after] = Array.from({ length: markCount }, (_, mark) => [...marks.subarray(3 * mark, 3 * mark + 3)]);
      const rest = { end, entries, beforeFirstMark: marks[2], marks: after };
      return { partition, first, bytes, ...rest, target: target.toString("hex") };
    });
    return { written, tookTurn, shareOfRecord: [...shareOfRecord.subarray(0, records.length)] };
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedRecord);
    const { index, refusal } = error as RefusedRecord;
    return { index, refusal };
  }
}

describe("the writer in WebAssembly", () => {
  const wasm = entryWriter();

  test("is what a process gets that has WebAssembly", () => {
    expect(wasm).toBeInstanceOf(WasmEntryWriter);
  });

  test("does what the one in TypeScript does, whatever the records are", () => {
    const good = fc.oneof(tidyRecord, usualRecord).map((record) => Record.encode(Record.fromPartial(record)).finish());
    const requests = [
      good,
      fc.oneof(good, anyWireRecord),
      fc.oneof(good, anyWireRecord, fc.uint8Array({ maxLength: 30 })),
    ];
    const request = fc.oneof(...requests.map((record) => fc.array(record, { minLength: 1, maxLength: 80 })));
    const targets = fc.record({
      given: fc.option(fc.nat(6), { nil: undefined }),
      turn: fc.nat(6),
      partitions: fc.constant(7),
    });
    const rules = fc.record({
      maxRecordBytes: fc.constantFrom(2 ** 30, 2 ** 30, 2 ** 30, 40),
      maxHeaders: fc.constantFrom(1000, 1000, 1),
      nowMs: fc.constantFrom(0, NOW),
    });
    const plain = new PlainEntryWriter();
    let stored = 0;
    fc.assert(
      fc.property(request, targets, rules, (records, given, ruled) => {
        const expected = outcome(plain, records, given, ruled);
        expect(outcome(wasm, records, given, ruled)).toEqual(expected);
        if ("written" in expected) stored++;
      }),
      { numRuns: 1000 },
    );
    expect(stored).toBeGreaterThan(100);
  });

  test("does so for lengths of each number of bytes, and for numbers that have one too many", () => {
    const plain = new PlainEntryWriter();
    const records = [
      ...[0, 127, 128, 2 ** 14 - 1, 2 ** 14, 2 ** 21 - 1, 2 ** 21].map((length) =>
        bytesField(2, Buffer.alloc(length, 1)),
      ),
      ...[2, 3, 4, 5].map((size) => Buffer.concat([tag(2, 2), varint(3, size), Buffer.from("abc")])),
      ...[1, 5, 8, 9, 10].map((size) => Buffer.concat([tag(4, VARINT), varint(5, size)])),
    ];
    expect(outcome(wasm, records, TO_ONE, RULES)).toEqual(outcome(plain, records, TO_ONE, RULES));
  });
});

describe.each<readonly [string, () => EntryWriter]>([
  ["WebAssembly", entryWriter],
  ["TypeScript", () => new PlainEntryWriter()],
])("entries that %s writes", (_, make) => {
  test("are the same when the writer was used for anything before, and has to grow or not", () => {
    const writer = make();
    const size = fc.oneof(fc.nat(300), fc.constantFrom(70_000, 300_000));
    const request = fc.array(size, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 4 }), fc.nat(), (requests, seed) => {
        const records = requests.map((sizes, i) => sizes.map((bytes) => ({ value: Buffer.alloc(bytes, seed + i) })));
        const segment = segmentFor(records.flat(), 5);
        for (const each of records) write(segment, each, writer);
        const all = segment.slice(5, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
        const read = decodeRecords({ chunks: [all.bytes] });
        expect(read.map(({ offset }) => Number(offset))).toEqual(records.flat().map((_record, i) => 5 + i));
        for (const [i, { value }] of records.flat().entries()) expect(value.equals(read[i]!.value!)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("of a hundred thousand records for ten thousand partitions go where they belong", () => {
    const keys = Array.from({ length: 100_000 }, (_key, i) => Buffer.from(`key-${i}`));
    const targets = { given: undefined, turn: 0, partitions: 10_000 };
    const { shares, shareOfRecord } = make().take(encodeRecords(keys.map((key) => ({ key }))), targets, RULES);
    for (const [i, key] of keys.entries()) {
      if (shares[shareOfRecord[i]!]!.partition !== partitionOfKey(key, 0, key.length, 10_000)) expect.fail(`${key}`);
    }
  });

  test("are found by their timestamps and offsets, whatever requests they came in", () => {
    const writer = make();
    const request = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 5 }), (requests) => {
        const records = requests.map((times) => times.map((time) => ({ timestampMs: BigInt(time) })));
        const segment = segmentFor(records.flat(), 1000);
        for (const each of records) write(segment, each, writer);
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

describe("a process", () => {
  const built = fileURLToPath(new URL("../../../dist/src/record/entry-writer.js", import.meta.url));
  const program = `
    const { entryWriter } = await import(process.argv[1]);
    const writer = entryWriter();
    const request = (size) => {
      const bytes = Buffer.alloc(size);
      bytes[0] = 0x12;
      bytes[1] = 0xff;
      bytes[2] = 0x7f;
      return { bytes, count: 1, spans: Int32Array.of(0, 3 + 16383) };
    };
    const target = new DataView(new ArrayBuffer(20_000));
    const tried = [writer.constructor.name];
    for (const size of [3 + 16383, 100_000_000, 3 + 16383]) {
      try {
        const rules = { maxRecordBytes: 2 ** 30, maxHeaders: 0, nowMs: 1 };
        const { shares } = writer.take(request(size), { given: 0, turn: 0, partitions: 1 }, rules);
        tried.push(writer.write(shares[0], { target, position: 0, offset: 0, markAt: 0 }).end > 16383);
      } catch (error) {
        tried.push(error.name);
      }
    }
    console.log(JSON.stringify(tried));
  `;
  const triedWith = (flag: string) => {
    const flags = [flag, "--input-type=module", "-e", program, built];
    return JSON.parse(execFileSync(process.execPath, flags, { encoding: "utf8" }));
  };

  test("that has no memory for a request refuses it, and writes what comes next", () => {
    expect(triedWith("--wasm-max-mem-pages=64")).toEqual(["WasmEntryWriter", true, "RangeError", true]);
  });

  test("that has no WebAssembly writes without it", () => {
    expect(triedWith("--jitless")).toEqual(["PlainEntryWriter", true, true, true]);
  });
});
