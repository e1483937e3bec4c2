import type { CountLimit } from "../count-limit.js";
import type { BatchBounds, SubscribeEvent } from "../engine.js";
import { noPlace, type ReadableLog, type ReadPlace } from "../readable-log.js";

export interface CursorLimits {
  /** Where reading ends, exclusive. Absent: never. */
  readonly end?: number | undefined;
  /** Most records that are read and not yet acknowledged. Absent: any number. */
  readonly maxInFlight?: number | undefined;
}

/** One partition that is being read, and how far. */
export interface Cursor {
  readonly log: ReadableLog;
  /** The next offset to read. */
  readonly position: number;
  /** Everything before it is acknowledged, or was never read here. */
  readonly acknowledged: number;
}

interface Entry extends Cursor {
  position: number;
  acknowledged: number;
  readonly end: number;
  readonly maxInFlight: number;
  /** Whether it is dropped where there is nothing to read, as its topic tells of the next record. */
  readonly isFollowed: boolean;
  /** Takes back the wait for more records, while there is one. */
  cancelWait: (() => void) | undefined;
  reachedEnd: boolean;
  /** Where in the log the next read begins. */
  readonly place: ReadPlace;
}

export interface Read {
  readonly log: ReadableLog;
  readonly event: Extract<SubscribeEvent, { type: "batch" | "truncated" }>;
}

/**
 * Schedules the partitions of one stream. They take turns batch by batch, so that a busy one does not starve the others; an idle
 * one costs nothing until its log has new records.
 */
export class ReadSet {
  readonly #onReadable: () => void;
  readonly #limit: CountLimit | undefined;
  readonly #entries = new Map<ReadableLog, Entry>();
  /** Entries that may have records to read, in the order of their turns. */
  readonly #readable = new Set<Entry>();
  /** Number of entries that have not reached the end of their log. */
  #behind = 0;
  #followed = 0;

  /**
   * @param onReadable called when a partition that had nothing to read may have something
   * @param limit where cursors are counted; absent: nowhere
   */
  constructor(onReadable: () => void, limit?: CountLimit) {
    this.#onReadable = onReadable;
    this.#limit = limit;
  }

  /** @throws {LimitReached} */
  add(log: ReadableLog, position: number, limits: CursorLimits = {}): Cursor {
    const entry = this.#add(log, position, limits, false);
    this.#behind++;
    this.#offer(entry);
    return entry;
  }

  /**
   * Reads all that is there of partitions, and then what {@link published} tells of. A partition without unread records
   * takes no memory.
   *
   * @param start where to begin in each
   * @throws {LimitReached}
   */
  follow(logs: Iterable<ReadableLog>, start: (log: ReadableLog) => number): void {
    for (const log of logs) {
      this.#followed++;
      const position = start(log);
      if (position === log.highWatermark) continue;
      const entry = this.#add(log, position, {}, true);
      this.#behind++;
      this.#offer(entry);
    }
  }

