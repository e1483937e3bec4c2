import type { BatchBounds, Position } from "../../engine.js";
import { type BrokerError, LogFull, OffsetOutOfRange } from "../../errors.js";
import type { RecordBatch } from "../../records.js";
import type { EntryWriter } from "../entry-writer/entry-writer.js";
import { LogMemory } from "./log-memory.js";
import { SEGMENT_OVERHEAD_BYTES, Segment } from "./segment.js";

/** Segments double in size from the first to the last figure, so that an idle partition is small and a busy one has few. */
const FIRST_SEGMENT_BYTES = 16 * 1024;
const MAX_SEGMENT_BYTES = 4 * 1024 * 1024;

/** How many segments a partition with a bound on its bytes is cut into at least, as retention removes whole ones. */
const SEGMENTS_WITHIN_BOUND = 4;

export interface Retention {
  /** Milliseconds; -1: kept for ever. */
  readonly retentionMs: number;
  /** Bytes; -1: no bound. */
  readonly retentionBytes: number;
}

/**
 * The records of one partition. An append is `reserve`, then `write`, then `publish`: only `reserve` can fail, and before
 * `publish` nobody sees anything, so a request that spans partitions is appended whole or not at all.
 */
export class PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly #memory: LogMemory;
  #segments: Segment[] = [];
  #logStartOffset = 0;
  #highWatermark = 0;
  #size = 0;
  #isReserved = false;
  #waiters = new Set<() => void>();
  #closed: BrokerError | undefined;

  /** @param memory where its segments are counted; absent: nowhere */
  constructor(topic: string, partition: number, memory = new LogMemory(), topicId = "") {
    this.topic = topic;
    this.topicId = topicId;
    this.partition = partition;
    this.#memory = memory;
  }

  /** The oldest offset that is still there; the high watermark where the log is empty. */
  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  /** The offset that the next record will get. */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** Bytes of all entries. */
  get sizeBytes(): number {
    return this.#size;
  }

  /** Bytes of memory that its segments take, whatever is in them. */
  get occupiedBytes(): number {
    return this.#segments.reduce((bytes, { occupied }) => bytes + occupied, 0);
  }

  /** Why there will be no more records, once that is so. */
  get closed(): BrokerError | undefined {
    return this.#closed;
  }

  /**
   * Makes room for the records of one request, which so never span segments.
   *
   * @param bytes an upper bound of what they will take
   * @param sparing whether to leave room for no more than that
   * @throws {LogFull} where the memory is not to be had
   */
  reserve(bytes: number, retention: Retention, sparing = false): void {
    if ((this.#segments.at(-1)?.room ?? 0) < bytes) {
      this.#dropReserved();
      const doubled = Math.min(FIRST_SEGMENT_BYTES * 2 ** this.#segments.length, MAX_SEGMENT_BYTES);
      const { retentionBytes } = retention;
      const within = retentionBytes < 0 ? doubled : Math.ceil(retentionBytes / SEGMENTS_WITHIN_BOUND);
      const preferred = sparing ? bytes : Math.max(bytes, Math.min(doubled, within));
      this.#segments.push(this.#allocate(bytes, preferred));
    }
    this.#isReserved = true;
  }

  /** Gives back room that was reserved and not written to. */
  unreserve(): void {
    this.#isReserved = false;
    this.#dropReserved();
  }

  /** Adds the record `first` of a request, and those that follow it in this partition, in the room that was reserved. */
  write(writer: EntryWriter, first: number): void {
    const active = this.#segments[this.#segments.length - 1]!;
    const before = active.size;
    active.write(writer, first);
    this.#size += active.size - before;
  }

  /** Moves the high watermark over what was written and wakes whoever waits for it. */
  publish(): void {
    const active = this.#segments[this.#segments.length - 1]!;
    this.#highWatermark = active.nextOffset;
    this.#isReserved = false;
    this.#memory.add(active.recount());
    this.#wake();
  }

  /**
   * Reads from `offset`, which must be in the log, up to `before`, an exclusive offset. Crosses segments.
   * Empty only where there is nothing to read; otherwise at least one record, whatever its size.
   */
  read(offset: number, bounds: BatchBounds, before = Number.POSITIVE_INFINITY): RecordBatch {
    const end = Math.min(before, this.#highWatermark);
    const chunks: Uint8Array[] = [];
    const lenders: Segment[] = [];
    let next = offset;
    let bytes = 0;
    for (let index = this.#segmentOf(offset); next < end && index < this.#segments.length; index++) {
      const records = bounds.maxRecords - (next - offset);
      if (records <= 0) break;
      const segment = this.#segments[index]!;
      const part = segment.slice(next, records, bounds.maxBytes - bytes, end);
      // A segment's first entry comes even where it is too large: that holds for the first of the batch alone.
      if (chunks.length > 0 && bytes + part.bytes.length > bounds.maxBytes) break;
      chunks.push(part.bytes);
      segment.lend();
      lenders.push(segment);
      bytes += part.bytes.length;
      next = part.nextOffset;
      if (next < segment.nextOffset) break;
    }
    return new LentBatch(this, next - offset, next, chunks, lenders);
  }

  /**
   * The offset that a position stands for now.
   *
   * @throws {OffsetOutOfRange} for an offset that is neither in the log nor its end
   */
  resolve(position: Position): number {
    switch (position.at) {
      case "earliest":
        return this.#logStartOffset;
      case "latest":
        return this.#highWatermark;
      case "tail":
        return Math.max(this.#logStartOffset, this.#highWatermark - position.count);
      case "timestamp":
        return this.#find(position.timestampMs);
      case "offset":
        if (position.offset < this.#logStartOffset || position.offset > this.#highWatermark) {
          throw new OffsetOutOfRange(
            this.topic,
            this.partition,
            position.offset,
            this.#logStartOffset,
            this.#highWatermark,
          );
        }
        return position.offset;
    }
  }

  /**
   * Calls `waiter` once, when records are published or the log is closed.
   *
   * @returns how to take that back
   */
  onceChanged(waiter: () => void): () => void {
    const waiters = this.#waiters;
    waiters.add(waiter);
    return () => waiters.delete(waiter);
  }

  /**
   * Removes whole segments that retention allows to go; the one that is written to stays unless all in it is too old, and
   * in any case while room in it is reserved.
   *
   * @param before what is at this offset or later stays, however old it is
   */
  retain(retention: Retention, nowMs: number, before = this.#highWatermark): void {
    let remove = 0;
    let size = this.#size;
    const reserved = this.#isReserved ? this.#segments.at(-1) : undefined;
    for (const segment of this.#segments) {
      if (segment.nextOffset > before || segment === reserved) break;
      const tooOld = retention.retentionMs >= 0 && segment.maxTimestampMs < nowMs - retention.retentionMs;
      const tooMuch =
        retention.retentionBytes >= 0 && size > retention.retentionBytes && remove < this.#segments.length - 1;
      if (!tooOld && !tooMuch) break;
      size -= segment.size;
      remove++;
    }
    if (remove === 0) return;
    for (const segment of this.#segments.splice(0, remove)) this.#give(segment);
    this.#size = size;
    this.#logStartOffset = this.#segments[0]?.baseOffset ?? this.#highWatermark;
  }

  /** Lets go of all records and wakes whoever waits, to find `reason` in {@link closed}. */
  close(reason: BrokerError): void {
    this.#closed = reason;
    for (const segment of this.#segments) this.#give(segment);
    this.#segments = [];
    this.#logStartOffset = this.#highWatermark;
    this.#size = 0;
    this.#wake();
  }

  /** A segment of the preferred size, or of half of that, and so on, down to what is needed. */
  #allocate(needed: number, preferred: number): Segment {
    for (let capacity = preferred; ; capacity = Math.max(needed, Math.floor(capacity / 2))) {
      if (this.#memory.take(capacity + SEGMENT_OVERHEAD_BYTES)) {
        try {
          return new Segment(this.#highWatermark, this.#memory.allocate(capacity));
        } catch (error) {
          this.#memory.give(capacity + SEGMENT_OVERHEAD_BYTES);
          if (!(error instanceof RangeError)) throw error;
        }
      }
      if (capacity === needed) throw new LogFull(this.topic, this.partition, needed, this.#memory.maxBytes);
    }
  }

  #give(segment: Segment): void {
    segment.retire(() => {
      this.#memory.give(segment.occupied);
      this.#memory.recycle(segment.memory);
    });
  }

  /** Lets go of the last segment if nothing was written to it. */
  #dropReserved(): void {
    const active = this.#segments.at(-1);
    if (active?.size !== 0) return;
    this.#segments.pop();
    this.#give(active);
  }

  #find(timestampMs: number): number {
    for (const segment of this.#segments) {
      const offset = segment.find(timestampMs);
      if (offset !== undefined) return offset;
    }
    return this.#highWatermark;
  }

  #segmentOf(offset: number): number {
    const segments = this.#segments;
    let low = 0;
    let high = segments.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (segments[middle]!.baseOffset <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  #wake(): void {
    if (this.#waiters.size === 0) return;
    const waiters = this.#waiters;
    this.#waiters = new Set();
    for (const waiter of waiters) waiter();
  }
}

/** Views of segments, which keep their bytes for them until it is released. */
class LentBatch implements RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly count: number;
  readonly nextOffset: number;
  readonly highWatermark: number;
  readonly #chunks: Uint8Array[];
  readonly #lenders: Segment[];

  constructor(log: PartitionLog, count: number, nextOffset: number, chunks: Uint8Array[], lenders: Segment[]) {
    this.topic = log.topic;
    this.partition = log.partition;
    this.count = count;
    this.nextOffset = nextOffset;
    this.highWatermark = log.highWatermark;
    this.#chunks = chunks;
    this.#lenders = lenders;
  }

  get chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }

  release(): void {
    this.#chunks.length = 0;
    for (const segment of this.#lenders.splice(0)) segment.giveBack();
  }
}
