import type { Random } from "../random.js";
import { readVarint, varint } from "./varint.js";

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** One field of a protobuf message, kept so that nothing of its encoding is lost. */
export interface Field {
  tag: Buffer;
  wireType: number;
  /** What follows the tag, and the length if there is one. */
  content: Buffer;
  /** Stand for the content where it was read as a message. */
  children: Field[] | undefined;
  /** Stands for the length; absent: the content's. */
  length?: Buffer;
}

export function fieldNumber({ tag }: Field): number {
  return (readVarint(tag, 0)?.value ?? 0) >>> 3;
}

/**
 * Reads bytes as a message, without knowing which: what has a length and can be a message may be a string too.
 *
 * @returns `undefined` where they are no message
 */
export function parseFields(bytes: Buffer, random: Random, depth = 0): Field[] | undefined {
  const fields: Field[] = [];
  let pos = 0;
  while (pos < bytes.length) {
    const tag = readVarint(bytes, pos);
    if (tag === undefined || tag.value >>> 3 === 0) return undefined;
    const wireType = tag.value & 7;
    const span = contentSpan(bytes, tag.end, wireType);
    if (span === undefined || span.end > bytes.length) return undefined;
    const content = bytes.subarray(span.start, span.end);
    const nests = wireType === BYTES && content.length > 1 && depth < 8 && random.chance(0.8);
    fields.push({
      tag: bytes.subarray(pos, tag.end),
      wireType,
      content,
      children: nests ? parseFields(content, random, depth + 1) : undefined,
    });
    pos = span.end;
  }
  return fields;
}

function contentSpan(bytes: Buffer, start: number, wireType: number): { start: number; end: number } | undefined {
  switch (wireType) {
    case VARINT: {
      const value = readVarint(bytes, start);
      return value && { start, end: value.end };
    }
    case FIXED64:
      return { start, end: start + 8 };
    case FIXED32:
      return { start, end: start + 4 };
    case BYTES: {
      const length = readVarint(bytes, start);
      return length && { start: length.end, end: length.end + length.value };
    }
    default:
      return undefined;
  }
}

/** The message again. The lengths of the messages around a field are right, whatever became of the field. */
export function encodeFields(fields: readonly Field[]): Buffer {
  const parts: Buffer[] = [];
  for (const { tag, wireType, content, children, length } of fields) {
    const bytes = children === undefined ? content : encodeFields(children);
    parts.push(tag);
    if (wireType === BYTES) parts.push(length ?? varint(bytes.length));
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** Every list of fields in a message: its own, and those of the messages in it. */
export function allLists(fields: Field[]): Field[][] {
  return [fields, ...fields.flatMap(({ children }) => (children === undefined ? [] : allLists(children)))];
}
