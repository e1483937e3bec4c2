import { StorageFailed } from "../../errors.js";
import type { ColdPart } from "../log/cold-part.js";
import { Segment } from "../log/segment.js";
import type { Chunk, ColdCache } from "./cold-cache.js";
import type { LoadedBlock, StoredLog, StoredSegment } from "./stored-log.js";

/** How many chunks are read before they are asked for. */
const READ_AHEAD_CHUNKS = 2;

/** What a partition tells of itself to whoever keeps its journal and its files. */
export interface ColdLogOwner {
  startMoved(log: ColdLog, offset: number): void;
}

/** The segment files of a partition and what of them is in memory, as its log uses them. */
export class ColdLog implements ColdPart {
  readonly topicNumber: number;
  readonly partition: number;
  readonly stored: StoredLog;
  readonly #cache: ColdCache;
  readonly #owner: ColdLogOwner;
  /** In the order of their offsets. */
  readonly #chunks: Chunk[] = [];
  #loading: Promise<void> | undefined;
  #isClosed = false;
  #startOffset = 0;
  flushedOffset = 0;

  constructor(topicNumber: number, partition: number, stored: StoredLog, cache: ColdCache, owner: ColdLogOwner) {
    this.topicNumber = topicNumber;
    this.partition = partition;
    this.stored = stored;
    this.#cache = cache;
    this.#owner = owner;
    this.flushedOffset = stored.segments.at(-1)?.nextOffset ?? 0;
  }

  get segments(): readonly StoredSegment[] {
    return this.stored.segments;
  }

  at(offset: number): readonly Segment[] | undefined {
    const chunk = this.#chunkAt(offset);
    if (chunk === undefined) return undefined;
    this.#cache.touch(chunk);
    if (this.#loading === undefined) this.#readAhead(chunk);
    return chunk.segments;
  }

  /** One read of a partition at a time: readers at the same place share it. */
  async load(offset: number): Promise<void> {
    while (this.#loading !== undefined) await this.#loading;
    if (this.#chunkAt(offset) !== undefined || this.#isClosed) return;
    const loading = this.#load(offset);
    this.#loading = loading.then(
      () => {},
      () => {},
    );
    try {
      await loading;
    } catch (error) {
      // Its reader finds out that it was removed meanwhile.
      if (offset >= this.#startOffset && !this.#isClosed) throw new StorageFailed(error as Error);
    } finally {
      this.#loading = undefined;
    }
  }

  mayHave(timestampMs: number): boolean {
    return this.stored.segments.some(({ latestMs }) => latestMs >= timestampMs);
  }

  async find(timestampMs: number, from: number): Promise<number | undefined> {
    try {
      let next = await this.stored.find(timestampMs, from);
      while (next !== undefined) {
        const offset = next;
        const memory = { bytes: Buffer.alloc(0) };
        const blocks = await this.stored.read(offset, (bytes) => {
          memory.bytes = Buffer.allocUnsafeSlow(bytes);
          return memory.bytes;
        });
        for (const block of blocks) {
          const found = segmentOf(block).find(timestampMs, from);
          if (found !== undefined) return found;
        }
        const last = blocks.at(-1);
        if (last === undefined) return undefined;
        next = await this.stored.find(timestampMs, last.nextOffset);
      }
      return undefined;
    } catch (error) {
      throw new StorageFailed(error as Error);
    }
  }

  startMoved(offset: number): void {
    for (const chunk of this.#chunks.filter(({ nextOffset }) => nextOffset <= offset)) this.#cache.drop(chunk);
    this.#startOffset = offset;
    this.flushedOffset = Math.max(this.flushedOffset, offset);
    this.#owner.startMoved(this, offset);
  }

  close(): void {
    this.#isClosed = true;
    for (const chunk of [...this.#chunks]) this.#cache.drop(chunk);
  }

  #chunkAt(offset: number): Chunk | undefined {
    return this.#chunks.find(({ baseOffset, nextOffset }) => baseOffset <= offset && offset < nextOffset);
  }

  /** Reads what follows while this is sent. */
  #readAhead(chunk: Chunk): void {
    let next = chunk.nextOffset;
    for (let ahead = 0; ahead < READ_AHEAD_CHUNKS && next < this.flushedOffset; ahead++) {
      const following = this.#chunkAt(next);
      if (following === undefined) {
        this.load(next).catch(() => {});
        return;
      }
      next = following.nextOffset;
    }
  }

  async #load(offset: number): Promise<void> {
    const leave = await this.#cache.enter();
    try {
      let memory: Buffer | undefined;
      const blocks = await this.stored.read(offset, (bytes) => {
        memory = this.#cache.allocate(bytes);
        return memory.subarray(0, bytes);
      });
      const [first] = blocks;
      if (memory === undefined || first === undefined || this.#isClosed) return;
      const chunk: Chunk = {
        baseOffset: first.baseOffset,
        nextOffset: blocks.at(-1)!.nextOffset,
        segments: blocks.map(segmentOf),
        memory,
        wasRead: false,
        onDrop: () => {
          this.#chunks.splice(this.#chunks.indexOf(chunk), 1);
        },
      };
      this.#chunks.push(chunk);
      this.#cache.add(chunk);
    } finally {
      leave();
    }
  }
}

function segmentOf({ baseOffset, count, latestMs, bytes }: LoadedBlock): Segment {
  const segment = new Segment(baseOffset, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  segment.adopt(bytes.length, count, latestMs);
  return segment;
}
