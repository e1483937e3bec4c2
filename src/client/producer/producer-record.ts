import type { Record as WireRecord } from "../../../gen/ts/headwater/v1/record.js";

/** Text is sent as UTF-8. For JSON there is {@link json}. */
export type Data = string | Uint8Array;

/** The UTF-8 of a value's JSON, for `key` and `value` of a record. @throws {TypeError} where a value has no JSON */
export function json(value: unknown): Uint8Array {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${typeof value} has no JSON`);
  return Buffer.from(text);
}

/** A record to be sent. */
export interface ProducerRecord {
  /** Chooses the partition: records with the same key keep their order. Absent: a record without key. */
  readonly key?: Data | undefined;
  /** The payload. Absent: a tombstone. */
  readonly value?: Data | undefined;
  /** Pairs where a key repeats or the order matters. */
  readonly headers?: { readonly [key: string]: Data } | readonly (readonly [key: string, value: Data])[] | undefined;
  /** A number is Unix milliseconds. Absent: the broker's clock at the append. */
  readonly timestamp?: Date | number | undefined;
  /** Absent: by key; without key, by turns. */
  readonly partition?: number | undefined;
}

export interface EncodedRecord {
  readonly wire: Partial<WireRecord>;
  /** About what it takes on the wire, and never less. */
  readonly bytes: number;
}

/** What the fields of a record and of one header take beside their contents, at most. */
const RECORD_OVERHEAD_BYTES = 40;
const HEADER_OVERHEAD_BYTES = 20;

/** @throws {TypeError} for what can't be sent */
export function encodeRecord({ key, value, headers, timestamp, partition }: ProducerRecord): EncodedRecord {
  if (partition !== undefined && !(Number.isInteger(partition) && partition >= 0)) {
    throw new TypeError(`partition is ${partition}, which is not a whole number of 0 or more`);
  }
  const wire: Partial<WireRecord> = {};
  let bytes = RECORD_OVERHEAD_BYTES;
  if (key !== undefined) {
    wire.key = toBytes(key, "key");
    bytes += wire.key.length;
  }
  if (value !== undefined) {
    wire.value = toBytes(value, "value");
    bytes += wire.value.length;
  }
  if (headers !== undefined) {
    const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
    wire.headers = pairs.map(([name, data]) => {
      const header = { key: name, value: toBytes(data, `header ${name}`) };
      bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + header.value.length;
      return header;
    });
  }
  if (timestamp !== undefined) {
    const timestampMs = Number(timestamp);
    if (!Number.isSafeInteger(timestampMs) || timestampMs < 0) {
      throw new TypeError("timestamp is neither a Date nor Unix milliseconds of 0 or more");
    }
    wire.timestampMs = BigInt(timestampMs);
  }
  return { wire, bytes };
}

function toBytes(data: Data, what: string): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  if (data instanceof Uint8Array) return data;
  throw new TypeError(`${what} is neither a string nor a Uint8Array: for JSON there is json()`);
}
