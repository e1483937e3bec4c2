import { BinaryReader } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Record } from "../../../gen/ts/headwater/v1/record.js";
import { Segment } from "../../../src/engine/embedded/log/segment.js";
import { MAX_ENTRY_OVERHEAD } from "../../../src/record/format.js";
import { RefusedRecord } from "../../../src/record/refused-record.js";
import { type ScannedRecord, scanRecord } from "../../../src/record/scan.js";
import { anyInt64, anyText, anyTimestamp, anyWireRecord, tidyRecord } from "../../helpers/record-arbitraries.js";
import { decodeRecords, type PartialRecord, writerWith } from "../../helpers/records.js";
import { bytesField, FIXED32, tag, VARINT, varint, varintField } from "../../helpers/wire.js";

const BROKER_CLOCK = 1_700_000_000_000;
const BASE_OFFSET = 300;

interface Stored {
  /** The record's bytes as they are in the log, without the entry's tag and length. */
  readonly bytes: Uint8Array;
  readonly record: Record;
  readonly key: Uint8Array | undefined;
  readonly scanned: ScannedRecord;
}

/** Scans a record that stands between other bytes, and stores it. */
function store(encoded: Uint8Array, index = 0): Stored {
  const bytes = Buffer.concat([Buffer.alloc(3, 0xff), encoded, Buffer.alloc(3, 0xff)]);
  const records = { bytes: Buffer.from(bytes), count: 1, spans: Int32Array.of(3, 3 + encoded.length) };
  const scanned: ScannedRecord = { bodyStart: -7, bodyEnd: -7, keyStart: -7, keyEnd: -7, timestampMs: -7, headers: 0 };
  scanRecord(bytes, 3, 3 + encoded.length, index, scanned);
  expect(bytes.subarray(0, 3)).toEqual(Buffer.alloc(3, 0xff));
  expect(bytes.subarray(3 + encoded.length)).toEqual(Buffer.alloc(3, 0xff));

  const bodySize = scanned.bodyEnd - scanned.bodyStart;
  const segment = new Segment(BASE_OFFSET, Buffer.alloc(bodySize + MAX_ENTRY_OVERHEAD));
  const { writer, share } = writerWith(records, BROKER_CLOCK);
  segment.write(writer, share);
  const entry = segment.slice(BASE_OFFSET, 1, 1, BASE_OFFSET + 1).bytes;
  const reader = new BinaryReader(entry);
  reader.uint32();
  return {
    bytes: reader.bytes().slice(),
    record: decodeRecords({ chunks: [entry] })[0]!,
    key: scanned.keyStart < 0 ? undefined : new Uint8Array(bytes.subarray(scanned.keyStart, scanned.keyEnd)),
    scanned,
  };
}

/** The field to blame, as its path in a request, and what is wrong with it. */
function refusal(encoded: Uint8Array, index = 0): { readonly field: string; readonly problem: string } {
  try {
    store(encoded, index);
  } catch (error) {
    expect(error).toMatchObject({ index, refusal: { kind: "malformed" } });
    const { field, problem } = (error as RefusedRecord).refusal as { field: string; problem: string };
    return { field: field === "" ? `records[${index}]` : `records[${index}].${field}`, problem };
  }
  throw new Error("the record was accepted");
}

/** What every client must read back of what it sent. */
function expected(sent: Record): Record {
  const { key, value, keyText, valueText, headers, timestampMs } = sent;
  return plain({
    key: keyText === "" ? key : Buffer.from(keyText),
    value: valueText === "" ? value : Buffer.from(valueText),
    headers,
    timestampMs: timestampMs === 0n ? BigInt(BROKER_CLOCK) : timestampMs,
    offset: BigInt(BASE_OFFSET),
    keyText: "",
    valueText: "",
  });
}

/** With bytes that are compared by what is in them, not by their class. */
function plain({ key, value, headers, ...rest }: Record): Record {
  return {
    ...rest,
    key: key && new Uint8Array(key),
    value: value && new Uint8Array(value),
    headers: headers.map((header) => ({ key: header.key, value: header.value && new Uint8Array(header.value) })),
  };
}

