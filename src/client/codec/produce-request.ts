import { ProduceRequest } from "../../../gen/ts/headwater/v1/broker_service.js";
import { WireType } from "../../wire/reader.js";
import { varintSize, writeVarint } from "../../wire/writer.js";
import type { ProducerRecord } from "../producer/producer-record.js";
import { writeRecord } from "./record.js";

const PRODUCE_TAG = (1 << 3) | WireType.Bytes;
const RECORDS_TAG = (2 << 3) | WireType.Bytes;

const MAX_LENGTH_BYTES = 5;
const FIRST_CAPACITY = 1024;

/** Bytes that a record of {@link recordSize} takes in a request. */
export function entrySize(recordSize: number): number {
  return 1 + varintSize(recordSize) + recordSize;
}

/** A ProduceStreamRequest that is written as its records come. */
export class EncodedProduceRequest {
  #bytes: Buffer;
  /** What comes before the records is written last, as its length depends on them. */
  readonly #head: Uint8Array;
  readonly #recordsStart: number;
  #end: number;

  /** @param fields all but the records */
  constructor(fields: Partial<ProduceRequest>) {
    this.#head = ProduceRequest.encode(ProduceRequest.fromPartial(fields)).finish();
    this.#recordsStart = 1 + MAX_LENGTH_BYTES + this.#head.length;
    this.#end = this.#recordsStart;
    this.#bytes = Buffer.allocUnsafe(Math.max(FIRST_CAPACITY, this.#end));
  }

  /** Bytes of a message whose records take so many bytes, at most. */
  sizeWith(recordBytes: number): number {
    return this.#recordsStart + recordBytes;
  }

  /**
   * @param size its {@link recordSize}
   * @throws {TypeError} where it has another size by now, as that of a getter or of a resizable buffer may; nothing is added
   */
  add(record: ProducerRecord, size: number): void {
    this.#reserve(entrySize(size));
    this.#bytes[this.#end] = RECORDS_TAG;
    const pos = writeVarint(this.#bytes, this.#end + 1, size);
    if (writeRecord(this.#bytes, pos, record) !== pos + size) {
      throw new TypeError("the record changes while it is read");
    }
    this.#end = pos + size;
  }

  /** Takes out the record of {@link entrySize} `size` that has so many bytes of records before it. */
  remove(before: number, size: number): void {
    const at = this.#recordsStart + before;
    this.#bytes.copyWithin(at, at + size, this.#end);
    this.#end -= size;
  }

  finish(): Uint8Array {
    const length = this.#end - this.#recordsStart + this.#head.length;
    const start = this.#recordsStart - this.#head.length - varintSize(length) - 1;
    this.#bytes[start] = PRODUCE_TAG;
    const pos = writeVarint(this.#bytes, start + 1, length);
    this.#bytes.set(this.#head, pos);
    return this.#bytes.subarray(start, this.#end);
  }

  #reserve(count: number): void {
    const needed = this.#end + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, this.#recordsStart, this.#recordsStart, this.#end);
    this.#bytes = larger;
  }
}