  /**
   * Says that a partition that is followed has new records.
   *
   * @param from the offset of the first of them
   * @throws {LimitReached}
   */
  published(log: ReadableLog, from: number): void {
    if (this.#entries.has(log)) return;
    const entry = this.#add(log, from, {}, true);
    entry.reachedEnd = true;
    this.#offer(entry);
  }

  /** Where the next read of a partition that is read begins. */
  positionIn(log: ReadableLog): number {
    return this.#entries.get(log)?.position ?? log.highWatermark;
  }

  remove(log: ReadableLog): void {
    const entry = this.#entries.get(log);
    if (entry !== undefined) this.#drop(entry);
  }

  /** Marks records before `offset` as processed, which makes room for more in flight. */
  acknowledge(log: ReadableLog, offset: number): void {
    const entry = this.#entries.get(log);
    if (entry === undefined || offset <= entry.acknowledged) return;
    const wasFull = isFull(entry);
    entry.acknowledged = offset;
    if (wasFull) this.#offer(entry);
  }

  /** Whether every partition has been at its log's end at least once. */
  get caughtUp(): boolean {
    return this.#behind === 0;
  }

  /** Whether every partition is read to its log's end now. */
  get atEnd(): boolean {
    for (const { log, position } of this.#entries.values()) if (position < log.highWatermark) return false;
    return true;
  }

  /** Whether every partition has been read to where its reading ends, or there is none. */
  get finished(): boolean {
    return this.#entries.size === 0 && this.#followed === 0;
  }

  /**
   * Reads from the partition whose turn it is. `undefined`: there is nothing to read now.
   *
   * @throws what the log of a partition was closed with, or could not be loaded for
   */
  next(bounds: BatchBounds): Read | undefined {
    for (const entry of this.#readable) {
      this.#readable.delete(entry);
      const { log, position, end } = entry;
      if (log.closed !== undefined) throw log.closed;
      if (position < log.logStartOffset && position < end) return { log, event: this.#stepOverRemoved(entry) };
      const before = Math.min(end, entry.acknowledged + entry.maxInFlight);
      if (position < log.highWatermark && position < before) {
        const batch = log.read(position, bounds, before, entry.place);
        if (batch === undefined) {
          this.#await(entry);
          continue;
        }
        entry.position = batch.nextOffset;
        this.#settle(entry);
        return { log, event: { type: "batch", batch } };
      }
      this.#settle(entry);
    }
    return undefined;
  }

  /** Takes back every wait. */
  close(): void {
    for (const entry of this.#entries.values()) this.#drop(entry);
  }

  /** Records in flight before the gap no longer count: they can't be read again. */
  #stepOverRemoved(entry: Entry): Read["event"] {
    const { log, position: fromOffset } = entry;
    const toOffset = log.logStartOffset;
    entry.position = toOffset;
    entry.acknowledged = toOffset;
    this.#settle(entry);
    return { type: "truncated", topic: log.topic, partition: log.partition, fromOffset, toOffset };
  }

  #add(log: ReadableLog, position: number, limits: CursorLimits, isFollowed: boolean): Entry {
    this.#limit?.take(1, "another partition with unread records");
    const { end = Number.POSITIVE_INFINITY, maxInFlight = Number.POSITIVE_INFINITY } = limits;
    const entry: Entry = {
      log,
      position,
      acknowledged: position,
      end,
      maxInFlight,
      isFollowed,
      cancelWait: undefined,
      reachedEnd: false,
      place: noPlace(),
    };
    this.#entries.set(log, entry);
    return entry;
  }

  #offer(entry: Entry): void {
    // It may come while there is a wait as well; one that is left over would bring a dropped entry back.
    entry.cancelWait?.();
    entry.cancelWait = undefined;
    this.#readable.add(entry);
    this.#onReadable();
  }

  #await(entry: Entry): void {
    entry.cancelWait = entry.log.onceReadable(entry.position, () => this.#offer(entry));
  }

  /** Schedules the next turn of an entry, lets it wait for records or for room in flight, or drops it at its end. */
  #settle(entry: Entry): void {
    const { log, position } = entry;
    const finished = position >= entry.end;
    if (!entry.reachedEnd && (finished || position >= log.highWatermark)) {
      entry.reachedEnd = true;
      this.#behind--;
    }
    if (finished || (entry.isFollowed && position >= log.highWatermark)) this.#drop(entry);
    else if (position >= log.highWatermark) {
      this.#await(entry);
    } else if (!isFull(entry)) this.#readable.add(entry);
  }

  #drop(entry: Entry): void {
    entry.cancelWait?.();
    this.#readable.delete(entry);
    if (this.#entries.delete(entry.log)) this.#limit?.give(1);
    if (!entry.reachedEnd) this.#behind--;
  }
}

function isFull({ position, acknowledged, maxInFlight }: Entry): boolean {
  return position - acknowledged >= maxInFlight;
}
