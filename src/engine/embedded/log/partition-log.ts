import type { EntryWriter, Share } from "../../../record/entry-writer.js";
import type { BatchBounds, Position } from "../../engine.js";
import { type BrokerError, LogFull, OffsetOutOfRange } from "../../errors.js";
import { noPlace, type ReadableLog, type ReadPlace } from "../../readable-log.js";
import type { RecordBatch } from "../../records.js";
import type { ColdPart } from "./cold-part.js";
import { LogMemory } from "./log-memory.js";
import { Segment } from "./segment.js";

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

/** Times that were looked up in segment files, at most. */
const MAX_FOUND_TIMES = 100;

/** Entries of one segment, which keeps its bytes until they are given back. */
export interface LentEntries {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly count: number;
  /** An upper bound of their timestamps. Unix milliseconds. */
  readonly latestMs: number;
  readonly bytes: Uint8Array;
  release(): void;
}

/**
 * The records of one partition. An append is `reserve`, then `write`, then `publish`: only `reserve` can fail, and before
 * `publish` nobody sees anything, so a request that spans partitions is appended whole or not at all. With a disk it is
 * published once it is as safe as its acks say: the high watermark is behind the log end offset until then.
 *
 * Its latest records are in memory. With a disk, those before them are in segment files: its {@link ColdPart}.
 */
