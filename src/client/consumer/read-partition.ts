import type { Record as WireRecord } from "../../../gen/ts/headwater/v1/record.js";
import type { TopicPartition } from "../topic-partition.js";

/** A partition that a consumer reads, from when it gets it to when it loses it. */
export class ReadPartition implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** Everything before it is processed. */
  position: bigint;
  /** Behind the last record that the caller has. */
  delivered: bigint;
  /** Behind the last record that came. */
  received: bigint;
  highWatermark: bigint;
  /** What the broker has committed for this consumer, at least. */
  committed: bigint;
  /** Records that were processed since the last commit was sent. */
  uncommitted = 0;
  isPaused = false;
  isRevoking = false;
  /** Whether it is another member's, or is read from elsewhere, so that what was received of it counts no more. */
  readonly lost = new AbortController();

  constructor({ topic, partition }: TopicPartition, start: bigint, highWatermark: bigint) {
    this.topic = topic;
    this.partition = partition;
    this.position = start;
    this.delivered = start;
    this.received = start;
    this.committed = start;
    this.highWatermark = highWatermark;
  }

  get isLost(): boolean {
    return this.lost.signal.aborted;
  }

  get lag(): bigint {
    return this.highWatermark > this.position ? this.highWatermark - this.position : 0n;
  }
}

export interface ReceivedBatch {
  readonly partition: ReadPartition;
  readonly records: readonly WireRecord[];
  readonly nextOffset: bigint;
  readonly highWatermark: bigint;
}
