import type { Segment } from "../log/segment.js";
import { READ_BYTES } from "./stored-log.js";

/** Reads of all partitions at once at most: the operating system's threads are few, and what is read has to have its place. */
const MAX_LOADS = 4;

/** Memory of dropped chunks that is kept for new ones: memory that is new costs two to three times as much as the read. */
const MAX_SPARE = 8;

/** What was read from a segment file at once. */
export interface Chunk {
  readonly baseOffset: number;
  readonly nextOffset: number;
  /** Views of the memory. */
  readonly segments: readonly Segment[];
  readonly memory: Buffer;
  wasRead: boolean;
  readonly onDrop: () => void;
}

/** What all partitions have read from segment files, the least recently read of which goes first. */
export class ColdCache {
  readonly #maxBytes: number;
  /** The least recently read first. */
  readonly #chunks = new Set<Chunk>();
  readonly #spare: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  #loads = 0;
  used = 0;
  /** Figures since the start, for metrics. */
  readonly counts = { hits: 0, loads: 0, loadedBytes: 0 };

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Resolves when it is the caller's turn to read. @returns how to end that */
  async enter(): Promise<() => void> {
    while (this.#loads >= MAX_LOADS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#loads++;
    return () => {
      this.#loads--;
      this.#waiting.shift()?.();
    };
  }

  allocate(bytes: number): Buffer {
    if (bytes > READ_BYTES) return Buffer.allocUnsafeSlow(bytes);
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES);
  }

  add(chunk: Chunk): void {
    this.counts.loads++;
    this.counts.loadedBytes += chunk.memory.length;
    this.#chunks.add(chunk);
    this.used += chunk.memory.length;
    for (const other of this.#chunks) {
      if (this.used <= this.#maxBytes) return;
      // One that nobody has read yet is about to be, unless there are too many of them.
      if (other !== chunk && (other.wasRead || this.used > 2 * this.#maxBytes)) this.drop(other);
    }
  }

  touch(chunk: Chunk): void {
    this.counts.hits++;
    chunk.wasRead = true;
    this.#chunks.delete(chunk);
    this.#chunks.add(chunk);
  }

  drop(chunk: Chunk): void {
    if (!this.#chunks.delete(chunk)) return;
    this.used -= chunk.memory.length;
    chunk.onDrop();
    let lent = chunk.segments.length;
    const onFree = () => {
      if (--lent === 0 && chunk.memory.length === READ_BYTES && this.#spare.length < MAX_SPARE) {
        this.#spare.push(chunk.memory);
      }
    };
    for (const segment of chunk.segments) segment.retire(onFree);
  }
}
