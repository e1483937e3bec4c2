import type { EncodedRecord, ProducerRecord } from "./producer-record.js";

/** Where a record was written. */
export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** A record that is buffered, with whom to tell. */
export interface PendingRecord extends EncodedRecord {
  readonly record: ProducerRecord;
  /** When it was buffered, in Unix milliseconds. */
  readonly since: number;
  readonly resolve: (delivery: Delivery) => void;
  readonly reject: (error: Error) => void;
}

export interface BatchBounds {
  readonly records: number;
  readonly bytes: number;
}

/** Records of one request. */
export class Batch {
  readonly partition: number | undefined;
  readonly pending: PendingRecord[] = [];
  bytes = 0;

  constructor(partition: number | undefined) {
    this.partition = partition;
  }

  /** When its oldest record was buffered. */
  get since(): number {
    return this.pending[0]?.since ?? 0;
  }

  /** Whether it takes this one; a batch without records takes any. */
  fits({ record, bytes }: PendingRecord, bounds: BatchBounds): boolean {
    if (this.pending.length === 0) return true;
    const { partition, pending } = this;
    return record.partition === partition && pending.length < bounds.records && this.bytes + bytes <= bounds.bytes;
  }

  add(pending: PendingRecord): void {
    this.pending.push(pending);
    this.bytes += pending.bytes;
  }

  /** Takes one record out. */
  remove(index: number): PendingRecord | undefined {
    const [removed] = this.pending.splice(index, 1);
    this.bytes -= removed?.bytes ?? 0;
    return removed;
  }
}
