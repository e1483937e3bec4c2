import fc from "fast-check";
import { BYTES, bytesField, FIXED32, FIXED64, tag, VARINT, varint, varintField } from "./wire.js";

/** Text of any characters, those that take four bytes and those that mean something to some decoder included. */
export const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0x7f }),
      fc.integer({ min: 0x80, max: 0xd7ff }),
      fc.integer({ min: 0xe000, max: 0x10ffff }),
      fc.constantFrom(0, 0xfeff, 0xfffd, 0x2028),
    ),
    { maxLength: 12 },
  )
  .map((codePoints) => String.fromCodePoint(...codePoints));

export const anyInt64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -5n, max: 5n }),
);

export const anyTimestamp = fc.oneof(
  fc.constant(0),
  fc.nat(1000),
  fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }),
  fc.maxSafeNat(),
);

/** Short mostly; sometimes longer than what is copied byte by byte, or than a length of one byte can say. */
export const anyBytes = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 60, maxLength: 300 }) },
);

/** A field that no version of the contract has. */
const unknownField = fc.oneof(
  fc
    .tuple(fc.oneof(fc.integer({ min: 8, max: 40 }), fc.integer({ min: 8, max: 2 ** 29 - 1 })), anyInt64)
    .map(([number, value]) => varintField(number, value)),
  fc
    .tuple(fc.integer({ min: 8, max: 40 }), fc.uint8Array({ minLength: 8, maxLength: 8 }))
    .map(([number, content]) => Buffer.concat([tag(number, FIXED64), content])),
  fc
    .tuple(fc.integer({ min: 8, max: 40 }), fc.uint8Array({ minLength: 4, maxLength: 4 }))
    .map(([number, content]) => Buffer.concat([tag(number, FIXED32), content])),
  fc.tuple(fc.constantFrom(8, 99, 1_000_000), anyBytes).map(([number, content]) => bytesField(number, content)),
);

const size = fc.oneof(
  { weight: 6, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }) },
);

/** A field of bytes whose tag and length may be longer than they need to be. */
function paddedField(number: number, content: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(size, size, content)
    .map(([tagSize, lengthSize, bytes]) =>
      Buffer.concat([tag(number, BYTES, tagSize), varint(bytes.length, lengthSize), bytes]),
    );
}

function paddedVarint(number: number, value: fc.Arbitrary<bigint>): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(size, fc.integer({ min: 1, max: 10 }), value)
    .map(([tagSize, valueSize, int]) => Buffer.concat([tag(number, VARINT, tagSize), varint(int, valueSize)]));
}

const textBytes = anyText.map((text) => new Uint8Array(Buffer.from(text)));

const headerBytes = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: paddedField(1, textBytes) },
      { weight: 3, arbitrary: paddedField(2, anyBytes) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.integer({ min: 3, max: 50 }), anyInt64)
          .map(([number, value]) => varintField(number, value)),
      },
    ),
    { maxLength: 4 },
  )
  .map((fields) => new Uint8Array(Buffer.concat(fields)));

const recordField = fc.oneof(
  { weight: 3, arbitrary: paddedField(1, anyBytes) },
  { weight: 3, arbitrary: paddedField(2, anyBytes) },
  { weight: 3, arbitrary: paddedField(3, headerBytes) },
  { weight: 2, arbitrary: paddedVarint(4, anyTimestamp.map(BigInt)) },
  { weight: 2, arbitrary: paddedVarint(5, anyInt64) },
  { weight: 1, arbitrary: paddedField(6, textBytes) },
  { weight: 1, arbitrary: paddedField(7, textBytes) },
  { weight: 2, arbitrary: unknownField },
);

/** Records as any encoder may have written them: fields in any order, several times, some that nobody knows. */
export const anyWireRecord = fc
  .array(recordField, { maxLength: 10 })
  .map((fields) => new Uint8Array(Buffer.concat(fields)));

/** Records as encoders write them: each field once, in the order of their numbers. */
export const tidyRecord = fc.record({
  key: fc.option(anyBytes, { nil: undefined }),
  value: fc.option(anyBytes, { nil: undefined }),
  headers: fc.array(fc.record({ key: anyText, value: anyBytes }), { maxLength: 3 }),
  timestampMs: anyTimestamp.map(BigInt),
});
