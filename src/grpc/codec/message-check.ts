import type { FieldShape, Shape } from "../../../gen/shapes/requests.js";
import { InvalidField } from "../../engine/errors.js";
import { WireError, WireReader, WireType } from "../../wire/reader.js";
import { isUtf8Slice } from "../../wire/utf8.js";

const reader = new WireReader();

/**
 * Checks that an encoded message is one that every protobuf decoder reads in the same way. Decoders differ, and so the
 * check refuses:
 *
 * - a field of another wire type than its own: a decoder takes it for an unknown field, misreads it, or fails;
 * - a message field, or members of a oneof, given more than once: a decoder merges them, or takes the last one or both;
 * - numbers beyond their field's range, which a decoder cuts to their lowest bits, and strings that are not UTF-8;
 * - groups, and what {@link WireReader} refuses.
 *
 * Other fields that are given more than once have their last value everywhere, and unknown fields are skipped.
 *
 * @param path the message's own path, where it is a field of another one
 * @throws {InvalidField} with the path of the field
 */
export function checkMessage(shape: Shape, bytes: Uint8Array, path = ""): void {
  reader.reset(bytes, 0, bytes.length);
  check(shape, bytes, path);
}

/**
 * Refuses a tag that a decoder of `shape` doesn't have if it is that of a known field with another wire type.
 *
 * @throws {InvalidField}
 */
export function checkUnknownTag(shape: Shape, tag: number): void {
  const field = shape.fields[tag >>> 3];
  if (field !== undefined) throw wrongWireType(field.name, field, tag & 7);
}

/** How often each field of a message was given, and each oneof. */
class Counts {
  #counts: Map<string, number> | undefined;

  /** @returns how often it was counted before */
  count(name: string): number {
    this.#counts ??= new Map();
    const before = this.#counts.get(name) ?? 0;
    this.#counts.set(name, before + 1);
    return before;
  }
}

function check(shape: Shape, bytes: Uint8Array, path: string): void {
  const counts = new Counts();
  try {
    const { end } = reader;
    while (reader.pos < end) {
      const tag = reader.tag();
      const field = shape.fields[tag >>> 3];
      if (field === undefined) reader.skip(tag);
      else checkField(field, tag & 7, bytes, path, counts);
      reader.end = end;
    }
  } catch (error) {
    throw error instanceof WireError
      ? new InvalidField(path, `is not a well-formed message: it ${error.message}`)
      : error;
  }
}

function checkField(field: FieldShape, wireType: number, bytes: Uint8Array, parent: string, counts: Counts): void {
  const { name, kind, repeated, oneof, shape } = field;
  let path = parent === "" ? name : `${parent}.${name}`;
  const isPacked = repeated && wireType === WireType.Bytes && wireTypeOf(field) === WireType.Varint;
  if (wireType !== wireTypeOf(field) && !isPacked) throw wrongWireType(path, field, wireType);
  if (oneof !== undefined) checkOnlyMember(oneof, name, path, parent, counts);
  else if (shape !== undefined && !repeated && counts.count(name) > 0)
    throw new InvalidField(path, "is given more than once");

  if (isPacked) {
    const end = reader.contentEnd();
    reader.end = end;
    while (reader.pos < end) checkNumber(kind, `${path}[${counts.count(name)}]`);
    return;
  }
  if (repeated) path = `${path}[${counts.count(name)}]`;
  if (wireType === WireType.Varint) {
    checkNumber(kind, path);
    return;
  }
  const end = reader.contentEnd();
  if (shape !== undefined) {
    reader.end = end;
    check(shape, bytes, path);
  } else if (kind === "string" && !isUtf8Slice(bytes, reader.pos, end))
    throw new InvalidField(path, "is not valid UTF-8");
  reader.pos = end;
}

/** A member that is given again has its last value; a member of messages, and another member, is refused. */
function checkOnlyMember(oneof: string, name: string, path: string, parent: string, counts: Counts): void {
  const before = counts.count(`${oneof}.${name}`);
  if (before > 0) return;
  if (counts.count(oneof) > 0)
    throw new InvalidField(parent === "" ? path : parent, `has several of ${oneof}: give only one`);
}

function checkNumber(kind: FieldShape["kind"], path: string): void {
  const value = reader.int64();
  if (kind === "int32") checkInt32(value, path);
  if (kind === "bool" && value !== 0 && value !== 1) throw new InvalidField(path, `is ${value}: it must be 0 or 1`);
}

/** @throws {InvalidField} */
export function checkInt32(value: number, path: string): void {
  if (value !== (value | 0)) throw new InvalidField(path, `is ${value}: it must fit into 32 bits`);
}

function wireTypeOf({ kind }: FieldShape): number {
  return kind === "string" || kind === "bytes" || kind === "message" ? WireType.Bytes : WireType.Varint;
}

function wrongWireType(path: string, field: FieldShape, wireType: number): InvalidField {
  return new InvalidField(path, `has wire type ${wireType}: a field of ${field.kind} has ${wireTypeOf(field)}`);
}
