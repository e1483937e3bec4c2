import type { EncodedBatch } from "../codec/encoded-batch.js";
import type { TopicPartition } from "../topic-partition.js";

/** A partition that a consumer reads, from when it gets it to when it loses it. */
export class ReadPartition implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** Which topic of that name its offsets are of. Absent: they are of none any more, and another log is to be read. */
  topicId: string | undefined;
  /** Behind the last record that came. */
  received: bigint;
  highWatermark: bigint;
  /** What the broker has committed for this consumer, at least. */
  committed: bigint;
  /** Records that were processed since the last commit was sent. */
  uncommitted = 0;
  isPaused = false;
  isRevoking = false;
  readonly #lost = new AbortController();
  #isLost = false;
  /** Everything before it is processed, and more where {@link #processed} says so. */
  #position: bigint;
  /** The batch that the caller has records of, and how many of its records were delivered and processed. */
  #batch: EncodedBatch | undefined;
  #delivered = 0;
  #processed = 0;

  constructor({ topic, partition }: TopicPartition, topicId: string | undefined, start: bigint, highWatermark: bigint) {
    this.topicId = topicId;
    this.topic = topic;
    this.partition = partition;
    this.#position = start;
    this.received = start;
    this.committed = start;
    this.highWatermark = highWatermark;
  }

  /** Whether it is another member's, or is read from elsewhere, so that what was received of it counts no more. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Aborts when it is lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  lose(): void {
    this.#isLost = true;
    this.#lost.abort();
  }

  /** Everything before it is processed. */
  get position(): bigint {
    return this.#behind(this.#processed);
  }

  /** Behind the last record that the caller has. */
  get delivered(): bigint {
    return this.#behind(this.#delivered);
  }

  get lag(): bigint {
    const { highWatermark, position } = this;
    return highWatermark > position ? highWatermark - position : 0n;
  }

  /** The caller has the first so many records of a batch. */
  deliver(batch: EncodedBatch, records: number): void {
    if (batch !== this.#batch) this.moveTo(this.position);
    this.#batch = batch;
    this.#delivered = records;
  }

  /** Everything that was delivered is processed. */
  process(): void {
    this.#processed = this.#delivered;
    if (this.#processed === this.#batch?.length) this.moveTo(this.#batch.nextOffset);
  }

  moveTo(position: bigint): void {
    this.#position = position;
    this.#batch = undefined;
    this.#delivered = 0;
    this.#processed = 0;
  }

  #behind(records: number): bigint {
    return this.#batch === undefined || records === 0 ? this.#position : this.#batch.positionAfter(records);
  }
}

/** What came of a partition and is not delivered. */
export interface ReceivedBatch {
  readonly partition: ReadPartition;
  readonly batch: EncodedBatch;
  /** The first record that is to be delivered. */
  readonly from: number;
}
