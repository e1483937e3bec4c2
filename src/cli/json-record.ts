import { isUtf8 } from "node:buffer";
import type { Header } from "../client/codec/encoded-batch.js";
import type { ConsumerRecord } from "../client/consumer/consumer-record.js";
import type { ProducerRecord } from "../client/producer/producer-record.js";
import { Failure } from "./failure.js";
import { itemsOf, type Member, membersOf, stringOf } from "./json-text.js";
import { toJson } from "./terminal/output.js";

/** What a record that is read has and one that is produced doesn't: where it came from. */
const ORIGIN = ["topic", "partition", "offset"];
const FIELDS = ["key", "keyBase64", "value", "valueBase64", "headers", "timestampMs", ...ORIGIN];

/** What a line is a record of. */
export interface LineRecord extends ProducerRecord {
  readonly key?: Uint8Array;
  readonly value?: Uint8Array;
  readonly headers?: readonly Header[];
}

type ReadRecord = Pick<ConsumerRecord, "topic" | "partition" | "offset" | "timestamp" | "key" | "value" | "headers">;

/**
 * A record as a line of JSON, which `fromJsonLine` reads back. Key and value are texts, `null` where they are absent;
 * bytes that are not UTF-8 are `keyBase64` and `valueBase64` instead.
 */
export function toJsonLine(record: ReadRecord): string {
  const { topic, partition, offset, timestamp, key, value, headers } = record;
  return toJson({
    topic,
    partition,
    offset,
    timestampMs: timestamp.getTime(),
    ...bytes("key", key),
    ...bytes("value", value),
    ...(headers.length > 0 && { headers: headers.map((one) => ({ key: one.key, ...bytes("value", one.value) })) }),
  });
}

/**
 * A record from a line of JSON. A key, value or header that is neither text nor null is kept as its JSON text, as it stands.
 *
 * @throws {Failure} with what is wrong, as the end of a sentence that starts with the line
 */
export function fromJsonLine(line: Buffer): LineRecord {
  const given = parse(line);
  for (const name of given.keys()) {
    if (!FIELDS.includes(name)) {
      throw new Failure(`has the field ${name}, which is none of ${FIELDS.join(", ")}`);
    }
  }
  const headers = given.get("headers");
  const timestampMs = given.get("timestampMs");
  if (timestampMs !== undefined && !(/^\d+$/.test(timestampMs) && Number.isSafeInteger(Number(timestampMs)))) {
    throw new Failure("has a timestampMs that is no Unix time in milliseconds");
  }
  const key = toBytes(given, "key");
  const value = toBytes(given, "value");
  return {
    ...(key && { key }),
    ...(value && { value }),
    ...(headers !== undefined && { headers: toHeaders(headers) }),
    ...(timestampMs !== undefined && { timestamp: Number(timestampMs) }),
  };
}

/** The JSON texts of values, by the names of their fields. */
type Fields = ReadonlyMap<string, string>;

function parse(line: Buffer): Fields {
  if (!isUtf8(line)) throw new Failure("is not valid UTF-8, as JSON is: bytes go into valueBase64");
  let members: readonly Member[] | undefined;
  try {
    members = membersOf(line.toString());
  } catch {}
  if (members === undefined) throw new Failure(`is no JSON object, as in {"key": "alice", "value": "2 apples"}`);
  return toFields(members);
}

function toFields(members: readonly Member[]): Fields {
  const fields = new Map<string, string>();
  for (const { name, text } of members) {
    if (fields.has(name)) throw new Failure(`has the field ${name} twice`);
    fields.set(name, text);
  }
  return fields;
}

function toBytes(given: Fields, name: "key" | "value"): Buffer | undefined {
  const text = given.get(name);
  const base64 = given.get(`${name}Base64`);
  if (base64 !== undefined) {
    if (text !== undefined) throw new Failure(`has both forms of ${name}`);
    return fromBase64(base64, name);
  }
  if (text === undefined || text === "null") return undefined;
  return Buffer.from(stringOf(text) ?? text);
}

/** @throws {Failure} where it isn't just what these bytes are written as, and so may be something else, cut or mistyped */
function fromBase64(json: string, name: string): Buffer {
  const text = stringOf(json);
  const bytes = Buffer.from(text ?? "", "base64");
  if (text === undefined || bytes.toString("base64") !== text)
    throw new Failure(`has a ${name}Base64 that is no base64`);
  return bytes;
}

/** A list as `toJsonLine` writes it, or an object with the values by key, where a key may come twice. */
function toHeaders(json: string): Header[] {
  const members = membersOf(json);
  if (members !== undefined) {
    return members.map(({ name, text }) => ({ key: name, value: toBytes(new Map([["value", text]]), "value") }));
  }
  const items = itemsOf(json);
  if (items === undefined) throw new Failure("has headers that are neither a list nor an object");
  return items.map((item) => {
    const fields = toFields(membersOf(item) ?? []);
    const key = stringOf(fields.get("key") ?? "");
    if (key === undefined) throw new Failure("has a header without key");
    for (const name of fields.keys()) {
      if (!["key", "value", "valueBase64"].includes(name)) {
        throw new Failure(`has a header with the field ${name}, which is none of key, value, valueBase64`);
      }
    }
    return { key, value: toBytes(fields, "value") };
  });
}

function bytes(name: string, value: Uint8Array | undefined): object {
  if (value === undefined) return { [name]: null };
  const buffer = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return isUtf8(buffer) ? { [name]: buffer.toString() } : { [`${name}Base64`]: buffer.toString("base64") };
}
