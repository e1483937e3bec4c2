import { crc32c } from "@node-rs/crc32";
import { HeaderTag, RecordTag } from "../record/tags.js";
import { WireReader } from "../wire/reader.js";
import { varintSize, writeVarint } from "../wire/writer.js";
import { At, HEAD_BYTES, LENGTH_OVERHEAD, MAGIC, writeInt64 } from "./batch-head.js";

/** What a record takes in a batch beyond its entry's bytes, apart from the lengths of its headers. */
const RECORD_GROWTH_BYTES = 24;
/** Twice the entry's own, as zigzag needs a bit more than a length has. */
const HEADER_GROWTH_BYTES = 6;

const entry = new WireReader();
const header = new WireReader();

/**
 * Writes records as one record batch without compression.
 *
 * @param chunks whole entries of `headwater.v1.RecordBatch.records`: tag, length, record; they are copied
 * @param nextOffset the offset after the last one
 */
export function encodeBatch(chunks: readonly Uint8Array[], count: number, nextOffset: number): Buffer {
  return new Encoding(chunks, count).run(chunks, nextOffset);
}

class Encoding {
  readonly #count: number;
  #target: Buffer;
  #write = HEAD_BYTES;
  #baseOffset = -1;
  #baseTimestamp = 0;
  #maxTimestamp = 0;

  constructor(chunks: readonly Uint8Array[], count: number) {
    this.#count = count;
    let bytes = HEAD_BYTES;
    for (const chunk of chunks) bytes += chunk.length;
    this.#target = Buffer.allocUnsafe(bytes + RECORD_GROWTH_BYTES * count);
  }

  run(chunks: readonly Uint8Array[], nextOffset: number): Buffer {
    let left = 0;
    for (const chunk of chunks) left += chunk.length;
    for (const chunk of chunks) {
      entry.reset(chunk, 0, chunk.length);
      while (entry.pos < chunk.length) {
        const start = entry.pos;
        entry.tag();
        const end = entry.contentEnd();
        this.#record(chunk, entry.pos, end, left);
        left -= end - start;
        entry.reset(chunk, end, chunk.length);
      }
    }
    return this.#finish(nextOffset);
  }

  /** @param left bytes of this entry and of those that follow */
  #record(bytes: Uint8Array, start: number, end: number, left: number): void {
    let keyStart = 0;
    let keyLength = -1;
    let valueStart = 0;
    let valueLength = -1;
    let headers = 0;
    let headerBytes = 0;
    let timestamp = 0;
    let offset = 0;
    entry.reset(bytes, start, end);
    while (entry.pos < end) {
      const tag = entry.tag();
      switch (tag) {
        case RecordTag.key: {
          const fieldEnd = entry.contentEnd();
          keyStart = entry.pos;
          keyLength = fieldEnd - keyStart;
          entry.pos = fieldEnd;
          break;
        }
        case RecordTag.value: {
          const fieldEnd = entry.contentEnd();
          valueStart = entry.pos;
          valueLength = fieldEnd - valueStart;
          entry.pos = fieldEnd;
          break;
        }
        case RecordTag.header: {
          const fieldEnd = entry.contentEnd();
          headers++;
          headerBytes += this.#headerSize(bytes, entry.pos, fieldEnd);
          entry.pos = fieldEnd;
          break;
        }
        case RecordTag.timestampMs:
          timestamp = entry.int64();
          break;
        case RecordTag.offset:
          offset = entry.int64();
          break;
        default:
          // A field that a later version of the contract has: Kafka's clients can't be told of it.
          entry.skip(tag);
      }
    }
    if (this.#baseOffset < 0) {
      this.#baseOffset = offset;
      this.#baseTimestamp = timestamp;
    }
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    if (headers > 0) this.#reserve(left + HEADER_GROWTH_BYTES * headers);

