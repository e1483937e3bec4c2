import type { EntryWriter, Share } from "../../../record/entry-writer.js";
import { OFFSET, TIMESTAMP_MS } from "../../../record/format.js";
import { viewOf } from "../../../wire/copy.js";
import { WireReader } from "../../../wire/reader.js";
import type { ReadPlace } from "../../readable-log.js";
import { SegmentIndex } from "./segment-index.js";

/** Bytes that a segment takes beside its memory: the objects that it is made of. */
const OVERHEAD_BYTES = 512;

const reader = new WireReader();

/** Some neighbouring entries. */
export interface Slice {
  /** A view of them. */
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Where they end: the offset, the position and the number of entries before it to go on at. */
  readonly nextOffset: number;
  readonly end: number;
  readonly ordinal: number;
}

/** What was looked for last. */
const found = { offset: 0, position: 0, ordinal: 0 };

let lastId = 0;

/**
 * A run of records, each stored as the entry of `RecordBatch.records` that it is on the wire. Bytes are only ever added, so a
 * view of what is there stays true as long as the segment is in its log. Offsets grow from entry to entry, and may have holes.
 */
export class Segment {
  /** Another one for each segment of the process. */
  readonly id = ++lastId;
  readonly baseOffset: number;
  /** What it lives in, to be used again: the entries, then the index. */
  readonly memory: Buffer;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #index: SegmentIndex;
  /** Where the last write began, and its latest timestamp. */
  #writtenFrom = 0;
  #writtenLatestMs = 0;
  /** How many batches have views of it. */
  #loans = 0;
  #onFree: (() => void) | undefined;

  /** Bytes of memory for so many bytes of entries and their index. */
  static memoryFor(capacity: number): number {
    return indexStart(capacity) + SegmentIndex.bytesFor(capacity);
  }

  /** Bytes that a segment takes in all, whatever is in it. */
  static occupiedFor(capacity: number): number {
    return Segment.memoryFor(capacity) + OVERHEAD_BYTES;
  }

