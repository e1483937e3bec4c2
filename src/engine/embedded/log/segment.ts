import type { EntryWriter, Share } from "../../../record/entry-writer.js";
import { MARK_INTERVAL } from "../../../record/format.js";
import { RecordTag } from "../../../record/tags.js";
import { viewOf } from "../../../wire/copy.js";
import { WireReader } from "../../../wire/reader.js";

/** Records between two entries of the index: a read walks over this many at most to find its first one. */
const INDEX_INTERVAL = MARK_INTERVAL;

/** Bytes of one entry of the index: a position and a timestamp. */
const INDEX_ENTRY_BYTES = 16;

/** Bytes that a segment takes beside its records and its index: the objects that it is made of. */
export const SEGMENT_OVERHEAD_BYTES = 512;

const reader = new WireReader();

/**
 * A run of records in one buffer, each stored as the entry of `RecordBatch.records` that it is on the wire. Bytes are
 * only ever added, so a view of what is there stays true as long as the segment is in its log.
 *
 * Entries have no holes between their offsets, which is why an index of positions by count is enough.
 */
export class Segment {
  readonly baseOffset: number;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #occupied: number;
  #size = 0;
  #count = 0;
  #maxTimestampMs = Number.NEGATIVE_INFINITY;
  /** Where the last write began, and its latest timestamp. */
  #writtenFrom = 0;
  #writtenLatestMs = 0;
  /** How many batches have views of it. */
  #loans = 0;
  #onFree: (() => void) | undefined;
  /** Where every INDEX_INTERVAL-th entry starts. */
  readonly #positions: number[] = [];
  /** The latest timestamp of each interval. */
  readonly #timestamps: number[] = [];

  /** @param memory what its records go to */
  constructor(baseOffset: number, memory: Buffer) {
    this.baseOffset = baseOffset;
    this.#bytes = memory;
    this.#view = viewOf(memory);
    this.#occupied = memory.length + SEGMENT_OVERHEAD_BYTES;
  }

  get memory(): Buffer {
    return this.#bytes;
  }

  /** Keeps its bytes as they are until {@link giveBack} is called as often. */
  lend(): void {
    this.#loans++;
  }

