import { ConsumerRecord } from "./consumer-record.js";
import type { ReceivedBatch } from "./read-partition.js";

/** What happens to the records of a batch while they are read. */
export interface RecordEvents {
  /** Whether no more of it is to be delivered. */
  isOver(): boolean;
  /** Told that the record in hand is processed. */
  processed(received: ReceivedBatch): void;
  /** Told that its partition is paused, with what is left. */
  paused(rest: ReceivedBatch): void;
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * The records of a batch, one by one; asking for the next one says that the last one is processed. By hand, because a
 * generator's turn costs as much as making the record.
 */
export class RecordIterator implements Iterator<ConsumerRecord, void> {
  readonly #received: ReceivedBatch;
  readonly #events: RecordEvents;
  #index: number;
  #isInHand = false;
  #isDone = false;

  constructor(received: ReceivedBatch, events: RecordEvents) {
    this.#received = received;
    this.#events = events;
    this.#index = received.from;
  }

  next(): IteratorResult<ConsumerRecord, void> {
    const { partition, batch } = this.#received;
    if (this.#isInHand) {
      this.#isInHand = false;
      partition.process();
      this.#events.processed(this.#received);
    }
    const index = this.#index;
    if (this.#isDone || index >= batch.length || partition.isLost || this.#events.isOver()) {
      this.#isDone = true;
      return DONE;
    }
    if (partition.isPaused) {
      this.#isDone = true;
      this.#events.paused({ partition, batch, from: index });
      return DONE;
    }
    this.#index = index + 1;
    this.#isInHand = true;
    partition.deliver(batch, index + 1);
    return { value: new ConsumerRecord(batch, index), done: false };
  }
}