function hasBothForms({ key, value, keyText, valueText }: Record): boolean {
  return (key !== undefined && keyText !== "") || (value !== undefined && valueText !== "");
}

interface Field {
  readonly number: number;
  readonly type: number;
  readonly content: Uint8Array;
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const reader = new BinaryReader(bytes);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    fields.push({ number, type, content: new Uint8Array(reader.skip(type)) });
  }
  return fields;
}

function isUnknown({ number, type }: Field): boolean {
  return number > 7 || type !== (number === 4 || number === 5 ? 0 : 2);
}

const encode = (record: PartialRecord) => Record.encode(Record.fromPartial(record)).finish();

describe("an accepted record", () => {
  test("is read back as it was sent, whatever the order and number of its fields", () => {
    fc.assert(
      fc.property(anyWireRecord, (encoded) => {
        const sent = Record.decode(encoded);
        fc.pre(!hasBothForms(sent));
        const { record, key } = store(encoded);
        expect(plain(record)).toEqual(expected(sent));
        expect(key).toEqual(plain(record).key);
      }),
      { numRuns: 3000 },
    );
  });

  test("keeps the fields that this version doesn't know, in their order", () => {
    fc.assert(
      fc.property(anyWireRecord, (encoded) => {
        fc.pre(!hasBothForms(Record.decode(encoded)));
        expect(fieldsOf(store(encoded).bytes).filter(isUnknown)).toEqual(fieldsOf(encoded).filter(isUnknown));
      }),
      { numRuns: 1000 },
    );
  });

  test("holds each field that the broker knows at most once, apart from headers", () => {
    fc.assert(
      fc.property(anyWireRecord, (encoded) => {
        fc.pre(!hasBothForms(Record.decode(encoded)));
        const known = fieldsOf(store(encoded).bytes).filter((field) => !isUnknown(field) && field.number !== 3);
        const numbers = known.map(({ number }) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(numbers.slice(-2)).toEqual([4, 5]);
        expect(numbers).not.toContain(6);
        expect(numbers).not.toContain(7);
      }),
      { numRuns: 1000 },
    );
  });

  test("can be produced again as it was read, and is stored as the same bytes", () => {
    fc.assert(
      fc.property(anyWireRecord, (encoded) => {
        fc.pre(!hasBothForms(Record.decode(encoded)));
        const first = store(encoded);
        const again = store(first.bytes);
        expect(again.bytes).toEqual(first.bytes);
        expect(again.key).toEqual(first.key);
      }),
      { numRuns: 1000 },
    );
  });

  test("that an encoder wrote keeps its body byte by byte", () => {
    fc.assert(
      fc.property(tidyRecord, anyInt64, (record, offset) => {
        const body = encode({ ...record, timestampMs: 0n });
        const { scanned } = store(encode({ ...record, offset }));
        expect(scanned.bodyEnd - scanned.bodyStart).toBe(body.length);
        expect(scanned.timestampMs).toBe(Number(record.timestampMs));
      }),
    );
  });

  test("has the broker's offset and timestamp, however often the producer wrote its own", () => {
    const forged = Buffer.concat([
      varintField(5, 7),
      varintField(4, 8),
      bytesField(2, "value"),
      varintField(5, -1n),
      varintField(4, 0),
      bytesField(1, "key"),
      varintField(5, 2n ** 63n - 1n),
    ]);
    const { record, bytes } = store(forged);
    expect(record.offset).toBe(BigInt(BASE_OFFSET));
    expect(record.timestampMs).toBe(BigInt(BROKER_CLOCK));
    expect(fieldsOf(bytes).map(({ number }) => number)).toEqual([2, 1, 4, 5]);
  });

  test("may be empty", () => {
    const { record, key } = store(new Uint8Array(0));
    expect(plain(record)).toEqual(expected(Record.fromPartial({})));
    expect(key).toBeUndefined();
  });

  test("has an empty key where an empty key was sent, and none where none was", () => {
    expect(store(encode({ key: new Uint8Array(0) })).key).toEqual(new Uint8Array(0));
    expect(store(encode({ value: new Uint8Array(0) })).key).toBeUndefined();
  });
});

describe("key_text and value_text", () => {
  test("are stored as key and value", () => {
    fc.assert(
      fc.property(anyText, anyText, anyTimestamp, (keyText, valueText, timestampMs) => {
        const { record, key } = store(encode({ keyText, valueText, timestampMs: BigInt(timestampMs) }));
        expect(key).toEqual(keyText === "" ? undefined : new Uint8Array(Buffer.from(keyText)));
        expect(Buffer.from(record.value ?? []).toString()).toBe(valueText);
        expect([record.keyText, record.valueText]).toEqual(["", ""]);
      }),
    );
  });

  test("are refused beside key and value, in either order", () => {
    const cases = [
      { text: bytesField(6, "a"), bytes: bytesField(1, "b"), name: "key" },
      { text: bytesField(7, "a"), bytes: bytesField(2, "b"), name: "value" },
      { text: bytesField(7, "a"), bytes: bytesField(2, ""), name: "value" },
    ];
    for (const { text, bytes, name } of cases) {
      for (const encoded of [Buffer.concat([text, bytes]), Buffer.concat([bytes, text])]) {
        const { field, problem } = refusal(encoded, 4);
        expect(field).toBe(`records[4].${name}_text`);
        expect(problem).toBe(`stands in for ${name}: give only one of them`);
      }
    }
  });

  test("are refused exactly where both forms of one would be read", () => {
    fc.assert(
      fc.property(anyWireRecord, (encoded) => {
        fc.pre(hasBothForms(Record.decode(encoded)));
        expect(refusal(encoded).field).toMatch(/^records\[0\]\.(key|value)_text$/);
      }),
      { numRuns: 300 },
    );
  });

  test("that are empty count as absent, even behind one that is not", () => {
    const { record } = store(Buffer.concat([bytesField(6, "gone"), bytesField(1, "key"), bytesField(6, "")]));
    expect(Buffer.from(record.key!).toString()).toBe("key");
    expect(store(Buffer.concat([bytesField(7, "gone"), bytesField(7, "")])).record.value).toBeUndefined();
  });
});

describe("invalid UTF-8", () => {
  const invalid = Uint8Array.of(0x61, 0xed, 0xa0, 0x80);
  const header = (...fields: Uint8Array[]) => bytesField(3, Buffer.concat(fields));

  test.each([
    ["in key_text", bytesField(6, invalid), "records[3].key_text"],
    ["in value_text", bytesField(7, invalid), "records[3].value_text"],
    ["in an earlier key_text", Buffer.concat([bytesField(6, invalid), bytesField(6, "a")]), "records[3].key_text"],
    ["in a header's key", header(bytesField(1, invalid)), "records[3].headers[0].key"],
    [
      "in the key of a later header",
      Buffer.concat([header(bytesField(1, "a")), varintField(9, 1), header(), header(bytesField(1, invalid))]),
      "records[3].headers[2].key",
    ],
    ["in an earlier key of a header", header(bytesField(1, invalid), bytesField(1, "a")), "records[3].headers[0].key"],
  ])("is refused %s", (_, encoded, field) => {
    const error = refusal(encoded, 3);
    expect(error.field).toBe(field);
    expect(error.problem).toBe("is not valid UTF-8");
  });

  test("is fine in keys, values and header values", () => {
    const record = { key: invalid, value: invalid, headers: [{ key: "h", value: invalid }] };
    expect(plain(store(encode(record)).record)).toMatchObject(record);
  });
});

describe("bytes that are not a record", () => {
  test("are refused with the path of what they stand in", () => {
    const inHeader = bytesField(3, Uint8Array.of(0x0a, 5, 0x61));
    const cases: [Uint8Array, string, string][] = [
      [Uint8Array.of(0x0a, 5, 0x61), "records[1]", "ends in the middle of a field"],
      [Buffer.concat([inHeader, bytesField(2, "abcdef")]), "records[1].headers[0]", "ends in the middle of a field"],
      [tag(0, VARINT), "records[1]", "has a field with number 0"],
      [tag(8, 3), "records[1]", "has field 8 with wire type 3, which is not supported"],
      [Buffer.concat([tag(1, 3), tag(1, 4)]), "records[1].key", "has wire type 3, which is not its own"],
      [varintField(9, 1).fill(0xff, 1), "records[1]", "ends in the middle of a field"],
      [Buffer.concat([tag(5, VARINT), varint(1, 11)]), "records[1]", "has an integer of more than 64 bits"],
    ];
    for (const [bytes, field, problem] of cases) {
      expect(refusal(bytes, 1)).toMatchObject({ field, problem });
    }
  });

  test.each([-1n, -(2n ** 63n), BigInt(Number.MAX_SAFE_INTEGER) + 1n, 2n ** 63n - 1n])(
    "a timestamp of %i is refused",
    (timestampMs) => {
      expect(refusal(encode({ timestampMs })).field).toBe("records[0].timestamp_ms");
    },
  );

  test("the latest timestamp that is accepted is stored exactly", () => {
    const timestampMs = BigInt(Number.MAX_SAFE_INTEGER);
    expect(store(encode({ timestampMs })).record.timestampMs).toBe(timestampMs);
  });

  test("cut off within a field are refused", () => {
    fc.assert(
      fc.property(tidyRecord, fc.nat(), (record, cut) => {
        const whole = encode(record);
        fc.pre(whole.length > 0);
        const size = cut % whole.length;
        const ends = new Set([0, ...fieldEnds(whole)]);
        if (ends.has(size)) store(whole.subarray(0, size));
        else expect(refusal(whole.subarray(0, size)).problem).toBe("ends in the middle of a field");
      }),
    );
  });

  test("corrupted anywhere are refused as an invalid field, or mean what any decoder reads in them", () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      cut: fc.constantFrom(0, 0, 0, 1, 5),
    });
    fc.assert(
      fc.property(anyWireRecord, fc.array(change, { minLength: 1, maxLength: 3 }), (valid, changes) => {
        const encoded = valid.slice();
        for (const { at, byte } of changes) if (encoded.length > 0) encoded[at % encoded.length] = byte;
        const corrupted = encoded.subarray(0, Math.max(0, encoded.length - changes[0]!.cut));
        let stored: Stored;
        try {
          stored = store(corrupted);
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedRecord);
          return;
        }
        expect(plain(stored.record)).toEqual(expected(Record.decode(corrupted)));
        expect(stored.key).toEqual(plain(stored.record).key);
        expect(store(stored.bytes).bytes).toEqual(stored.bytes);
      }),
      { numRuns: 5000 },
    );
  });

  test("that are random do no harm", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        let stored: Stored;
        try {
          stored = store(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedRecord);
          return;
        }
        expect(plain(stored.record)).toEqual(expected(Record.decode(bytes)));
      }),
      { numRuns: 3000 },
    );
  });
});

test("a scan takes nothing from the one before, even where that one failed", () => {
  expect(store(encode({ keyText: "key" })).key).toBeDefined();
  refusal(Buffer.concat([bytesField(1, "key"), tag(9, FIXED32)]));
  expect(store(encode({ value: Buffer.from("v") })).key).toBeUndefined();
});

/** Where the fields of an encoded message end. */
function fieldEnds(bytes: Uint8Array): number[] {
  const reader = new BinaryReader(bytes);
  const ends: number[] = [];
  while (reader.pos < reader.len) {
    const [, type] = reader.tag();
    reader.skip(type);
    ends.push(reader.pos);
  }
  return ends;
}
