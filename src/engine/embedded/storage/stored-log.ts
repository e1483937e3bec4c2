import { crc32 } from "node:zlib";
import { BLOCK_HEAD_BYTES, type BlockHead, BlockKind, decodeBlockHead, encodeBlockHead } from "./block.js";
import { Damaged } from "./errors.js";
import type { Storage, StorageFile } from "./storage.js";

/** One segment file, as the snapshot names it. */
export interface StoredSegment {
  readonly baseOffset: number;
  readonly nextOffset: number;
  /** Bytes of the file that count, and of the entries in it. */
  readonly bytes: number;
  readonly entryBytes: number;
  /** An upper bound of the records' timestamps, and one of its first block's. Unix milliseconds. */
  readonly latestMs: number;
  readonly firstMs: number;
}

/** Records that go to a segment file as one block. */
export interface Piece {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly count: number;
  readonly latestMs: number;
  readonly bytes: Uint8Array;
}

/** A block that was read and checked. */
export interface LoadedBlock {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly count: number;
  readonly latestMs: number;
  /** A view of what was read into. */
  readonly bytes: Uint8Array;
}

interface BlockPlace extends BlockHead {
  readonly position: number;
}

interface Segment extends StoredSegment {
  nextOffset: number;
  bytes: number;
  entryBytes: number;
  latestMs: number;
  /** Bytes that are in the file, and may not be synced yet. */
  written: number;
  writtenEntries: number;
  writtenTo: number;
  /** Its blocks, as far as they are known: all up to `indexed`. */
  readonly blocks: BlockPlace[];
  indexed: number;
}

/** The size from which the next block goes to a new file. */
export interface SegmentBounds {
  readonly maxBytes: number;
  /** Milliseconds between the first record of a file and the first of the next one; -1: any. */
  readonly maxSpanMs: number;
}

/** Bytes that are read at once, at least where that many are there. */
export const READ_BYTES = 1024 * 1024;
/** Bytes that are read to look for heads alone; it grows where blocks are small. */
const MIN_INDEX_READ_BYTES = 4096;

/** The part of a partition that is in segment files. */
export class StoredLog {
  readonly folder: string;
  readonly #storage: Storage;
  #segments: Segment[];
  #isMade = false;
  #active: { readonly segment: Segment; readonly file: StorageFile } | undefined;
  #isNameNew = false;