    const timestampDelta = timestamp - this.#baseTimestamp;
    const offsetDelta = offset - this.#baseOffset;
    const size =
      1 +
      zigzagSize(timestampDelta) +
      zigzagSize(offsetDelta) +
      zigzagSize(keyLength) +
      Math.max(keyLength, 0) +
      zigzagSize(valueLength) +
      Math.max(valueLength, 0) +
      zigzagSize(headers) +
      headerBytes;
    this.#zigzag(size);
    this.#target[this.#write++] = 0;
    this.#zigzag(timestampDelta);
    this.#zigzag(offsetDelta);
    this.#zigzag(keyLength);
    this.#copy(bytes, keyStart, keyLength);
    this.#zigzag(valueLength);
    this.#copy(bytes, valueStart, valueLength);
    this.#zigzag(headers);
    if (headers > 0) this.#headers(bytes, start, end);
  }

  #headerSize(bytes: Uint8Array, start: number, end: number): number {
    findHeader(bytes, start, end);
    return (
      zigzagSize(found.keyLength) + found.keyLength + zigzagSize(found.valueLength) + Math.max(found.valueLength, 0)
    );
  }

  #headers(bytes: Uint8Array, start: number, end: number): void {
    entry.reset(bytes, start, end);
    while (entry.pos < end) {
      const tag = entry.tag();
      if (tag !== RecordTag.header) {
        entry.skip(tag);
        continue;
      }
      const fieldEnd = entry.contentEnd();
      findHeader(bytes, entry.pos, fieldEnd);
      this.#zigzag(found.keyLength);
      this.#copy(bytes, found.keyStart, found.keyLength);
      this.#zigzag(found.valueLength);
      this.#copy(bytes, found.valueStart, found.valueLength);
      entry.pos = fieldEnd;
    }
  }

  #finish(nextOffset: number): Buffer {
    const target = this.#target;
    const end = this.#write;
    writeInt64(target, At.baseOffset, this.#baseOffset);
    target.writeInt32BE(end - LENGTH_OVERHEAD, At.length);
    target.writeInt32BE(0, At.leaderEpoch);
    target[At.magic] = MAGIC;
    target.writeInt16BE(0, At.attributes);
    target.writeInt32BE(nextOffset - 1 - this.#baseOffset, At.lastOffsetDelta);
    writeInt64(target, At.baseTimestamp, this.#baseTimestamp);
    writeInt64(target, At.maxTimestamp, this.#maxTimestamp);
    writeInt64(target, At.producerId, -1);
    target.writeInt16BE(-1, At.producerEpoch);
    target.writeInt32BE(-1, At.baseSequence);
    target.writeInt32BE(this.#count, At.count);
    target.writeUInt32BE(crc32c(target.subarray(At.attributes, end)), At.crc);
    return target.subarray(0, end);
  }

  #zigzag(value: number): void {
    const isNegative = value < 0;
    const size = isNegative ? -value - 1 : value;
    const rest = Math.floor(size / 0x40);
    const low = (size - rest * 0x40) * 2 + (isNegative ? 1 : 0);
    if (rest === 0) this.#target[this.#write++] = low;
    else {
      this.#target[this.#write++] = low | 0x80;
      this.#write = writeVarint(this.#target, this.#write, rest);
    }
  }

  #copy(source: Uint8Array, start: number, length: number): void {
    if (length <= 0) return;
    const target = this.#target;
    if (length > 32) target.set(source.subarray(start, start + length), this.#write);
    else for (let i = 0; i < length; i++) target[this.#write + i] = source[start + i]!;
    this.#write += length;
  }

  /** Makes room for this many bytes and the growth of all records. */
  #reserve(bytes: number): void {
    const needed = this.#write + bytes + RECORD_GROWTH_BYTES * this.#count;
    if (needed <= this.#target.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, Math.floor(1.25 * this.#target.length)));
    this.#target.copy(grown, 0, 0, this.#write);
    this.#target = grown;
  }
}

/** The header that was looked at last. A value of length -1 is absent. */
const found = { keyStart: 0, keyLength: 0, valueStart: 0, valueLength: -1 };

function findHeader(bytes: Uint8Array, start: number, end: number): void {
  found.keyLength = 0;
  found.valueLength = -1;
  header.reset(bytes, start, end);
  while (header.pos < end) {
    const tag = header.tag();
    if (tag === HeaderTag.key) {
      const keyEnd = header.contentEnd();
      found.keyStart = header.pos;
      found.keyLength = keyEnd - header.pos;
      header.pos = keyEnd;
    } else if (tag === HeaderTag.value) {
      const valueEnd = header.contentEnd();
      found.valueStart = header.pos;
      found.valueLength = valueEnd - header.pos;
      header.pos = valueEnd;
    } else header.skip(tag);
  }
}

/** Bytes of a zigzag varint. */
function zigzagSize(value: number): number {
  const rest = Math.floor((value < 0 ? -value - 1 : value) / 0x40);
  return rest === 0 ? 1 : 1 + varintSize(rest);
}
