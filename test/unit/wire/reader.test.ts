import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WireError, WireReader } from "../../../src/wire/reader.js";
import { BYTES, bytesField, FIXED32, FIXED64, tag, VARINT, varint } from "../../helpers/wire.js";

const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc
    .integer({ min: 0, max: 63 })
    .chain((bits) => fc.bigInt({ min: -(2n ** BigInt(bits)), max: 2n ** BigInt(bits) - 1n })),
);
const fieldNumber = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2 ** 29 - 1 }));

function readerOf(bytes: Uint8Array): WireReader {
  const reader = new WireReader();
  reader.reset(bytes, 0, bytes.length);
  return reader;
}

describe("integers", () => {
  test("of 64 bits are what other decoders read, rounded to a double", () => {
    fc.assert(
      fc.property(int64, (value) => {
        const bytes = new BinaryWriter().int64(value).finish();
        const reader = readerOf(bytes);
        expect(reader.int64()).toBe(Number(value));
        expect(reader.pos).toBe(bytes.length);
      }),
    );
  });

  test("of 64 bits are what other decoders read, to the last bit as a bigint", () => {
    fc.assert(
      fc.property(int64, (value) => {
        const bytes = new BinaryWriter().int64(value).finish();
        const reader = readerOf(bytes);
        expect(reader.bigInt64()).toBe(value);
        expect(reader.pos).toBe(bytes.length);
      }),
    );
  });

  test("of 32 bits are what other decoders read, without the bits above", () => {
    fc.assert(
      fc.property(int64, (value) => {
        const bytes = new BinaryWriter().int64(value).finish();
        const reader = readerOf(bytes);
        expect(reader.int32()).toBe(new BinaryReader(bytes).int32());
        expect(reader.pos).toBe(bytes.length);
      }),
    );
  });

  test("may be longer than they need to be, up to ten bytes", () => {
    fc.assert(
      fc.property(int64, fc.integer({ min: 1, max: 10 }), (value, size) => {
        expect(readerOf(varint(value, size)).int64()).toBe(Number(value));
      }),
    );
  });

  test.each([
    ["11 bytes", varint(1, 11)],
    ["a 65th bit", Uint8Array.of(...new Uint8Array(9).fill(0x80), 0x02)],
    ["70 bits", Uint8Array.of(...new Uint8Array(9).fill(0xff), 0x7f)],
  ])("of more than 64 bits are refused: %s", (_, bytes) => {
    for (const read of ["int64", "int32"] as const) {
      expect(() => readerOf(bytes)[read]()).toThrow(new WireError("has an integer of more than 64 bits"));
    }
    expect(() => readerOf(bytes).skip(VARINT)).toThrow(new WireError("has an integer of more than 64 bits"));
  });

  test("take no state from the one before", () => {
    const reader = readerOf(Buffer.concat([varint(-1n), varint(5)]));
    expect(reader.int64()).toBe(-1);
    expect(reader.int64()).toBe(5);
  });
});

describe("tags", () => {
  test("are what other decoders read, in up to five bytes", () => {
    fc.assert(
      fc.property(fieldNumber, fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 5 }), (number, type, size) => {
        const bytes = tag(number, type, size);
        const read = readerOf(bytes).tag();
        expect([read >>> 3, read & 7]).toEqual([number, type]);
      }),
    );
  });

  test("of field number 0 are refused", () => {
    for (const bytes of [[0], [BYTES], [0x80, 0x00], [0x87, 0x80, 0x00]]) {
      expect(() => readerOf(Uint8Array.from(bytes)).tag()).toThrow(new WireError("has a field with number 0"));
    }
  });

  test.each([
    ["six bytes", varint(8, 6)],
    ["a 33rd bit", varint(2n ** 32n + 8n)],
    ["field number 2^29", tag(2 ** 29, VARINT)],
  ])("of more than 32 bits are refused: %s", (_, bytes) => {
    expect(() => readerOf(bytes).tag()).toThrow(new WireError("has a tag of more than 32 bits"));
  });
});

describe("lengths", () => {
  test("lead from the content's start to its end", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 5 }), (content, size) => {
        const bytes = Buffer.concat([varint(content.length, size), content, Uint8Array.of(1, 2, 3)]);
        const reader = readerOf(bytes);
        const end = reader.contentEnd();
        expect(bytes.subarray(reader.pos, end)).toEqual(Buffer.from(content));
      }),
    );
  });

  test("that lead beyond the message are refused, though there are bytes behind it", () => {
    const reader = new WireReader();
    reader.reset(Uint8Array.of(3, 1, 2, 9, 9), 0, 3);
    expect(() => reader.contentEnd()).toThrow(new WireError("ends in the middle of a field"));
  });

  test.each([
    ["six bytes", varint(1, 6)],
    ["a 33rd bit", varint(2n ** 32n)],
    ["a negative one", varint(-1n)],
  ])("of more than 32 bits are refused: %s", (_, bytes) => {
    expect(() => readerOf(Buffer.concat([bytes, new Uint8Array(20)])).contentEnd()).toThrow(
      new WireError("has a length of more than 32 bits"),
    );
  });

  test("of 4 GiB are truncated, not negative", () => {
    expect(() => readerOf(varint(2n ** 32n - 1n)).contentEnd()).toThrow(new WireError("ends in the middle of a field"));
  });
});

const field = fc.oneof(
  int64.map((value) => ({ type: VARINT, content: varint(value) })),
  fc.uint8Array({ minLength: 8, maxLength: 8 }).map((content) => ({ type: FIXED64, content })),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((content) => ({ type: FIXED32, content })),
  fc.uint8Array({ maxLength: 200 }).map((content) => ({ type: BYTES, content: bytesField(1, content).subarray(1) })),
);

describe("skipping", () => {
  test("steps over exactly one field's content", () => {
    fc.assert(
      fc.property(fieldNumber, field, (number, { type, content }) => {
        const bytes = Buffer.concat([tag(number, type), content, Uint8Array.of(0x80)]);
        const reader = readerOf(bytes);
        reader.skip(reader.tag());
        expect(reader.pos).toBe(bytes.length - 1);
      }),
    );
  });

  test("refuses a field that is cut off anywhere", () => {
    fc.assert(
      fc.property(fieldNumber, field, fc.nat(), (number, { type, content }, cut) => {
        const whole = Buffer.concat([tag(number, type), content]);
        const reader = readerOf(whole.subarray(0, cut % whole.length));
        expect(() => reader.skip(reader.tag())).toThrow(new WireError("ends in the middle of a field"));
      }),
    );
  });

  test.each([3, 4, 6, 7])("refuses wire type %i", (type) => {
    const reader = readerOf(Buffer.concat([tag(9, type), new Uint8Array(20)]));
    expect(() => reader.skip(reader.tag())).toThrow(
      new WireError(`has field 9 with wire type ${type}, which is not supported`),
    );
  });
});

test("reads only what is between start and end", () => {
  const reader = new WireReader();
  reader.reset(Uint8Array.of(0x80, 0x08, 0x07, 0x80), 1, 3);
  expect(reader.tag()).toBe(0x08);
  expect(reader.int64()).toBe(7);
  expect(() => reader.tag()).toThrow(WireError);
});
