import { isUtf8 } from "node:buffer";
import type { Header, Record } from "../../gen/ts/headwater/v1/record.js";
import { Failure } from "./failure.js";
import { toJson } from "./terminal/output.js";

/** What a record that is read has and one that is produced doesn't: where it came from. */
const ORIGIN = ["topic", "partition", "offset"];
const FIELDS = ["key", "keyBase64", "value", "valueBase64", "headers", "timestampMs", ...ORIGIN];

/** What is produced of a record. */
export type NewRecord = Partial<Pick<Record, "key" | "value" | "headers" | "timestampMs">>;

/**
 * A record as a line of JSON, which `fromJsonLine` reads back. Key and value are texts, `null` where they are absent;
 * bytes that are not UTF-8 are `keyBase64` and `valueBase64` instead.
 */
export function toJsonLine(topic: string, partition: number, record: Record): string {
  const { offset, timestampMs, key, value, headers } = record;
  return toJson({
    topic,
    partition,
    offset,
    timestampMs,
    ...bytes("key", key),
    ...bytes("value", value),
    ...(headers.length > 0 && { headers: headers.map((one) => ({ key: one.key, ...bytes("value", one.value) })) }),
  });
}

/**
 * A record from a line of JSON. A value that is neither text nor null is kept as its JSON.
 *
 * @throws {Failure} with what is wrong, as the end of a sentence that starts with the line
 */
export function fromJsonLine(line: Buffer): NewRecord {
  const given = parse(line);
  for (const name of Object.keys(given)) {
    if (!FIELDS.includes(name)) throw new Failure(`has the field ${name}, which is none of ${FIELDS.join(", ")}`);
  }
  const { timestampMs, headers } = given;
  if (timestampMs !== undefined && !(Number.isSafeInteger(timestampMs) && (timestampMs as number) >= 0)) {
    throw new Failure("has a timestampMs that is no Unix time in milliseconds");
  }
  const key = toBytes(given, "key");
  const value = toBytes(given, "value");
  return {
    ...(key && { key }),
    ...(value && { value }),
    ...(headers !== undefined && { headers: toHeaders(headers) }),
    ...(timestampMs !== undefined && { timestampMs: BigInt(timestampMs as number) }),
  };
}

type Fields = { readonly [name: string]: unknown };

function parse(line: Buffer): Fields {
  try {
    const given: unknown = JSON.parse(line.toString());
    if (isFields(given)) return given;
  } catch {}
  throw new Failure(`is no JSON object, as in {"key": "alice", "value": "2 apples"}`);
}

function isFields(given: unknown): given is Fields {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

function toBytes(given: Fields, name: "key" | "value"): Buffer | undefined {
  const text = given[name];
  const base64 = given[`${name}Base64`];
  if (base64 !== undefined) {
    if (typeof base64 === "string" && text === undefined) return Buffer.from(base64, "base64");
    throw new Failure(`has a ${name}Base64 that is no text, or both forms of ${name}`);
  }
  if (text === undefined || text === null) return undefined;
  return Buffer.from(typeof text === "string" ? text : JSON.stringify(text));
}

/** A list as `toJsonLine` writes it, or an object of texts. */
function toHeaders(given: unknown): Header[] {
  if (Array.isArray(given)) {
    return given.map((header: unknown) => {
      if (!isFields(header) || typeof header.key !== "string") throw new Failure("has a header without key");
      return { key: header.key, value: toBytes(header, "value") ?? Buffer.alloc(0) };
    });
  }
  if (isFields(given)) {
    return Object.keys(given).map((key) => ({
      key,
      value: toBytes({ value: given[key] }, "value") ?? Buffer.alloc(0),
    }));
  }
  throw new Failure(`has headers that are neither a list nor an object`);
}

function bytes(name: string, value: Uint8Array | undefined): object {
  if (value === undefined) return { [name]: null };
  const buffer = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return isUtf8(buffer) ? { [name]: buffer.toString() } : { [`${name}Base64`]: buffer.toString("base64") };
}
