import { inspect } from "node:util";
import { HeaderTag, RecordTag } from "../../record/tags.js";
import { varintSize, writeVarint } from "../../wire/writer.js";
import { checkInteger, MAX_INT32, toTimestampMs } from "../checks.js";
import type { Data, Headers, ProducerRecord } from "../producer/producer-record.js";

/**
 * Bytes that a record takes as `headwater.v1.Record`.
 *
 * @throws {TypeError} for what can't be sent
 */
export function recordSize({ key, value, headers, timestamp, partition }: ProducerRecord): number {
  checkInteger("partition", partition, 0, MAX_INT32);
  let size = 0;
  if (key !== undefined) size += fieldSize(dataSize(key, "key"));
  if (value !== undefined) size += fieldSize(dataSize(value, "value"));
  if (headers !== undefined) for (const header of pairsOf(headers)) size += fieldSize(headerSize(header));
  if (timestamp !== undefined) size += 1 + varintSize(toTimestampMs("timestamp", timestamp));
  return size;
}

/**
 * Writes a record that takes {@link recordSize} bytes.
 *
 * @returns the position after it
 */
export function writeRecord(bytes: Buffer, start: number, { key, value, headers, timestamp }: ProducerRecord): number {
  let pos = start;
  if (key !== undefined) pos = writeData(bytes, pos, RecordTag.key, key);
  if (value !== undefined) pos = writeData(bytes, pos, RecordTag.value, value);
  if (headers !== undefined) {
    for (const header of pairsOf(headers)) {
      bytes[pos++] = RecordTag.header;
      pos = writeVarint(bytes, pos, headerSize(header));
      pos = writeData(bytes, pos, HeaderTag.key, header[0]);
      if (header[1] !== undefined) pos = writeData(bytes, pos, HeaderTag.value, header[1]);
    }
  }
  if (timestamp !== undefined) {
    bytes[pos++] = RecordTag.timestampMs;
    pos = writeVarint(bytes, pos, toTimestampMs("timestamp", timestamp));
  }
  return pos;
}

type Pair = readonly [key: string, value: Data | undefined];

/** @throws {TypeError} for what holds no headers */
function pairsOf(headers: Headers): readonly Pair[] {
  if (typeof headers !== "object" || headers === null) {
    throw new TypeError(`headers is ${inspect(headers)}, which is neither an object nor a list of pairs`);
  }
  if (!(Symbol.iterator in headers)) return Object.entries(headers);
  return Array.from(headers, (header) => (isPair(header) ? header : [header?.key, header?.value]));
}

function isPair(header: object): header is Pair {
  return Array.isArray(header);
}

function headerSize([key, value]: Pair): number {
  if (typeof key !== "string") throw new TypeError(`the key of a header is ${inspect(key)}, which is not a string`);
  const valueSize = value === undefined ? 0 : fieldSize(dataSize(value, `header ${key}`));
  return fieldSize(Buffer.byteLength(key)) + valueSize;
}

function dataSize(data: Data, what: string): number {
  if (typeof data === "string") return Buffer.byteLength(data);
  if (data instanceof Uint8Array) return data.length;
  throw new TypeError(`${what} is neither a string nor a Uint8Array: for JSON there is json()`);
}

/** Bytes of a field with a tag of one byte, a length and its content. */
function fieldSize(content: number): number {
  return 1 + varintSize(content) + content;
}

function writeData(bytes: Buffer, start: number, tag: number, data: Data): number {
  bytes[start] = tag;
  if (typeof data === "string") return writeText(bytes, start + 1, data);
  const pos = writeVarint(bytes, start + 1, data.length);
  bytes.set(data, pos);
  return pos + data.length;
}

/** Its length and its UTF-8. */
function writeText(bytes: Buffer, start: number, text: string): number {
  // Nearly every text takes as many bytes as it has characters, and finding out costs as much as writing it.
  const guess = start + varintSize(text.length);
  const length = bytes.write(text, guess);
  const pos = start + varintSize(length);
  if (pos !== guess) bytes.copyWithin(pos, guess, guess + length);
  writeVarint(bytes, start, length);
  return pos + length;
}
