import type { BatchBounds, Position } from "./engine.js";
import type { BrokerError } from "./errors.js";
import type { RecordBatch, TopicPartition } from "./records.js";

/**
 * What a reader may ask of the log of a partition, wherever its records are. Nothing here waits: what is not at hand is
 * waited for with {@link onceReadable}, as news is.
 */
export interface ReadableLog extends TopicPartition {
  readonly topicId: string;
  /** The oldest offset that is still there; the high watermark where the log is empty. */
  readonly logStartOffset: number;
  /** The offset behind the last record that can be read. */
  readonly highWatermark: number;
  /** Why the log is closed; undefined while it is open. */
  readonly closed: BrokerError | undefined;

  /**
   * The offset that a position stands for now. A promise only where that is not known without a look at what is not at hand.
   *
   * @throws {OffsetOutOfRange} for an offset that is neither in the log nor its end
   */
  resolve(position: Position): number | Promise<number>;

  /**
   * Reads from `offset`, which must be in the log, up to `before`, an exclusive offset. At least one record, whatever its
   * size, where there is one.
   *
   * @param place where the reader's last read ended, and where this one ends then: who goes on from there walks over nothing
   * @returns `undefined` where the records are not at hand yet
   * @throws what kept them from being had, once
   */
  read(offset: number, bounds: BatchBounds, before?: number, place?: ReadPlace): RecordBatch | undefined;

  /**
   * Calls `waiter` once, when there may be something to {@link read} at `offset` that was not there, or the log is closed.
   *
   * @returns how to take that back
   */
  onceReadable(offset: number, waiter: () => void): () => void;
}

/** Where a read of a log ended. Its log writes it; a reader only keeps it. */
export interface ReadPlace {
  /** The segment's id. */
  segment: number;
  offset: number;
  position: number;
  /** How many entries of the segment are before it. */
  ordinal: number;
}

/** A place that is nowhere yet. */
export function noPlace(): ReadPlace {
  return { segment: 0, offset: -1, position: 0, ordinal: 0 };
}

/** What a reader may ask of a topic. */
export interface ReadableTopic {
  readonly name: string;
  /** By number. It grows. */
  readonly logs: readonly ReadableLog[];
  /** @throws {PartitionNotFound} */
  log(partition: number): ReadableLog;
  /** @returns how to stop that */
  watch(watcher: TopicWatcher): () => void;
}

/** Who reads all partitions of a topic, those that it gets later too. */
export interface TopicWatcher {
  grown(added: readonly ReadableLog[]): void;
  /** @param from the offset of the first new record */
  published(log: ReadableLog, from: number): void;
  closed(reason: BrokerError): void;
}

/**
 * Resolves a position in each of the logs. A promise only where one of them gives one.
 *
 * @throws {OffsetOutOfRange}
 */
export function resolveAll(
  logs: Iterable<ReadableLog>,
  position: Position,
): ReadonlyMap<ReadableLog, number> | Promise<ReadonlyMap<ReadableLog, number>> {
  const offsets = new Map<ReadableLog, number>();
  const pending: Promise<unknown>[] = [];
  for (const log of logs) {
    const offset = log.resolve(position);
    if (typeof offset === "number") offsets.set(log, offset);
    else pending.push(offset.then((offset) => offsets.set(log, offset)));
  }
  return pending.length === 0 ? offsets : Promise.all(pending).then(() => offsets);
}
