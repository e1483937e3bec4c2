import type { Random } from "../random.js";
import { allLists, BYTES, FIXED32, FIXED64, type Field, fieldNumber, VARINT } from "./field-tree.js";
import { varint } from "./varint.js";

/** Changes a message field by field; nothing where it has no field that fits. */
export type FieldMutation = (fields: Field[], random: Random) => void;

/** The longest text that a string is made to be. */
const MAX_TEXT_LENGTH = 40_000;

const EDGES: readonly bigint[] = [
  0n,
  1n,
  2n,
  127n,
  128n,
  255n,
  65_535n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 2n,
  2n ** 64n - 1n,
];

/** What no decoder may take for a string: a lone continuation, an overlong form, a surrogate, a cut sequence. */
const INVALID_UTF8 = ["80", "c0af", "e0809f", "eda080", "edb080", "f4908080", "f8888080", "c3", "e282", "ff", "fe"].map(
  (hex) => Buffer.from(hex, "hex"),
);

const UNUSUAL_TEXT = ["\u0000", "\ufeff", "\ufffd", "\u{10ffff}", "\u2028", "e\u0301", "🗝", "%", "..", "/", "\r\n"];

export const FIELD_MUTATIONS: { readonly [name: string]: FieldMutation } = {
  "length tampering": (fields, random) => {
    const field = anyField(fields, random, isBytes);
    if (field === undefined) return;
    const { length } = field.content;
    field.length = varint(random.pick([0, 1, length - 1, length + 1, length + 127, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 35]));
  },
  "varint inflation": (fields, random) => {
    const field = anyField(fields, random);
    if (field === undefined) return;
    const size = random.between(2, 12);
    switch (random.below(3)) {
      case 0:
        field.tag = inflated(field.tag, size);
        return;
      case 1:
        if (field.wireType === VARINT) field.content = inflated(field.content, size);
        return;
      default:
        if (field.wireType === BYTES && field.children === undefined) field.length = varint(field.content.length, size);
    }
  },
  "field duplication": (fields, random) => {
    const list = random.pick(allLists(fields));
    const field = list[random.below(list.length)];
    if (field === undefined) return;
    const copies = random.chance(0.05) ? random.between(2, 200) : 1;
    for (let i = 0; i < copies; i++) list.splice(random.below(list.length + 1), 0, { ...field });
  },
  "field removal": (fields, random) => {
    const list = random.pick(allLists(fields));
    if (list.length > 0) list.splice(random.below(list.length), 1);
  },
  "field order": (fields, random) => {
    const list = random.pick(allLists(fields));
    const [field] = list.splice(random.below(list.length), 1);
    if (field !== undefined) list.splice(random.below(list.length + 1), 0, field);
  },
  "wire type swap": (fields, random) => {
    const field = anyField(fields, random);
    if (field === undefined) return;
    const wireType = random.below(8);
    field.tag = varint((BigInt(fieldNumber(field)) << 3n) | BigInt(wireType));
    // Half of them keep what the old type had, which the new one reads as something else.
    if (random.chance(0.5)) return;
    field.wireType = wireType;
    field.children = undefined;
    field.content = contentOf(wireType, random);
  },
  "field number": (fields, random) => {
    const field = anyField(fields, random);
    if (field === undefined) return;
    const number = random.pick([0, random.between(1, 16), 2047, 2 ** 29 - 1]);
    field.tag = varint((BigInt(number) << 3n) | BigInt(field.wireType));
  },
  "unknown field": (fields, random) => {
    const list = random.pick(allLists(fields));
    const wireType = random.pick([VARINT, FIXED64, BYTES, FIXED32]);
    const number = random.pick([random.between(8, 40), random.between(16, 2 ** 29 - 1)]);
    list.splice(random.below(list.length + 1), 0, {
      tag: varint((BigInt(number) << 3n) | BigInt(wireType)),
      wireType,
      content: contentOf(wireType, random),
      children: undefined,
    });
  },
  group: (fields, random) => {
    const list = random.pick(allLists(fields));
    const depth = random.chance(0.1) ? random.between(50, 2000) : random.between(1, 3);
    const number = random.between(1, 40);
    const start = varint(number * 8 + 3);
    const end = varint(number * 8 + 4);
    const opened = random.chance(0.5) ? depth : random.below(depth + 1);
    const content = Buffer.concat([...Array<Buffer>(depth).fill(start), ...Array<Buffer>(opened).fill(end)]);
    list.push({ tag: Buffer.alloc(0), wireType: VARINT, content, children: undefined });
  },
  nesting: (fields, random) => {
    const field = anyField(fields, random, isBytes);
    if (field === undefined) return;
    const depth = random.chance(0.1) ? random.between(100, 3000) : random.between(1, 12);
    let content = Buffer.alloc(0);
    for (let i = 0; i < depth; i++) content = Buffer.concat([field.tag, varint(content.length), content]);
    field.content = content;
    field.children = undefined;
  },
  "invalid UTF-8": (fields, random) => {
    const field = anyField(fields, random, isBytes);
    if (field === undefined) return;
    const at = random.below(field.content.length + 1);
    const rest = random.chance(0.5) ? at : Math.min(field.content.length, at + 1);
    field.content = Buffer.concat([
      field.content.subarray(0, at),
      random.pick(INVALID_UTF8),
      field.content.subarray(rest),
    ]);
    field.children = undefined;
  },
  "unusual text": (fields, random) => {
    const field = anyField(fields, random, isBytes);
    if (field === undefined) return;
    const text = random.pick(UNUSUAL_TEXT);
    const times = random.chance(0.03) ? random.between(100, MAX_TEXT_LENGTH / text.length) : random.between(1, 3);
    field.content = Buffer.concat([field.content, Buffer.from(text.repeat(times))]);
    field.children = undefined;
  },
  "edge value": (fields, random) => {
    const field = anyField(fields, random, ({ wireType }) => wireType === VARINT);
    if (field !== undefined) field.content = varint(random.pick(EDGES));
  },
  "empty content": (fields, random) => {
    const field = anyField(fields, random, isBytes);
    if (field === undefined) return;
    field.content = Buffer.alloc(0);
    field.children = undefined;
  },
};

function isBytes({ wireType }: Field): boolean {
  return wireType === BYTES;
}

function anyField(fields: Field[], random: Random, fits: (field: Field) => boolean = () => true): Field | undefined {
  const candidates = allLists(fields).flat().filter(fits);
  return candidates[random.below(candidates.length)];
}

function contentOf(wireType: number, random: Random): Buffer {
  switch (wireType) {
    case VARINT:
      return varint(random.pick(EDGES));
    case FIXED64:
      return random.bytes(8);
    case FIXED32:
      return random.bytes(4);
    default:
      return random.bytes(random.below(20));
  }
}

/** The same value in more bytes, up to more than a varint may have. */
function inflated(encoded: Buffer, size: number): Buffer {
  if (encoded.length === 0) return encoded;
  const bytes = Buffer.alloc(Math.max(size, encoded.length), 0x80);
  encoded.copy(bytes);
  bytes[encoded.length - 1]! |= 0x80;
  bytes[bytes.length - 1]! &= 0x7f;
  return bytes;
}