  /**
   * @param memory of {@link memoryFor} this capacity, with anything in it, where it starts in its ArrayBuffer; one that only
   *   has room for the entries gets an index beside it
   */
  constructor(baseOffset: number, memory: Buffer, capacity = memory.length) {
    this.baseOffset = baseOffset;
    this.memory = memory;
    this.#bytes = memory.subarray(0, capacity);
    this.#view = viewOf(this.#bytes);
    this.#index =
      memory.length > capacity
        ? new SegmentIndex(baseOffset, memory.buffer, memory.byteOffset + indexStart(capacity), capacity)
        : new SegmentIndex(baseOffset, new ArrayBuffer(SegmentIndex.bytesFor(capacity)), 0, capacity);
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

  get nextOffset(): number {
    return this.#index.nextOffset;
  }

  /** How many entries there are. */
  get count(): number {
    return this.#index.count;
  }

  get size(): number {
    return this.#index.size;
  }

  get room(): number {
    return this.#bytes.length - this.#index.size;
  }

  /** Bytes of memory that it takes. */
  get occupied(): number {
    return this.memory.length + OVERHEAD_BYTES;
  }

  get maxTimestampMs(): number {
    return this.#index.latestMs;
  }

  /**
   * Adds the entries of a share, for which there must be room.
   *
   * @param offset of the first one; what is between {@link nextOffset} and it is a hole
   */
  write(writer: EntryWriter, share: Share, offset = this.nextOffset): void {
    const index = this.#index;
    const position = index.size;
    const before = index.count;
    const written = writer.write(share, { target: this.#view, position, offset, markAt: index.nextMarkAt });
    const { entries, markCount, marks } = written;
    this.#writtenFrom = position;
    this.#writtenLatestMs = 0;
    for (let mark = 0; mark < markCount; mark++) {
      const ordinal = marks[3 * mark + 1]!;
      const latestMs = marks[3 * mark + 2]!;
      if (mark > 0) index.mark(marks[3 * mark]!, offset + ordinal, before + ordinal);
      if (mark > 0 || latestMs > 0) index.stamp(latestMs);
      if (latestMs > this.#writtenLatestMs) this.#writtenLatestMs = latestMs;
    }
    index.grow(written.end, entries, offset + entries);
  }

  /** A view of what the last {@link write} added. */
  get lastWritten(): Uint8Array {
    return this.#bytes.subarray(this.#writtenFrom, this.size);
  }

  /** The latest timestamp that the last {@link write} added. */
  get lastWrittenMs(): number {
    return this.#writtenLatestMs;
  }

  /** Adds entries that were written before, as they are; there must be room for them. */
  append(entries: Uint8Array, count: number, latestMs: number): void {
    this.#bytes.set(entries, this.size);
    this.adopt(entries.length, count, latestMs);
  }

  /**
   * Takes what stands behind its records already for entries.
   *
   * @param latestMs an upper bound of their timestamps
   */
  adopt(bytes: number, count: number, latestMs: number): void {
    const index = this.#index;
    const { size, count: before, nextOffset } = index;
    let position = size;
    for (let added = 0; added < count; added++) {
      if (position >= index.nextMarkAt) index.mark(position, nextOffset + added, before + added);
      index.stamp(latestMs);
      position = this.#entryEnd(position, size + bytes);
    }
    index.grow(size + bytes, count, nextOffset + count);
  }

  /**
   * The entries from `offset` on, as many as the bounds and `before`, an exclusive offset, allow; at least the first.
   *
   * @param place where the entry of `offset` starts; absent: it is looked for
   */
  slice(offset: number, maxRecords: number, maxBytes: number, before: number, place?: ReadPlace): Slice {
    const index = this.#index;
    if (place === undefined) this.#seek(offset);
    const { position: start, ordinal: first } = place ?? found;
    if (before >= index.nextOffset && index.count - first <= maxRecords && index.size - start <= maxBytes)
      this.#atEnd();
    else this.#walk(start, first, offset, first + maxRecords, start + maxBytes, before);
    const { position, ordinal, offset: nextOffset } = found;
    const bytes = this.#bytes.subarray(start, position);
    return { bytes, count: ordinal - first, nextOffset, end: position, ordinal };
  }

  /** Bytes of the entries from `offset` on. */
  bytesFrom(offset: number): number {
    this.#seek(offset);
    return this.size - found.position;
  }

  /** The offset of the first record from `from` on that is as late as `timestampMs`, if there is one. */
  find(timestampMs: number, from = 0): number | undefined {
    const index = this.#index;
    if (index.latestMs < timestampMs) return undefined;
    // A mark's timestamp is an upper bound: there may be no such record behind it.
    for (let mark = 0; mark < index.marks; mark++) {
      if (index.markLatestMs(mark) < timestampMs) continue;
      const stop = mark + 1 < index.marks ? index.position(mark + 1) : index.size;
      let offset = index.offset(mark);
      for (let pos = index.position(mark); pos < stop; pos = this.#entryEnd(pos, stop)) {
        offset = this.#offsetAt(pos, offset);
        if (offset >= from && this.#numberAt(pos, TIMESTAMP_MS) >= timestampMs) return offset;
        offset++;
      }
    }
    return undefined;
  }

  /** Finds the first entry at this offset or behind it. */
  #seek(offset: number): void {
    const index = this.#index;
    if (offset >= index.nextOffset) {
      this.#atEnd();
      return;
    }
    const mark = index.lastWithin(Number.MAX_SAFE_INTEGER, offset, Number.MAX_SAFE_INTEGER);
    let position = index.position(mark);
    let ordinal = index.ordinal(mark);
    let at = index.offset(mark);
    while (position < index.size) {
      at = this.#offsetAt(position, at);
      if (at >= offset) break;
      position = this.#entryEnd(position, index.size);
      ordinal++;
      at++;
    }
    found.position = position;
    found.ordinal = ordinal;
    found.offset = at;
  }

  #atEnd(): void {
    const { size, count, nextOffset } = this.#index;
    found.position = size;
    found.ordinal = count;
    found.offset = nextOffset;
  }

  /** Goes from an entry, which is taken in any case, to the first one that is beyond one of these. */
  #walk(start: number, first: number, offset: number, ordinals: number, bytes: number, before: number): void {
    const index = this.#index;
    let position = start;
    let ordinal = first;
    let at = offset;
    const mark = index.lastWithin(bytes, before, ordinals);
    if (index.position(mark) > start) {
      position = index.position(mark);
      ordinal = index.ordinal(mark);
      at = index.offset(mark);
    }
    while (position < index.size && ordinal < ordinals) {
      const own = this.#offsetAt(position, at);
      if (own >= before) {
        at = before;
        break;
      }
      const next = this.#entryEnd(position, index.size);
      if (next > bytes && ordinal > first) break;
      position = next;
      ordinal++;
      at = own + 1;
    }
    found.position = position;
    found.ordinal = ordinal;
    found.offset = position === index.size ? Math.min(index.nextOffset, before) : at;
  }

  /** The offset of an entry; where there are no holes in the segment it is the one that is expected. */
  #offsetAt(pos: number, expected: number): number {
    const { count, nextOffset } = this.#index;
    return nextOffset - this.baseOffset === count ? expected : this.#numberAt(pos, OFFSET);
  }

  #entryEnd(pos: number, limit: number): number {
    reader.reset(this.#bytes, pos + 1, limit);
    return reader.contentEnd();
  }

  /** The number that a field of an entry's record has. */
  #numberAt(pos: number, wanted: number): number {
    reader.reset(this.#bytes, pos + 1, this.size);
    reader.end = reader.contentEnd();
    let value = 0;
    while (reader.pos < reader.end) {
      const tag = reader.tag();
      if (tag === wanted) value = reader.int64();
      else reader.skip(tag);
    }
    return value;
  }
}

/** The index follows the entries, where its numbers can be read. */
function indexStart(capacity: number): number {
  return Math.ceil(capacity / 8) * 8;
}
