import { HeaderTag, RecordTag } from "../record/tags.js";
import { varintSize, writeVarint } from "../wire/writer.js";
import { Attribute, type BatchHead, HEAD_BYTES, readBatchHead } from "./batch-head.js";
import { decompress } from "./compression/decompress.js";
import { corrupt, InvalidBatch } from "./invalid-batch.js";

/** Fewest bytes of a record: its length, attributes, two deltas, two lengths and the count of its headers. */
const MIN_RECORD_BYTES = 7;
/** What an encoded `headwater.v1.Record` may take beyond what it takes in the batch, without headers. */
const RECORD_GROWTH_BYTES = 16;
/** The same for a header. */
const HEADER_GROWTH_BYTES = 12;

/** The records of a batch as encoded `headwater.v1.Record` messages: record i is `bytes[spans[2 * i] .. spans[2 * i + 1])`. */
export interface DecodedBatch {
  readonly head: BatchHead;
  readonly bytes: Uint8Array;
  readonly spans: Int32Array;
  readonly count: number;
}

/**
 * Turns the record batch at `start` into encoded records. A record without timestamp (-1) gets 0, which stands for the
 * broker's clock.
 *
 * @param maxBytes how many the records may have once they are decompressed
 * @throws {InvalidBatch}
 */
export function decodeBatch(bytes: Buffer, start: number, maxBytes: number): DecodedBatch {
  const head = readBatchHead(bytes, start);
  const { count, attributes } = head;
  if (count <= 0 || head.lastOffsetDelta !== count - 1) {
    throw new InvalidBatch("invalid", `a record batch of ${count} records ends at offset ${head.lastOffsetDelta}`);
  }
  const records = decompress(
    attributes & Attribute.compression,
    bytes.subarray(start + HEAD_BYTES, head.end),
    maxBytes,
  );
  if (count > records.length / MIN_RECORD_BYTES) {
    throw corrupt(`a record batch of ${count} records has ${records.length} bytes`);
  }
  return new Conversion(head, records).run();
}

class Conversion {
  readonly #head: BatchHead;
  readonly #source: Buffer;
  #pos = 0;
  #target: Buffer;
  #write = 0;

  constructor(head: BatchHead, source: Buffer) {
    this.#head = head;
    this.#source = source;
    this.#target = Buffer.allocUnsafe(source.length + RECORD_GROWTH_BYTES * head.count);
  }

  run(): DecodedBatch {
    const { count } = this.#head;
    const spans = new Int32Array(2 * count);
    for (let record = 0; record < count; record++) {
      spans[2 * record] = this.#write;
      this.#record(record);
      spans[2 * record + 1] = this.#write;
    }
    if (this.#pos !== this.#source.length) throw corrupt("bytes follow the last record of a batch");
    return { head: this.#head, bytes: this.#target.subarray(0, this.#write), spans, count };
  }

  #record(index: number): void {
    const length = this.#varint();
    const left = this.#source.length - this.#pos;
    if (length < 0 || length > left) throw corrupt(`record ${index} says that it has ${length} bytes of ${left}`);
    const end = this.#pos + length;
    this.#pos++;
    const timestamp = this.#timestamp(index);
    if (this.#varint() !== index) {
      throw new InvalidBatch("invalid", `record ${index} of a batch is not at the offset that it says`);
    }
    this.#bytes(RecordTag.key, this.#varint());
    this.#bytes(RecordTag.value, this.#varint());
    const headers = this.#varint();
    if (headers < 0 || headers > end - this.#pos) throw corrupt(`record ${index} has ${headers} headers`);
    if (headers > 0) this.#reserve(end, HEADER_GROWTH_BYTES * headers, index);
    for (let header = 0; header < headers; header++) this.#header(index);
    if (this.#pos !== end) throw corrupt(`record ${index} has another length than it says`);
    if (timestamp > 0) {
      this.#target[this.#write++] = RecordTag.timestampMs;
      this.#write = writeVarint(this.#target, this.#write, timestamp);
    }
  }

  #timestamp(index: number): number {
    const { baseTimestamp, attributes, maxTimestamp } = this.#head;
    const delta = this.#varlong();
    const timestamp = (attributes & Attribute.logAppendTime) !== 0 ? maxTimestamp : baseTimestamp + delta;
    if (timestamp < -1 || timestamp > Number.MAX_SAFE_INTEGER) {
      throw new InvalidBatch("timestamp", `record ${index} has the timestamp ${timestamp}`);
    }
    return Math.max(timestamp, 0);
  }

  #bytes(tag: number, length: number): void {
    if (length < 0) return;
    this.#target[this.#write++] = tag;
    this.#write = writeVarint(this.#target, this.#write, length);
    this.#copy(length);
  }

  #header(index: number): void {
    const keyLength = this.#varint();
    if (keyLength < 0) throw new InvalidBatch("invalid", `record ${index} has a header without key`);
    const key = this.#pos;
    this.#skip(keyLength);
    const valueLength = this.#varint();
    const keyField = 1 + varintSize(keyLength) + keyLength;
    const valueField = valueLength < 0 ? 0 : 1 + varintSize(valueLength) + valueLength;
    const afterKey = this.#pos;

    const target = this.#target;
    target[this.#write++] = RecordTag.header;
    this.#write = writeVarint(target, this.#write, keyField + valueField);
    this.#pos = key;
    this.#bytes(HeaderTag.key, keyLength);
    this.#pos = afterKey;
    this.#bytes(HeaderTag.value, valueLength);
  }

  /** Room for a record with headers, and for what all others take at most. */
  #reserve(recordEnd: number, growth: number, index: number): void {
    const others = this.#source.length - recordEnd + RECORD_GROWTH_BYTES * (this.#head.count - index);
    const needed = this.#write + (recordEnd - this.#pos) + growth + others;
    if (needed <= this.#target.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, Math.floor(1.25 * this.#target.length)));
    this.#target.copy(grown, 0, 0, this.#write);
    this.#target = grown;
  }

  #copy(length: number): void {
    const start = this.#pos;
    this.#skip(length);
    const [source, target] = [this.#source, this.#target];
    if (length > 32) source.copy(target, this.#write, start, start + length);
    else for (let i = 0; i < length; i++) target[this.#write + i] = source[start + i]!;
    this.#write += length;
  }

  #skip(length: number): void {
    if (length > this.#source.length - this.#pos) throw corrupt("a record ends in the middle of a field");
    this.#pos += length;
  }

  /** A zigzag varint of 32 bits. */
  #varint(): number {
    const source = this.#source;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = source[this.#pos];
      if (byte === undefined) throw corrupt("a record ends in the middle of a field");
      this.#pos++;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    throw corrupt("a record has a varint of more than 32 bits");
  }

  /** A zigzag varint of 64 bits, rounded where it is beyond 2^53. */
  #varlong(): number {
    const source = this.#source;
    let size = 0;
    let isNegative = false;
    for (let i = 0, factor = 0x40; i < 10; i++) {
      const byte = source[this.#pos];
      if (byte === undefined) throw corrupt("a record ends in the middle of a field");
      this.#pos++;
      if (i === 0) {
        isNegative = (byte & 1) !== 0;
        size = (byte & 0x7f) >>> 1;
      } else {
        size += (byte & 0x7f) * factor;
        factor *= 0x80;
      }
      if (byte < 0x80) return isNegative ? -size - 1 : size;
    }
    throw corrupt("a record has a varint of more than 64 bits");
  }
}
