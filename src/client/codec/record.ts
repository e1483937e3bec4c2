import { HeaderTag, RecordTag } from "../../wire/tags.js";
import { varintSize, writeVarint } from "../../wire/writer.js";
import type { Data, ProducerRecord } from "../producer/producer-record.js";

/**
 * Bytes that a record takes as `headwater.v1.Record`.
 *
 * @throws {TypeError} for what can't be sent
 */
export function recordSize({ key, value, headers, timestamp, partition }: ProducerRecord): number {
  if (partition !== undefined && !(Number.isInteger(partition) && partition >= 0)) {
    throw new TypeError(`partition is ${partition}, which is not a whole number of 0 or more`);
  }
  let size = 0;
  if (key !== undefined) size += fieldSize(dataSize(key, "key"));
  if (value !== undefined) size += fieldSize(dataSize(value, "value"));
  if (headers !== undefined) for (const header of pairsOf(headers)) size += fieldSize(headerSize(header));
  if (timestamp !== undefined) size += 1 + varintSize(toTimestampMs(timestamp));
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
      pos = writeData(bytes, pos, HeaderTag.value, header[1]);
    }
  }
  if (timestamp !== undefined) {
    bytes[pos++] = RecordTag.timestampMs;
    pos = writeVarint(bytes, pos, toTimestampMs(timestamp));
  }
  return pos;
}

type Pair = readonly [key: string, value: Data];

function pairsOf(headers: NonNullable<ProducerRecord["headers"]>): readonly Pair[] {
  return Array.isArray(headers) ? headers : Object.entries(headers);
}

function headerSize([key, value]: Pair): number {
  return fieldSize(Buffer.byteLength(key)) + fieldSize(dataSize(value, `header ${key}`));
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

function toTimestampMs(timestamp: Date | number): number {
  const timestampMs = Number(timestamp);
  if (!Number.isSafeInteger(timestampMs) || timestampMs < 0) {
    throw new TypeError("timestamp is neither a Date nor Unix milliseconds of 0 or more");
  }
  return timestampMs;
}
