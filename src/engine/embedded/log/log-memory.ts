/** Freed segment buffers that are kept for reuse: the maximum in total, and the minimum size of each. */
const MAX_SPARE_BYTES = 32 * 1024 * 1024;
const MIN_SPARE_BYTES = 256 * 1024;

/**
 * What the segments of all logs occupy together, and how much that may be.
 *
 * The memory of removed segments is used again, because memory that is new costs a page fault for each 4 KiB, which can
 * take longer than all else that is done to the records in it.
 */
export class LogMemory {
  readonly maxBytes: number;
  #used = 0;
  #spare: Buffer[] = [];
  #spareBytes = 0;
  readonly #reclaim: () => void;

  /**
   * @param maxBytes absent: no bound
   * @param reclaim called when the bound is reached, to remove what retention allows to go
   */
  constructor(maxBytes = Number.POSITIVE_INFINITY, reclaim: () => void = () => {}) {
    this.maxBytes = maxBytes;
    this.#reclaim = reclaim;
  }

  get used(): number {
    return this.#used;
  }

  /** @returns whether there was room; if not, nothing is taken */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.maxBytes) this.#reclaim();
    if (this.#used + bytes > this.maxBytes) return false;
    this.#used += bytes;
    if (this.#used + this.#spareBytes > this.maxBytes) this.#dropSpare();
    return true;
  }

  /**
   * Returns an uninitialised buffer, for which there was room.
   *
   * @throws {RangeError} where the process can't have it
   */
  allocate(bytes: number): Buffer {
    const index = this.#spare.findIndex(({ length }) => length === bytes);
    if (index < 0) return Buffer.allocUnsafeSlow(bytes);
    this.#spareBytes -= bytes;
    return this.#spare.splice(index, 1)[0]!;
  }

  /** Takes back what was allocated, and what nobody reads any more: the next records may be written to it at once. */
  recycle(memory: Buffer): void {
    if (memory.length < MIN_SPARE_BYTES || this.#spareBytes + memory.length > MAX_SPARE_BYTES) return;
    if (this.#used + this.#spareBytes + memory.length > this.maxBytes) return;
    this.#spareBytes += memory.length;
    this.#spare.push(memory);
  }

  #dropSpare(): void {
    this.#spare = [];
    this.#spareBytes = 0;
  }

  /** Counts what could not be known beforehand, and may go beyond the bound by it. */
  add(bytes: number): void {
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}
