/** What the segments of all logs occupy together, and how much that may be. */
export class LogMemory {
  readonly maxBytes: number;
  #used = 0;
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
    return true;
  }

  /** Counts what could not be known beforehand, and may go beyond the bound by it. */
  add(bytes: number): void {
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}
