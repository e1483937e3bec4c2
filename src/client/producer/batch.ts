import type { ProduceRequest } from "../../../gen/ts/headwater/v1/broker_service.js";
import { EncodedProduceRequest, entrySize } from "../codec/produce-request.js";
import type { ProducerRecord } from "./producer-record.js";

/** Where a record was written. */
export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** A record that is buffered, with whom to tell. */
export interface PendingRecord {
  readonly record: ProducerRecord;
  /** Bytes of the record, encoded. */
  readonly size: number;
  readonly resolve: (delivery: Delivery) => void;
  readonly reject: (error: Error) => void;
}

export interface BatchBounds {
  readonly records: number;
  /** Of the records, unless one record is more. */
  readonly bytes: number;
  /** Of the message. */
  readonly messageBytes: number;
}

/** Records of one request. */
export class Batch {
  readonly partition: number | undefined;
  readonly pending: PendingRecord[] = [];
  /** When its first record was buffered, by `performance.now()`. */
  readonly since = performance.now();
  readonly #request: EncodedProduceRequest;
  #bytes = 0;

  /** @param fields all of the request but partition and records */
  constructor(fields: Partial<ProduceRequest>, partition: number | undefined) {
    this.partition = partition;
    this.#request = new EncodedProduceRequest(partition === undefined ? fields : { ...fields, partition });
  }

  /** What its records take in the request. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The request's message. Good until the batch changes. */
  get message(): Uint8Array {
    return this.#request.finish();
  }

  /** Whether it takes this one of its partition too. An empty one takes a record of any size that a message may have. */
  fits({ size }: PendingRecord, bounds: BatchBounds): boolean {
    const bytes = this.#bytes + entrySize(size);
    if (this.#request.sizeWith(bytes) > bounds.messageBytes) return false;
    return this.pending.length === 0 || (this.pending.length < bounds.records && bytes <= bounds.bytes);
  }

  /** The record is read now, and may change afterwards. */
  add(pending: PendingRecord): void {
    this.#request.add(pending.record, pending.size);
    this.pending.push(pending);
    this.#bytes += entrySize(pending.size);
  }

  /** Takes one record out. */
  remove(index: number): PendingRecord | undefined {
    const [removed] = this.pending.splice(index, 1);
    if (removed === undefined) return undefined;
    const before = this.pending.slice(0, index).reduce((sum, { size }) => sum + entrySize(size), 0);
    this.#request.remove(before, entrySize(removed.size));
    this.#bytes -= entrySize(removed.size);
    return removed;
  }
}