  /** @param segments what the snapshot says is there */
  constructor(storage: Storage, folder: string, segments: readonly StoredSegment[] = []) {
    this.#storage = storage;
    this.folder = folder;
    this.#isMade = segments.length > 0;
    this.#segments = segments.map((segment) => ({
      ...segment,
      written: segment.bytes,
      writtenEntries: segment.entryBytes,
      writtenTo: segment.nextOffset,
      blocks: [],
      indexed: 0,
    }));
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  /** The first offset that is in a file. */
  get startOffset(): number | undefined {
    return this.#segments[0]?.baseOffset;
  }

  /** Bytes of all files. */
  get bytes(): number {
    let bytes = 0;
    for (const segment of this.#segments) bytes += segment.written;
    return bytes;
  }

  /** The files, from the first on; of the one that is written to, what is on disk. */
  get segments(): readonly StoredSegment[] {
    return this.#segments;
  }

  /** Writes a block behind the last one. It counts once {@link sync} has resolved. */
  async append(piece: Piece, bounds: SegmentBounds): Promise<void> {
    const { segment, file } = await this.#openActive(piece, bounds);
    const head = encodeBlockHead({ ...piece, kind: BlockKind.entries }, piece.bytes);
    await file.write(head, segment.written);
    await file.write(piece.bytes, segment.written + BLOCK_HEAD_BYTES);
    if (segment.indexed === segment.written) {
      segment.blocks.push({ ...(decodeBlockHead(head, 0) as BlockHead), position: segment.written });
      segment.indexed += BLOCK_HEAD_BYTES + piece.bytes.length;
    }
    segment.written += BLOCK_HEAD_BYTES + piece.bytes.length;
    segment.writtenEntries += piece.bytes.length;
    segment.writtenTo = piece.nextOffset;
    segment.latestMs = Math.max(segment.latestMs, piece.latestMs);
  }

  /** Makes what was appended durable. */
  async sync(): Promise<void> {
    const active = this.#active;
    if (active === undefined) return;
    const { written, writtenEntries, writtenTo } = active.segment;
    await active.file.sync();
    if (this.#isNameNew) await this.#storage.syncFolder(this.folder);
    this.#isNameNew = false;
    active.segment.bytes = written;
    active.segment.entryBytes = writtenEntries;
    active.segment.nextOffset = writtenTo;
  }

  /** Forgets what was appended and is not on disk, as a write of it has failed. */
  async rewind(): Promise<void> {
    const active = this.#active;
    if (active === undefined) return;
    const { segment, file } = active;
    // What it takes may be what is missing elsewhere.
    await file.truncate(segment.bytes).catch(() => {});
    await this.closeFile();
    segment.written = segment.bytes;
    segment.writtenEntries = segment.entryBytes;
    segment.writtenTo = segment.nextOffset;
    while ((segment.blocks.at(-1)?.position ?? -1) >= segment.bytes) segment.blocks.pop();
    segment.indexed = Math.min(segment.indexed, segment.bytes);
    if (segment.bytes === 0) this.#segments = this.#segments.filter((other) => other !== segment);
  }

  /** Lets go of the file that is written to; the next block opens it again. */
  async closeFile(): Promise<void> {
    const file = this.#active?.file;
    this.#active = undefined;
    await file?.close();
  }

  /** The blocks from the one that holds `offset` on, as many as are read at once. None: nothing of it is in a file. */
  async read(offset: number, into: (bytes: number) => Uint8Array): Promise<readonly LoadedBlock[]> {
    const segment = this.#segmentOf(offset);
    if (segment === undefined) return [];
    const path = this.#path(segment);
    const file = await this.#storage.open(path);
    try {
      const block = await this.#find(segment, file, ({ nextOffset }) => nextOffset > offset);
      if (block === undefined) return [];
      const least = BLOCK_HEAD_BYTES + block.bytes;
      const bytes = into(Math.min(Math.max(least, READ_BYTES), segment.bytes - block.position));
      const read = await file.read(bytes, block.position);
      return blocksIn(bytes.subarray(0, read), path, block.position);
    } finally {
      await file.close();
    }
  }

  /** Reads every block of every file. @throws {Damaged} at the first that is damaged */
  async *blocks(): AsyncGenerator<LoadedBlock, void, undefined> {
    for (const { baseOffset, nextOffset } of [...this.#segments]) {
      for (let offset = baseOffset; offset < nextOffset; ) {
        const blocks = await this.read(offset, (bytes) => new Uint8Array(bytes));
        yield* blocks;
        const end = blocks.at(-1)?.nextOffset ?? nextOffset;
        if (end <= offset) break;
        offset = end;
      }
    }
  }

  /** The first offset of a block that may have a record as late as this; `undefined`: none is. */
  async find(timestampMs: number, from: number): Promise<number | undefined> {
    for (const segment of [...this.#segments]) {
      if (segment.nextOffset <= from || segment.latestMs < timestampMs || segment.bytes === 0) continue;
      const file = await this.#storage.open(this.#path(segment));
      try {
        const isIt = ({ latestMs, nextOffset }: BlockPlace) => latestMs >= timestampMs && nextOffset > from;
        const block = await this.#find(segment, file, isIt);
        if (block !== undefined) return Math.max(from, block.baseOffset);
      } finally {
        await file.close();
      }
    }
    return undefined;
  }

  /** Forgets the files that hold nothing from `offset` on. They are still there. */
  removeBefore(offset: number): { readonly path: string; readonly bytes: number }[] {
    const removed: { path: string; bytes: number }[] = [];
    while (this.#segments.length > 0 && this.#segments[0] !== this.#active?.segment) {
      const segment = this.#segments[0]!;
      if (Math.max(segment.nextOffset, segment.writtenTo) > offset) break;
      removed.push({ path: this.#path(segment), bytes: segment.written });
      this.#segments.shift();
    }
    return removed;
  }

  /** Cuts the last file to what counts, as a start does: what is behind that is in the journal too. */
  async cut(): Promise<void> {
    const last = this.#segments.at(-1);
    if (last === undefined) return;
    const path = this.#path(last);
    const file = await this.#storage.open(path);
    try {
      const bytes = await file.size();
      if (bytes < last.bytes) throw new Damaged(path, bytes, `the file ends here, and had ${last.bytes} bytes`);
      if (bytes > last.bytes) await file.truncate(last.bytes);
    } finally {
      await file.close();
    }
  }

  #path({ baseOffset }: StoredSegment): string {
    return `${this.folder}/${String(baseOffset).padStart(20, "0")}.log`;
  }

  async #openActive(piece: Piece, { maxBytes, maxSpanMs }: SegmentBounds) {
    const last = this.#segments.at(-1);
    const isFull =
      last === undefined ||
      last.written >= maxBytes ||
      (maxSpanMs >= 0 && piece.latestMs - last.firstMs > maxSpanMs) ||
      last.writtenTo !== piece.baseOffset;
    if (!isFull && this.#active?.segment === last) return this.#active;
    if (this.#active !== undefined) {
      await this.sync();
      await this.closeFile();
    }
    if (!isFull) {
      this.#active = { segment: last, file: await this.#storage.open(this.#path(last)) };
      return this.#active;
    }
    if (!this.#isMade) await this.#storage.makeFolder(this.folder);
    this.#isMade = true;
    const segment: Segment = {
      baseOffset: piece.baseOffset,
      nextOffset: piece.baseOffset,
      writtenTo: piece.baseOffset,
      bytes: 0,
      entryBytes: 0,
      written: 0,
      writtenEntries: 0,
      latestMs: piece.latestMs,
      firstMs: piece.latestMs,
      blocks: [],
      indexed: 0,
    };
    // What a life before this one left of that name counts for nothing.
    await this.#storage.remove(this.#path(segment));
    this.#active = { segment, file: await this.#storage.create(this.#path(segment)) };
    this.#isNameNew = true;
    this.#segments.push(segment);
    return this.#active;
  }

  #segmentOf(offset: number): Segment | undefined {
    return this.#segments.find(({ nextOffset }) => nextOffset > offset);
  }

  /** Looks through the heads of a file, and remembers those that it reads. */
  async #find(
    segment: Segment,
    file: StorageFile,
    isIt: (block: BlockPlace) => boolean,
  ): Promise<BlockPlace | undefined> {
    const known = segment.blocks.find(isIt);
    if (known !== undefined) return known;
    let window = MIN_INDEX_READ_BYTES;
    while (segment.indexed < segment.bytes) {
      const at = segment.indexed;
      const bytes = new Uint8Array(Math.min(window, segment.bytes - at));
      await file.read(bytes, at);
      let found: BlockPlace | undefined;
      let pos = 0;
      let heads = 0;
      while (pos + BLOCK_HEAD_BYTES <= bytes.length) {
        const head = decodeBlockHead(bytes, pos);
        if (head === undefined) throw new Damaged(this.#path(segment), at + pos, "this is no head of a block");
        const place = { ...head, position: at + pos };
        if (segment.indexed === place.position) {
          segment.blocks.push(place);
          segment.indexed += BLOCK_HEAD_BYTES + head.bytes;
        }
        if (found === undefined && isIt(place)) found = place;
        pos += BLOCK_HEAD_BYTES + head.bytes;
        heads++;
      }
      if (found !== undefined) return found;
      if (heads === 0) throw new Damaged(this.#path(segment), at, "the file ends within the head of a block");
      if (heads > 4) window = Math.min(2 * window, READ_BYTES);
    }
    return undefined;
  }
}

/** Checks the blocks that are whole in what was read. @throws {Damaged} */
function blocksIn(bytes: Uint8Array, path: string, position: number): LoadedBlock[] {
  const blocks: LoadedBlock[] = [];
  for (let at = 0; at + BLOCK_HEAD_BYTES <= bytes.length; ) {
    const head = decodeBlockHead(bytes, at);
    if (head === undefined) throw new Damaged(path, position + at, "this is no head of a block");
    const start = at + BLOCK_HEAD_BYTES;
    const end = start + head.bytes;
    if (end > bytes.length) {
      if (blocks.length === 0) throw new Damaged(path, position + at, "the file ends within a block");
      break;
    }
    const content = bytes.subarray(start, end);
    if (crc32(content) !== head.crc) throw new Damaged(path, position + start, "the checksum of this block is wrong");
    if (head.kind !== BlockKind.entries) {
      throw new Damaged(path, position + at + 4, `a block of kind ${head.kind} is not known to this version`);
    }
    const { baseOffset, nextOffset, count, latestMs } = head;
    blocks.push({ baseOffset, nextOffset, count, latestMs, bytes: content });
    at = end;
  }
  return blocks;
}
