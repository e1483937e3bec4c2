import { BatchTag, HeaderTag, RecordTag } from "../../record/tags.js";
import { WireReader } from "../../wire/reader.js";
import type { TopicPartition } from "../topic-partition.js";

export interface Header {
  readonly key: string;
  /** Absent is not the same as empty. */
  readonly value: Uint8Array | undefined;
}

/**
 * The class that a Buffer is an object of. Half of what `Buffer.from(memory, start, length)` takes is to find out what it was
 * given, and to find `Buffer`, which is a getter of the global object's.
 */
const View = (Buffer as unknown as { readonly [Symbol.species]: BufferClass })[Symbol.species];

type BufferClass = new (memory: ArrayBufferLike, start: number, length: number) => Buffer;

const reader = new WireReader();

/** The spans of the batch that is decoded, which keeps a copy when it is known how many they are. */
let spans = new Int32Array(8192);

/**
 * Records of one partition, as the bytes that came. A field is read when it is asked for: objects for all of them cost as
 * much as all else on the way here.
 */
export class EncodedBatch implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** Which topic of that name, as who received it knows. */
  topicId: string | undefined;
  /** How many there are. */
  readonly length: number;
  /** The position after this batch. */
  readonly nextOffset: bigint;
  /** The partition's end when the batch was read. */
  readonly highWatermark: bigint;
  readonly #bytes: Buffer;
  /** What the bytes are a view of, and where they start in it. */
  readonly #memory: ArrayBufferLike;
  readonly #shift: number;
  /** Where each record starts and where it ends. */
  readonly #spans: Int32Array;
  /** The first record's offset, where those of the others follow it without a hole. */
  readonly #baseOffset: bigint | undefined;

  /**
   * @param bytes of which `[start .. end)` is a `headwater.v1.RecordBatch`; they must not change
   * @throws {WireError} for what is none
   */
  constructor(bytes: Buffer, start: number, end: number) {
    let topic = "";
    let partition = 0;
    let nextOffset = 0n;
    let highWatermark = 0n;
    let length = 0;
    reader.reset(bytes, start, end);
    while (reader.pos < end) {
      const tag = reader.tag();
      switch (tag) {
        case BatchTag.record: {
          const recordEnd = reader.contentEnd();
          if (2 * length === spans.length) spans = twiceAsLong(spans);
          spans[2 * length] = reader.pos;
          spans[2 * length + 1] = recordEnd;
          length++;
          reader.pos = recordEnd;
          break;
        }
        case BatchTag.topic: {
          const topicEnd = reader.contentEnd();
          topic = bytes.toString("utf8", reader.pos, topicEnd);
          reader.pos = topicEnd;
          break;
        }
        case BatchTag.partition:
          partition = reader.int32();
          break;
        case BatchTag.nextOffset:
          nextOffset = reader.bigInt64();
          break;
        case BatchTag.highWatermark:
          highWatermark = reader.bigInt64();
          break;
        default:
          reader.skip(tag);
      }
    }
    this.topic = topic;
    this.partition = partition;
    this.nextOffset = nextOffset;
    this.highWatermark = highWatermark;
    this.length = length;
    this.#bytes = bytes;
    this.#memory = bytes.buffer;
    this.#shift = bytes.byteOffset;
    this.#spans = spans.slice(0, 2 * length);
    // first + length = next means that the offsets are contiguous.
    const first = this.length > 0 ? this.#readOffset(0) : nextOffset;
    this.#baseOffset = first + BigInt(this.length) === nextOffset ? first : undefined;
  }

  offset(index: number): bigint {
    return this.#baseOffset === undefined ? this.#readOffset(index) : this.#baseOffset + BigInt(index);
  }

  /** The position after so many records, of which there is at least one. */
  positionAfter(records: number): bigint {
    return records === this.length ? this.nextOffset : this.offset(records - 1) + 1n;
  }

  key(index: number): Uint8Array | undefined {
    return this.#content(index, RecordTag.key);
  }

  value(index: number): Uint8Array | undefined {
    return this.#content(index, RecordTag.value);
  }

  headers(index: number): Header[] {
    const headers: Header[] = [];
    const end = this.#open(index);
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag !== RecordTag.header) {
        reader.skip(tag);
        continue;
      }
      const headerEnd = reader.contentEnd();
      headers.push(this.#readHeader(headerEnd));
    }
    return headers;
  }

  /** Unix milliseconds. */
  timestampMs(index: number): number {
    let timestampMs = 0;
    const end = this.#open(index);
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === RecordTag.timestampMs) timestampMs = reader.int64();
      else reader.skip(tag);
    }
    return timestampMs;
  }

  #readOffset(index: number): bigint {
    let offset = 0n;
    const end = this.#open(index);
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === RecordTag.offset) offset = reader.bigInt64();
      else reader.skip(tag);
    }
    return offset;
  }

  /** The first of its kind is the only one: the broker keeps one key and one value of what a producer sent. */
  #content(index: number, wanted: number): Uint8Array | undefined {
    const end = this.#open(index);
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === wanted) {
        const contentEnd = reader.contentEnd();
        return new View(this.#memory, this.#shift + reader.pos, contentEnd - reader.pos);
      }
      reader.skip(tag);
    }
    return undefined;
  }

  #readHeader(end: number): Header {
    let key = "";
    let value: Uint8Array | undefined;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === HeaderTag.key || tag === HeaderTag.value) {
        const contentEnd = reader.contentEnd();
        if (tag === HeaderTag.key) key = this.#bytes.toString("utf8", reader.pos, contentEnd);
        else value = this.#bytes.subarray(reader.pos, contentEnd);
        reader.pos = contentEnd;
      } else reader.skip(tag);
    }
    return { key, value };
  }

  /** Has the reader start at a record. @returns where it ends */
  #open(index: number): number {
    const end = this.#spans[2 * index + 1]!;
    reader.reset(this.#bytes, this.#spans[2 * index]!, end);
    return end;
  }
}

function twiceAsLong(before: Int32Array): Int32Array<ArrayBuffer> {
  const after = new Int32Array(2 * before.length);
  after.set(before);
  return after;
}
