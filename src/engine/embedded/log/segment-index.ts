import { MARK_INTERVAL_BYTES } from "../../../record/format.js";

/** What is where in the header. */
const Header = { size: 0, count: 1, nextOffset: 2, latestMs: 3, marks: 4, length: 8 } as const;

/** Bytes of one mark: the latest timestamp, then three positions. */
const MARK_BYTES = 8 + 3 * 4;

function maxMarksFor(capacity: number): number {
  return Math.floor(capacity / MARK_INTERVAL_BYTES) + 1;
}

/**
 * What is to be known of the entries in a segment: a header, and a mark for every {@link MARK_INTERVAL_BYTES} of them, so that
 * a read walks over that many at most to find its first entry. It is typed arrays over one piece of memory, whose size the
 * segment's capacity says.
 */
export class SegmentIndex {
  readonly #baseOffset: number;
  readonly #header: Float64Array;
  /** Of each mark: the latest timestamp from there to the next one, in Unix milliseconds. */
  readonly #latestMs: Float64Array;
  /** Where its entry starts; the entry's offset, counted from the base offset; and how many entries are before it. */
  readonly #positions: Uint32Array;
  readonly #offsets: Uint32Array;
  readonly #ordinals: Uint32Array;

  /** Bytes that the index of a segment of this many bytes of entries takes. */
  static bytesFor(capacity: number): number {
    return 8 * Header.length + maxMarksFor(capacity) * MARK_BYTES;
  }

  /**
   * @param memory with anything in it
   * @param start where the index starts in it, a multiple of 8
   */
  constructor(baseOffset: number, memory: ArrayBufferLike, start: number, capacity: number) {
    const marks = maxMarksFor(capacity);
    const latestAt = start + 8 * Header.length;
    const positionsAt = latestAt + 8 * marks;
    this.#baseOffset = baseOffset;
    this.#header = new Float64Array(memory, start, Header.length).fill(0);
    this.#latestMs = new Float64Array(memory, latestAt, marks);
    this.#positions = new Uint32Array(memory, positionsAt, marks);
    this.#offsets = new Uint32Array(memory, positionsAt + 4 * marks, marks);
    this.#ordinals = new Uint32Array(memory, positionsAt + 8 * marks, marks);
    this.#header[Header.nextOffset] = baseOffset;
    this.#header[Header.latestMs] = Number.NEGATIVE_INFINITY;
  }

  /** Bytes of all entries. */
  get size(): number {
    return this.#header[Header.size]!;
  }

  /** How many entries there are. */
  get count(): number {
    return this.#header[Header.count]!;
  }

  get nextOffset(): number {
    return this.#header[Header.nextOffset]!;
  }

  /** An upper bound of all timestamps; -Infinity where there is no entry. */
  get latestMs(): number {
    return this.#header[Header.latestMs]!;
  }

  get marks(): number {
    return this.#header[Header.marks]!;
  }

  /** The position from which on the next entry is to have a mark. */
  get nextMarkAt(): number {
    const { marks } = this;
    return marks === 0 ? 0 : this.#positions[marks - 1]! + MARK_INTERVAL_BYTES;
  }

  position(mark: number): number {
    return this.#positions[mark]!;
  }

  offset(mark: number): number {
    return this.#baseOffset + this.#offsets[mark]!;
  }

  ordinal(mark: number): number {
    return this.#ordinals[mark]!;
  }

  /** The latest timestamp from this mark to the next one. */
  markLatestMs(mark: number): number {
    return this.#latestMs[mark]!;
  }

  /** Adds a mark for an entry that {@link grow} counts afterwards. */
  mark(position: number, offset: number, ordinal: number): void {
    const { marks } = this;
    this.#positions[marks] = position;
    this.#offsets[marks] = offset - this.#baseOffset;
    this.#ordinals[marks] = ordinal;
    this.#latestMs[marks] = Number.NEGATIVE_INFINITY;
    this.#header[Header.marks] = marks + 1;
  }

  /** Says how late entries behind the last mark are. */
  stamp(latestMs: number): void {
    const last = this.marks - 1;
    if (latestMs > this.#latestMs[last]!) this.#latestMs[last] = latestMs;
    if (latestMs > this.latestMs) this.#header[Header.latestMs] = latestMs;
  }

  /** Counts entries that were added. */
  grow(size: number, entries: number, nextOffset: number): void {
    this.#header[Header.size] = size;
    this.#header[Header.count] = this.count + entries;
    this.#header[Header.nextOffset] = nextOffset;
  }

  /** The last mark that is at all of these at most, and not before the mark `from`. */
  lastWithin(position: number, offset: number, ordinal: number, from = 0): number {
    const relative = offset - this.#baseOffset;
    let low = from;
    let high = this.marks;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      const isWithin =
        this.#positions[middle]! <= position &&
        this.#offsets[middle]! <= relative &&
        this.#ordinals[middle]! <= ordinal;
      if (isWithin) low = middle;
      else high = middle;
    }
    return low;
  }
}