export class PartitionLog implements ReadableLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly #memory: LogMemory;
  #segments: Segment[] = [];
  #logStartOffset = 0;
  #highWatermark = 0;
  #logEndOffset = 0;
  #size = 0;
  #isReserved = false;
  /** Where the last write began: all who have read everything before it read there next. */
  readonly #tail = noPlace();
  #waiters = new Set<() => void>();
  #closed: BrokerError | undefined;
  /** By timestamp, the first record in a segment file that is as late. */
  readonly #foundTimes = new Map<number, number>();
  /** By offset, why what is there could not be loaded, until a reader has been told. */
  readonly #loadFailures = new Map<number, { readonly error: unknown }>();
  readonly cold: ColdPart | undefined;

  /**
   * @param memory where its segments are counted; absent: nowhere
   * @param cold what is on disk; absent: nothing
   */
  constructor(topic: string, partition: number, memory = new LogMemory(), topicId = "", cold?: ColdPart) {
    this.cold = cold;
    this.topic = topic;
    this.topicId = topicId;
    this.partition = partition;
    this.#memory = memory;
  }

  /** Called with the log and the offset of the first record whenever some are published. */
  onPublished: ((log: PartitionLog, from: number) => void) | undefined;

  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** The offset that the next record will get. */
  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  /** Bytes of all entries. */
  get sizeBytes(): number {
    return this.#size;
  }

  /** Bytes of memory that its segments take, whatever is in them. */
  get occupiedBytes(): number {
    return this.#segments.reduce((bytes, { occupied }) => bytes + occupied, 0);
  }

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

  /** Adds the entries of a share in the room that was reserved. */
  write(writer: EntryWriter, share: Share): void {
    const active = this.#segments[this.#segments.length - 1]!;
    const tail = this.#tail;
    tail.segment = active.id;
    tail.offset = this.#logEndOffset;
    tail.position = active.size;
    tail.ordinal = active.count;
    active.write(writer, share);
    this.#size += active.size - tail.position;
    this.#logEndOffset = active.nextOffset;
    this.#isReserved = false;
  }

  /** What the last {@link write} added. */
  get lastWritten(): { readonly entries: Uint8Array; readonly latestMs: number } {
    const active = this.#segments[this.#segments.length - 1]!;
    return { entries: active.lastWritten, latestMs: active.lastWrittenMs };
  }

  /** Moves the high watermark over what was written before this offset and wakes whoever waits for it. */
  publish(upTo = this.#logEndOffset): void {
    if (this.#closed !== undefined || upTo <= this.#highWatermark) return;
    const from = this.#highWatermark;
    this.#highWatermark = upTo;
    this.#wake();
    this.onPublished?.(this, from);
  }

  /** Goes on behind what is in segment files, as a start does. */
  resume(logStartOffset: number, endOffset: number): void {
    this.#logStartOffset = logStartOffset;
    this.#logEndOffset = Math.max(logStartOffset, endOffset);
    this.#highWatermark = this.#logEndOffset;
    this.#size = this.#coldBytes(logStartOffset);
  }

  /** Adds what the journal has of this partition, unless it is in a segment file, or removed. @returns whether it was added */
  restore(baseOffset: number, count: number, latestMs: number, entries: Uint8Array): boolean {
    if (baseOffset + count <= this.#logEndOffset) return false;
    if (baseOffset !== this.#logEndOffset) {
      const { topic, partition } = this;
      throw new Error(
        `partition ${partition} of topic ${topic} goes on at ${baseOffset}, not at ${this.#logEndOffset}`,
      );
    }
    if ((this.#segments.at(-1)?.room ?? 0) < entries.length) {
      const capacity = Math.max(
        entries.length,
        Math.min(FIRST_SEGMENT_BYTES * 2 ** this.#segments.length, MAX_SEGMENT_BYTES),
      );
      // What was acknowledged has its place, whatever bound there is now.
      this.#memory.add(Segment.occupiedFor(capacity));
      this.#segments.push(new Segment(baseOffset, this.#memory.allocate(Segment.memoryFor(capacity)), capacity));
    }
    const active = this.#segments[this.#segments.length - 1]!;
    active.append(entries, count, latestMs);
    this.#size += entries.length;
    this.#logEndOffset = active.nextOffset;
    this.#highWatermark = active.nextOffset;
    return true;
  }

  /** Entries in memory from `offset` on, or from the first that is there; published or not. None: there are none. */
  lendEntries(offset: number, maxBytes: number): LentEntries | undefined {
    const segment = this.#segments.find(({ nextOffset }) => nextOffset > offset);
    if (segment === undefined) return undefined;
    const baseOffset = Math.max(offset, segment.baseOffset);
    const { bytes, count, nextOffset } = segment.slice(
      baseOffset,
      Number.MAX_SAFE_INTEGER,
      maxBytes,
      Number.MAX_SAFE_INTEGER,
    );
    segment.lend();
    return {
      baseOffset,
      nextOffset,
      count,
      latestMs: segment.maxTimestampMs,
      bytes,
      release: () => segment.giveBack(),
    };
  }

  /** Lets go of the memory of what is in segment files too, from the first record on. */
  evict(isEnough: () => boolean): void {
    const flushed = this.cold?.flushedOffset ?? 0;
    const reserved = this.#isReserved ? this.#segments.at(-1) : undefined;
    while (!isEnough()) {
      const segment = this.#segments[0];
      if (segment === undefined || segment.nextOffset > flushed || segment === reserved) return;
      this.#segments.shift();
      this.#give(segment);
    }
  }

  /** Crosses segments. Empty only where there is nothing to read. */
  read(
    offset: number,
    bounds: BatchBounds,
    before = Number.POSITIVE_INFINITY,
    place?: ReadPlace,
  ): RecordBatch | undefined {
    if (!this.#isAtHand(offset)) {
      const failure = this.#loadFailures.get(offset);
      this.#loadFailures.delete(offset);
      if (failure !== undefined) throw failure.error;
      return undefined;
    }
    const end = Math.min(before, this.#highWatermark);
    const segments = this.#isCold(offset) ? (this.cold?.at(offset) ?? []) : this.#segments;
    const chunks: Uint8Array[] = [];
    const lenders: Segment[] = [];
    let next = offset;
    let bytes = 0;
    let count = 0;
    for (let index = segmentOf(segments, offset); next < end && index < segments.length; index++) {
      const records = bounds.maxRecords - count;
      if (records <= 0) break;
      const segment = segments[index]!;
      const known = isAt(place, segment, next) ? place : isAt(this.#tail, segment, next) ? this.#tail : undefined;
      const part = segment.slice(next, records, bounds.maxBytes - bytes, end, known);
      // A segment's first entry comes even where it is too large: that holds for the first of the batch alone.
      if (count > 0 && bytes + part.bytes.length > bounds.maxBytes) break;
      if (part.count > 0) {
        chunks.push(part.bytes);
        segment.lend();
        lenders.push(segment);
      }
      bytes += part.bytes.length;
      count += part.count;
      next = part.nextOffset;
      if (place !== undefined) {
        place.segment = segment.id;
        place.offset = next;
        place.position = part.end;
        place.ordinal = part.ordinal;
      }
      if (next < segment.nextOffset) break;
    }
    return new LentBatch(this, count, next, chunks, lenders);
  }

  onceReadable(offset: number, waiter: () => void): () => void {
    if (offset < this.#highWatermark) return this.#onceLoaded(offset, waiter);
    const waiters = this.#waiters;
    waiters.add(waiter);
    return () => waiters.delete(waiter);
  }

  #onceLoaded(offset: number, waiter: () => void): () => void {
    let isCancelled = false;
    const load = this.cold?.load(offset) ?? Promise.resolve();
    load
      .catch((error: unknown) => this.#loadFailures.set(offset, { error }))
      .then(() => {
        if (!isCancelled) waiter();
      });
    return () => {
      isCancelled = true;
    };
  }

  #isAtHand(offset: number): boolean {
    return !this.#isCold(offset) || this.cold?.at(offset) !== undefined;
  }

  /**
   * Looks a time up in the segment files, for {@link resolve} to know it. `undefined`: it need not.
   *
   * @throws {Damaged}
   */
  #lookUp(position: Position): Promise<void> | undefined {
    if (position.at !== "timestamp" || this.cold === undefined) return undefined;
    const { timestampMs } = position;
    if (!this.cold.mayHave(timestampMs)) return undefined;
    return this.cold.find(timestampMs, this.#logStartOffset).then((offset) => {
      if (offset === undefined) return;
      if (this.#foundTimes.size >= MAX_FOUND_TIMES) this.#foundTimes.clear();
      this.#foundTimes.set(timestampMs, offset);
    });
  }

  resolve(position: Position): number | Promise<number> {
    const isKnown = position.at !== "timestamp" || this.#foundTimes.has(position.timestampMs);
    const lookUp = isKnown ? undefined : this.#lookUp(position);
    return lookUp === undefined ? this.#resolveNow(position) : lookUp.then(() => this.#resolveNow(position));
  }

  #resolveNow(position: Position): number {
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
   * Removes whole segments that retention allows to go; the one that is written to stays unless all in it is too old, and
   * in any case while room in it is reserved.
   *
   * @param before what is at this offset or later stays, however old it is
   */
  retain(retention: Retention, nowMs: number, before = this.#highWatermark): void {
    const upTo = Math.min(before, this.#highWatermark);
    let size = this.#size;
    let start = this.#logStartOffset;
    if (this.cold !== undefined) {
      for (const { nextOffset, latestMs, entryBytes } of this.cold.segments) {
        if (nextOffset <= start) continue;
        if (nextOffset > upTo || !this.#mayGo(retention, nowMs, nextOffset, latestMs, size)) {
          this.#startAt(start, size);
          return;
        }
        size -= entryBytes;
        start = nextOffset;
      }
    }
    const reserved = this.#isReserved ? this.#segments.at(-1) : undefined;
    for (const segment of this.#segments) {
      const { nextOffset } = segment;
      if (nextOffset > upTo || segment === reserved) break;
      if (nextOffset <= start) continue;
      if (!this.#mayGo(retention, nowMs, nextOffset, segment.maxTimestampMs, size)) break;
      size -= start > segment.baseOffset ? segment.bytesFrom(start) : segment.size;
      start = nextOffset;
    }
    this.#startAt(start, size);
  }

  /** Whether what ends here may go, as the oldest of so many bytes. */
  #mayGo(retention: Retention, nowMs: number, nextOffset: number, latestMs: number, size: number): boolean {
    const { retentionMs, retentionBytes } = retention;
    if (retentionMs >= 0 && latestMs < nowMs - retentionMs) return true;
    return retentionBytes >= 0 && size > retentionBytes && nextOffset < this.#logEndOffset;
  }

  /** Removes what is before this offset. */
  removeBefore(offset: number): void {
    if (offset <= this.#logStartOffset) return;
    if (offset > this.#logEndOffset) this.resume(offset, offset);
    else this.#startAt(offset, this.#bytesFrom(offset));
  }

  #startAt(offset: number, size: number): void {
    if (offset === this.#logStartOffset) return;
    this.#logStartOffset = offset;
    this.#size = size;
    // The one that is reserved stays, though there may be nothing in it.
    const reserved = this.#isReserved ? this.#segments.at(-1) : undefined;
    const kept = this.#segments.findIndex((segment) => segment.nextOffset > offset || segment === reserved);
    for (const segment of this.#segments.splice(0, kept < 0 ? this.#segments.length : kept)) this.#give(segment);
    this.cold?.startMoved(offset);
  }

  /** Drops all records and wakes all waiters, which find `reason` in {@link closed}. */
  close(reason: BrokerError): void {
    this.#closed = reason;
    for (const segment of this.#segments) this.#give(segment);
    this.#segments = [];
    this.#logStartOffset = this.#highWatermark;
    this.#size = 0;
    this.cold?.close();
    this.#wake();
  }

  #isCold(offset: number): boolean {
    return this.cold !== undefined && offset < this.#memoryStart && offset < this.#highWatermark;
  }

  /** The first offset that is in memory. */
  get #memoryStart(): number {
    return this.#segments[0]?.baseOffset ?? this.#logEndOffset;
  }

  #coldBytes(from: number): number {
    let bytes = 0;
    for (const { nextOffset, entryBytes } of this.cold?.segments ?? []) if (nextOffset > from) bytes += entryBytes;
    return bytes;
  }

  #bytesFrom(offset: number): number {
    const flushed = Math.max(offset, this.cold?.flushedOffset ?? 0);
    let bytes = this.#coldBytes(offset);
    for (const segment of this.#segments) if (segment.nextOffset > flushed) bytes += segment.bytesFrom(flushed);
    return bytes;
  }

  /** A segment of the preferred size, or of half of that, and so on, down to what is needed. */
  #allocate(needed: number, preferred: number): Segment {
    for (let capacity = preferred; ; capacity = Math.max(needed, Math.floor(capacity / 2))) {
      if (this.#memory.take(Segment.occupiedFor(capacity))) {
        try {
          return new Segment(this.#logEndOffset, this.#memory.allocate(Segment.memoryFor(capacity)), capacity);
        } catch (error) {
          this.#memory.give(Segment.occupiedFor(capacity));
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
    const found = this.#foundTimes.get(timestampMs);
    if (found !== undefined && found >= this.#logStartOffset) return found;
    for (const segment of this.#segments) {
      const offset = segment.find(timestampMs);
      // One that is not published yet is behind the last one that can be read.
      if (offset !== undefined) return Math.min(offset, this.#highWatermark);
    }
    return this.#highWatermark;
  }

  #wake(): void {
    if (this.#waiters.size === 0) return;
    const waiters = this.#waiters;
    this.#waiters = new Set();
    for (const waiter of waiters) waiter();
  }
}

function isAt(place: ReadPlace | undefined, segment: Segment, offset: number): place is ReadPlace {
  return place !== undefined && place.segment === segment.id && place.offset === offset;
}

/** The index of the segment that holds this offset, which most readers look for in the last one. */
function segmentOf(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length;
  if (high > 0 && segments[high - 1]!.baseOffset <= offset) return high - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (segments[middle]!.baseOffset <= offset) low = middle;
    else high = middle;
  }
  return low;
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