  giveBack(): void {
    if (--this.#loans === 0) this.#onFree?.();
  }

  /** Calls `onFree` when nobody has a view of it any more, which may be now. */
  retire(onFree: () => void): void {
    if (this.#loans === 0) onFree();
    else this.#onFree = onFree;
  }

  /** @returns bytes by which the index has grown since it was last counted */
  recount(): number {
    const before = this.#occupied;
    this.#occupied = this.#bytes.length + SEGMENT_OVERHEAD_BYTES + this.#positions.length * INDEX_ENTRY_BYTES;
    return this.#occupied - before;
  }

  get nextOffset(): number {
    return this.baseOffset + this.#count;
  }

  get size(): number {
    return this.#size;
  }

  get room(): number {
    return this.#bytes.length - this.#size;
  }

  /** Bytes of memory that it takes, as of the last {@link recount}. */
  get occupied(): number {
    return this.#occupied;
  }

  get maxTimestampMs(): number {
    return this.#maxTimestampMs;
  }

  /** Adds the entries of a share, for which there must be room. */
  write(writer: EntryWriter, share: Share): void {
    this.#writtenFrom = this.#size;
    this.#writtenLatestMs = 0;
    const { end, entries, markCount, marks } = writer.write(share, {
      target: this.#view,
      position: this.#size,
      offset: this.nextOffset,
      sinceMark: this.#count % INDEX_INTERVAL,
    });
    this.#size = end;
    this.#count += entries;
    for (let mark = 0; mark < markCount; mark++) {
      const latestMs = marks[2 * mark + 1]!;
      if (mark > 0) {
        this.#positions.push(marks[2 * mark]!);
        this.#timestamps.push(latestMs);
      } else if (latestMs > this.#timestamps.at(-1)!) this.#timestamps[this.#timestamps.length - 1] = latestMs;
      if (latestMs > this.#writtenLatestMs) this.#writtenLatestMs = latestMs;
      if (latestMs > this.#maxTimestampMs) this.#maxTimestampMs = latestMs;
    }
  }

  /** A view of what the last {@link write} added. */
  get lastWritten(): Uint8Array {
    return this.#bytes.subarray(this.#writtenFrom, this.#size);
  }

  /** The latest timestamp that the last {@link write} added. */
  get lastWrittenMs(): number {
    return this.#writtenLatestMs;
  }

  /** Adds entries that were written before, as they are; there must be room for them. */
  append(entries: Uint8Array, count: number, latestMs: number): void {
    this.#bytes.set(entries, this.#size);
    this.adopt(entries.length, count, latestMs);
  }

  /**
   * Takes what stands behind its records already for entries.
   *
   * @param latestMs an upper bound of their timestamps
   */
  adopt(bytes: number, count: number, latestMs: number): void {
    let pos = this.#size;
    this.#size += bytes;
    for (let left = count; left > 0; left--) {
      if (this.#count % INDEX_INTERVAL === 0) {
        this.#positions.push(pos);
        this.#timestamps.push(latestMs);
      } else if (latestMs > this.#timestamps.at(-1)!) this.#timestamps[this.#timestamps.length - 1] = latestMs;
      pos = this.#entryEnd(pos);
      this.#count++;
    }
    if (latestMs > this.#maxTimestampMs) this.#maxTimestampMs = latestMs;
  }

  /**
   * The entries from `offset` on, as many as the bounds and `before`, an exclusive offset, allow; at least the first.
   *
   * @returns a view of them and the offset that follows it
   */
  slice(
    offset: number,
    maxRecords: number,
    maxBytes: number,
    before: number,
  ): { bytes: Uint8Array; nextOffset: number } {
    const first = offset - this.baseOffset;
    const start = this.#position(first);
    const lastCount = Math.min(this.#count, before - this.baseOffset, first + maxRecords);
    let count = this.#countWithin(first, start + maxBytes);
    let end: number;
    if (count >= lastCount) {
      count = lastCount;
      end = this.#position(count);
    } else {
      end = this.#position(count);
      while (count < lastCount) {
        const next = this.#entryEnd(end);
        if (next > start + maxBytes && count > first) break;
        end = next;
        count++;
      }
    }
    return { bytes: this.#bytes.subarray(start, end), nextOffset: this.baseOffset + count };
  }

  /** Bytes of the entries from `offset` on. */
  bytesFrom(offset: number): number {
    return this.#size - this.#position(Math.max(0, offset - this.baseOffset));
  }

  /** The offset of the first record from `from` on that is as late as `timestampMs`, if there is one. */
  find(timestampMs: number, from = 0): number | undefined {
    if (this.#maxTimestampMs < timestampMs) return undefined;
    // An interval's timestamp is an upper bound: there may be no such record in it.
    for (const [interval, latestMs] of this.#timestamps.entries()) {
      if (latestMs < timestampMs) continue;
      let pos = this.#positions[interval]!;
      const end = Math.min((interval + 1) * INDEX_INTERVAL, this.#count);
      for (let count = interval * INDEX_INTERVAL; count < end; count++) {
        const offset = this.baseOffset + count;
        if (offset >= from && this.#timestampAt(pos) >= timestampMs) return offset;
        pos = this.#entryEnd(pos);
      }
    }
    return undefined;
  }

  /** The largest indexed count, from `first` on, whose entries all end within `limit`. */
  #countWithin(first: number, limit: number): number {
    const positions = this.#positions;
    let low = Math.floor(first / INDEX_INTERVAL);
    let high = positions.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (positions[middle]! <= limit) low = middle;
      else high = middle;
    }
    return Math.max(first, low * INDEX_INTERVAL);
  }

  /** Where the entry with this index starts; for the count of entries, where the last one ends. */
  #position(index: number): number {
    if (index === this.#count) return this.#size;
    let pos = this.#positions[Math.floor(index / INDEX_INTERVAL)]!;
    for (let left = index % INDEX_INTERVAL; left > 0; left--) pos = this.#entryEnd(pos);
    return pos;
  }

  #entryEnd(pos: number): number {
    reader.reset(this.#bytes, pos + 1, this.#size);
    return reader.contentEnd();
  }

  #timestampAt(pos: number): number {
    reader.reset(this.#bytes, pos + 1, this.#size);
    reader.end = reader.contentEnd();
    let timestampMs = 0;
    while (reader.pos < reader.end) {
      const tag = reader.tag();
      if (tag === RecordTag.timestampMs) timestampMs = reader.int64();
      else reader.skip(tag);
    }
    return timestampMs;
  }
}
