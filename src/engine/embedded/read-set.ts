import type { BatchBounds, TopicPartition } from "../engine.js";
import type { RecordBatch } from "../records.js";
import type { PartitionLog } from "./log/partition-log.js";

/** One partition that is being read, and how far. */
export interface Cursor {
  readonly log: PartitionLog;
  /** The next offset to read. */
  position: number;
  /** Where reading ends, exclusive. */
  readonly end: number;
}

interface Entry extends Cursor {
  /** Takes back the wait for more records, while there is one. */
  cancelWait: (() => void) | undefined;
  reachedEnd: boolean;
}

export type ReadEvent =
  | { readonly type: "batch"; readonly batch: RecordBatch }
  | ({ readonly type: "truncated"; readonly fromOffset: number; readonly toOffset: number } & TopicPartition);

/**
 * The partitions that one stream reads. They take turns by the batch, so that a busy one starves no other; one without
 * news costs nothing until its log says that there is some.
 */
export class ReadSet {
  readonly #onReadable: () => void;
  /** In the order of their turns. */
  readonly #readable = new Set<Entry>();
  readonly #waiting = new Set<Entry>();
  /** How many have not come to their log's end yet. */
  #behind = 0;

  /** @param onReadable called when a partition that had nothing to read may have something */
  constructor(onReadable: () => void) {
    this.#onReadable = onReadable;
  }

  add(log: PartitionLog, position: number, end = Number.POSITIVE_INFINITY): void {
    this.#readable.add({ log, position, end, cancelWait: undefined, reachedEnd: false });
    this.#behind++;
    this.#onReadable();
  }

  /** Whether every partition has been at its log's end at least once. */
  get caughtUp(): boolean {
    return this.#behind === 0;
  }

  /** Whether every partition has been read to where its reading ends. */
  get finished(): boolean {
    return this.#readable.size === 0 && this.#waiting.size === 0;
  }

  /**
   * Reads from the partition whose turn it is. `undefined`: there is nothing to read now.
   *
   * @throws what the log of a partition was closed with
   */
  next(bounds: BatchBounds): ReadEvent | undefined {
    for (const entry of this.#readable) {
      this.#readable.delete(entry);
      const { log, position } = entry;
      if (log.closed !== undefined) throw log.closed;
      if (position < log.logStartOffset && position < entry.end) {
        entry.position = log.logStartOffset;
        this.#settle(entry);
        return {
          type: "truncated",
          topic: log.topic,
          partition: log.partition,
          fromOffset: position,
          toOffset: log.logStartOffset,
        };
      }
      if (position < log.highWatermark && position < entry.end) {
        const batch = log.read(position, bounds, entry.end);
        entry.position = batch.nextOffset;
        this.#settle(entry);
        return { type: "batch", batch };
      }
      this.#settle(entry);
    }
    return undefined;
  }

  /** Takes back every wait. */
  close(): void {
    for (const entry of this.#waiting) entry.cancelWait?.();
    this.#waiting.clear();
    this.#readable.clear();
  }

  /** Gives an entry its next turn, lets it wait for news, or drops it at its end. */
  #settle(entry: Entry): void {
    const { log, position } = entry;
    const finished = position >= entry.end;
    if (!entry.reachedEnd && (finished || position >= log.highWatermark)) {
      entry.reachedEnd = true;
      this.#behind--;
    }
    if (finished) return;
    if (position < log.highWatermark) {
      this.#readable.add(entry);
      return;
    }
    this.#waiting.add(entry);
    entry.cancelWait = log.onceChanged(() => {
      this.#waiting.delete(entry);
      this.#readable.add(entry);
      this.#onReadable();
    });
  }
}
