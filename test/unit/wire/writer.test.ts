import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { varintSize, writeVarint } from "../../../src/wire/writer.js";

const boundaries = Array.from({ length: 54 }, (_, bits) => 2 ** bits)
  .flatMap((power) => [power - 1, power])
  .filter(Number.isSafeInteger);
const safeInteger = fc.oneof(fc.maxSafeNat(), fc.constantFrom(...boundaries), fc.nat(300));

test("a varint is what other encoders write, in as many bytes as announced", () => {
  fc.assert(
    fc.property(safeInteger, fc.nat(3), (value, pos) => {
      const bytes = new Uint8Array(16);
      const end = writeVarint(bytes, pos, value);
      expect(bytes.subarray(pos, end)).toEqual(new BinaryWriter().int64(BigInt(value)).finish());
      expect(varintSize(value)).toBe(end - pos);
    }),
    { numRuns: 1000 },
  );
});

test("every power of two, and what is just below, survives the way there and back", () => {
  for (const value of boundaries) {
    const bytes = new Uint8Array(16);
    const end = writeVarint(bytes, 0, value);
    expect(new BinaryReader(bytes.subarray(0, end)).int64()).toBe(BigInt(value));
    expect(varintSize(value)).toBe(end);
  }
});
