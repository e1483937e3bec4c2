import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import {
  ENTRIES_HEAD_BYTES,
  type EntriesPart,
  FRAME_HEAD_BYTES,
  frameLength,
  type JournalPart,
  PART_HEAD_BYTES,
  writeChangeHead,
  writeEntriesHead,
  writeFrameHead,
} from "./frame.js";
import { beginFile, createSpare, FILE_HEAD_BYTES, JOURNAL, type JournalFile, journalPath } from "./journal-files.js";
import { type JournalProgress, recoverJournal } from "./recover-journal.js";
import { isDiskFull, type JournalWriter, type Storage, type StorageFile } from "./storage.js";

/** When what was written is made durable without anybody waiting for it. */
export type FsyncPolicy =
  | { readonly when: "always" | "never" }
  | { readonly when: "interval"; readonly intervalMs: number };

export interface JournalOptions {
  readonly fsync: FsyncPolicy;
  /** Bytes of one file: more than any frame takes. */
  readonly fileBytes: number;
  /** Files that there may be, those that wait to be used included; at least 2. */
  readonly maxFiles: number;
  /** Called once, when a write or a sync has failed: nothing is durable any more from then on. */
  readonly onFailure: (error: Error) => void;
  /** Called whenever frames were written, or there is more room. */
  readonly onAdvance?: () => void;
  readonly onProgress?: (progress: JournalProgress) => void;
}

/** Figures since the start, for metrics. */
export interface JournalCounts {
  /** Bytes of frames. */
  bytes: number;
  frames: number;
  /** Writes, each of all frames that waited. */
  groups: number;
  syncs: number;
  /** Milliseconds that the last write took, its sync included. */
  lastGroupMs: number;
}

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/** Frames that are written together. */
interface Group {
  memory: Uint8Array;
  view: DataView;
  used: number;
  firstLsn: number;
  sync: boolean;
  /** Whether it has to be on disk some time. A mark need not. */
  isChange: boolean;
  /** Whether its first frame starts the next file. */
  readonly startsFile: boolean;
  readonly waiters: Waiter[];
}

const GROUP_BYTES = 1024 * 1024;
/** Larger memory of a group is not kept for the next one. */
const MAX_KEPT_GROUP_BYTES = 8 * GROUP_BYTES;

/** How long after the last sync a mark says what is on disk, if no frame does. */
const MARK_DELAY_MS = 100;

/**
 * The log of everything that changes, in the order in which it changed. One request is one frame, whole or absent after a
 * crash; frames that wait together are written and synced together.
 *
 * A frame is built by {@link entries} and {@link change} and ended by {@link commit}, all in one turn of the event loop.
 * Commits resolve in their order.
 */
export class Journal {
  readonly #storage: Storage;
  readonly #options: JournalOptions;
  readonly #writer: JournalWriter;
  #files: JournalFile[];
  readonly #spares: string[];
  #file: StorageFile;
  /** Where frames that are made now go: the file may have to be begun yet. */
  #fileStart: number;
  /** What the file that is written to starts with. */
  #writtenFileStart: number;
  /** The next frame's lsn. */
  #end: number;
  #written: number;
  #synced: number;
  readonly #queue: Group[] = [];
  /** The last one of the queue, as long as frames may be added to it. */
  #gathering: Group | undefined;
  readonly #spareGroups: Uint8Array[] = [];
  #frameAt = -1;
  #parts = 0;
  #running: Promise<void> | undefined;
  #isDue = false;
  #preparing: Promise<void> | undefined;
  #filesToCome = 0;
  #failed: Error | undefined;
  #closed = false;
  #fsyncTimer: NodeJS.Timeout | undefined;
  #markTimer: NodeJS.Timeout | undefined;
  #isDiskFull = false;
  readonly counts: JournalCounts = { bytes: 0, frames: 0, groups: 0, syncs: 0, lastGroupMs: 0 };

  private constructor(
    storage: Storage,
    options: JournalOptions,
    state: { files: JournalFile[]; spares: string[]; end: number; file: StorageFile },
  ) {
    this.#storage = storage;
    this.#options = options;
    this.#files = state.files;
    this.#spares = state.spares;
    this.#file = state.file;
    this.#fileStart = state.files.at(-1)!.firstLsn;
    this.#writtenFileStart = this.#fileStart;
    this.#end = state.end;
    this.#written = state.end;
    this.#synced = state.end;
    this.#writer = storage.startWriter();
  }

  /**
   * Reads the journal, applies what is in it from `from` on, and goes on behind it.
   *
   * @param from the snapshot's lsn
   * @throws {Damaged}
   */
  static async open(
    storage: Storage,
    options: JournalOptions,
    from: number,
    apply: (part: JournalPart) => void,
  ): Promise<Journal> {
    await storage.makeFolder(JOURNAL);
    const { files: found, spares, end } = await recoverJournal(storage, from, apply, options.onProgress);
    const files = [...found];
    const usable = await keepUsable(storage, spares, options.fileBytes);
    const last = files.at(-1);
    let file: StorageFile;
    if (last === undefined) {
      let spare = usable.shift();
      if (spare === undefined) {
        spare = `${JOURNAL}/first.spare`;
        await createSpare(storage, spare, options.fileBytes);
      }
      file = await beginFile(storage, spare, end);
      files.push({ path: journalPath(end), firstLsn: end, bytes: options.fileBytes });
    } else {
      file = await storage.open(last.path);
      // What is read from now on may not be taken back by the loss of power.
      await file.sync();
    }
    const journal = new Journal(storage, options, { files, spares: usable, end, file });
    journal.#prepareSpare();
    return journal;
  }

  /** The lsn of the next frame. */
  get end(): number {
    return this.#end;
  }

  /** Everything before it is on disk. */
  get synced(): number {
    return this.#synced;
  }

  /** Bytes of all files, those that wait to be used included. */
  get bytes(): number {
    let bytes = this.#spares.length * this.#options.fileBytes;
    for (const file of this.#files) bytes += file.bytes;
    return bytes;
  }

  /** Whether a frame is being built. */
  get isBuilding(): boolean {
    return this.#frameAt >= 0;
  }

  /** Bytes of frames that are made and not written yet. */
  get gathered(): number {
    return this.#end - this.#written;
  }

  /** The first lsn that is in the journal's files. */
  get start(): number {
    return this.#files[0]!.firstLsn;
  }

  /** Bytes of frames that there is room for in files that are there. */
  get room(): number {
    const last = this.#files.at(-1)!;
    const bytes = this.#fileStart === last.firstLsn ? last.bytes : this.#options.fileBytes;
    const inFile = bytes - FILE_HEAD_BYTES - (this.#end - this.#fileStart);
    return inFile + (this.#spares.length - this.#filesToCome) * (this.#options.fileBytes - FILE_HEAD_BYTES);
  }

  /** Why nothing is durable any more, once that is so. */
  get failed(): Error | undefined {
    return this.#failed;
  }

  /** Whether a file that the journal needs found no room. */
  get isDiskFull(): boolean {
    return this.#isDiskFull;
  }

  /** Adds records of one partition to the frame that is being built. Copies them. */
  entries(part: Omit<EntriesPart, "kind">): void {
    const { entries } = part;
    const at = this.#grow(PART_HEAD_BYTES + ENTRIES_HEAD_BYTES + entries.length);
    const group = this.#gathering!;
    writeEntriesHead(group.view, at, part);
    group.memory.set(entries, at + PART_HEAD_BYTES + ENTRIES_HEAD_BYTES);
  }

  /** Adds a change to the frame that is being built: anything that JSON can hold. */
  change(change: unknown): void {
    const text = Buffer.from(JSON.stringify(change));
    const at = this.#grow(PART_HEAD_BYTES + text.length);
    const group = this.#gathering!;
    writeChangeHead(group.view, at, text.length);
    group.memory.set(text, at + PART_HEAD_BYTES);
  }

  /**
   * Ends the frame.
   *
   * @param sync whether to wait for the disk under every policy
   * @returns resolves when the frame and all before it are as safe as the policy says, or on disk
   */
  commit(sync = false): Promise<void> {
    const group = this.#endFrame();
    if (sync || this.#options.fsync.when === "always") group.sync = true;
    group.isChange = true;
    return this.#wait(group);
  }

  /** Resolves when all that was committed is on disk. */
  sync(): Promise<void> {
    if (this.#synced === this.#end && this.#queue.length === 0) return Promise.resolve();
    const group = this.#gathering ?? this.#gather(false);
    group.sync = true;
    return this.#wait(group);
  }

  /** Lets go of the files that hold nothing from `lsn` on; they are used again. */
  async release(lsn: number): Promise<void> {
    while (this.#files.length > 1 && this.#files[1]!.firstLsn <= lsn) {
      const { path, bytes } = this.#files.shift()!;
      const isWanted = bytes === this.#options.fileBytes && this.#spares.length + 1 < this.#options.maxFiles;
      if (!isWanted) {
        await this.#storage.remove(path);
        continue;
      }
      const spare = newSpareName();
      await this.#storage.rename(path, spare);
      // The name must be gone before the head is that of another file.
      await this.#storage.syncFolder(JOURNAL);
      this.#spares.push(spare);
    }
    if (this.#spares.length > this.#filesToCome) this.#isDiskFull = false;
    this.#start();
    this.#options.onAdvance?.();
  }

  /** Tries once more to make a file that there was no room for. */
  retry(): void {
    this.#isDiskFull = false;
    this.#prepareSpare();
  }

  /** Writes and syncs what is left, then lets go of the files. */
  async close(): Promise<void> {
    clearTimeout(this.#fsyncTimer);
    clearTimeout(this.#markTimer);
    await this.#preparing;
    // Nobody was promised what waits for room that the disk doesn't have.
    if (this.#isDiskFull && this.#mustWaitForFile()) this.#fail(new Error("the disk is full"));
    if (this.#failed === undefined) {
      await this.sync();
      this.#mark();
      await this.sync();
    }
    this.#closed = true;
    clearTimeout(this.#fsyncTimer);
    clearTimeout(this.#markTimer);
    await this.#preparing;
    await this.#writer.close();
    await this.#file.close();
  }

  /** Makes room in the frame that is being built. @returns where in the group's memory */
  #grow(bytes: number): number {
    const group = this.#gathering ?? this.#gather(false);
    if (this.#frameAt < 0) {
      this.#frameAt = group.used;
      group.used += FRAME_HEAD_BYTES;
    }
    const at = group.used;
    // The padding of the frame's end included.
    this.#reserve(group, at + bytes + 8);
    group.used = at + bytes;
    this.#parts++;
    return at;
  }

  #reserve(group: Group, bytes: number): void {
    if (bytes <= group.memory.length) return;
    const { memory, view } = allocate(Math.max(bytes, 2 * group.memory.length));
    memory.set(group.memory.subarray(0, group.used));
    group.memory = memory;
    group.view = view;
  }

  #endFrame(): Group {
    if (this.#frameAt < 0) this.#frameAt = this.#beginEmptyFrame();
    const group = this.#gathering!;
    const at = this.#frameAt;
    const bodyBytes = group.used - at - FRAME_HEAD_BYTES;
    const length = frameLength(bodyBytes);
    const head = { bodyBytes, parts: this.#parts, lsn: this.#end, synced: this.#synced };
    writeFrameHead(group.view, at, head);
    group.used = at + length;
    this.#frameAt = -1;
    this.#parts = 0;
    const owner = this.#fits(length) ? group : this.#moveToNextFile(group, at);
    this.#end += length;
    // Not before, as a checkpoint gives files back meanwhile, and a new one costs as much as all that is in it.
    if (this.#end - this.#fileStart > this.#options.fileBytes / 2) this.#prepareSpare();
    this.counts.frames++;
    this.counts.bytes += length;
    return owner;
  }

  #beginEmptyFrame(): number {
    const group = this.#gathering ?? this.#gather(false);
    const at = group.used;
    this.#reserve(group, at + FRAME_HEAD_BYTES);
    group.used = at + FRAME_HEAD_BYTES;
    return at;
  }

  #fits(length: number): boolean {
    const last = this.#files.at(-1)!;
    const bytes = last.firstLsn === this.#fileStart ? last.bytes : this.#options.fileBytes;
    return this.#end - this.#fileStart + length <= bytes - FILE_HEAD_BYTES;
  }

  #moveToNextFile(from: Group, at: number): Group {
    const group = this.#gather(true);
    const frame = from.memory.subarray(at, from.used);
    this.#reserve(group, frame.length + 8);
    group.memory.set(frame);
    group.used = frame.length;
    from.used = at;
    this.#fileStart = this.#end;
    this.#filesToCome++;
    return group;
  }

  #gather(startsFile: boolean): Group {
    const memory = this.#spareGroups.pop();
    const { memory: bytes, view } = memory === undefined ? allocate(GROUP_BYTES) : { memory, view: viewOf(memory) };
    const group: Group = {
      memory: bytes,
      view,
      used: 0,
      firstLsn: this.#end,
      sync: false,
      isChange: false,
      startsFile,
      waiters: [],
    };
    this.#gathering = group;
    this.#queue.push(group);
    return group;
  }

  #wait(group: Group): Promise<void> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    return new Promise((resolve, reject) => {
      group.waiters.push({ resolve, reject });
      this.#start();
    });
  }

  /** At the end of the turn, so that all requests of one are one group. */
  #start(): void {
    if (this.#isDue || this.#running !== undefined || this.#queue.length === 0 || this.#failed !== undefined) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
        // What came while the last group was settled.
        if (!this.#mustWaitForFile()) this.#start();
      });
    });
  }

  #mustWaitForFile(): boolean {
    return this.#queue[0]?.startsFile === true && this.#spares.length === 0;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 && this.#failed === undefined) {
      // It goes on when there is a file: see #prepareSpare and release.
      if (this.#mustWaitForFile()) return this.#prepareSpare();
      const group = this.#queue.shift()!;
      if (group === this.#gathering) this.#gathering = undefined;
      try {
        if (group.startsFile) await this.#nextFile(group.firstLsn);
        await this.#write(group);
      } catch (error) {
        this.#fail(error as Error, group);
        return;
      }
      for (const { resolve } of group.waiters) resolve();
      this.#recycle(group);
      this.#options.onAdvance?.();
    }
  }

  async #write({ memory, used, firstLsn, sync, isChange }: Group): Promise<void> {
    const startedMs = performance.now();
    const position = FILE_HEAD_BYTES + firstLsn - this.#writtenFileStart;
    await this.#writer.write(this.#file, memory.subarray(0, used), position, sync);
    this.counts.lastGroupMs = performance.now() - startedMs;
    this.counts.groups++;
    this.#written = firstLsn + used;
    if (sync) {
      this.counts.syncs++;
      this.#synced = this.#written;
      this.#markLater();
    } else if (isChange) this.#syncLater();
  }

  async #nextFile(firstLsn: number): Promise<void> {
    // A file is followed by another only once all of it is on disk.
    await this.#writer.write(this.#file, new Uint8Array(0), 0, true);
    this.#synced = this.#written;
    const file = await beginFile(this.#storage, this.#spares.shift()!, firstLsn);
    await this.#file.close();
    this.#file = file;
    this.#filesToCome--;
    this.#writtenFileStart = firstLsn;
    this.#files.push({ path: journalPath(firstLsn), firstLsn, bytes: this.#options.fileBytes });
  }

  /** Makes a file for what comes, in the background. */
  #prepareSpare(): void {
    const { maxFiles, fileBytes } = this.#options;
    if (this.#spares.length > this.#filesToCome || this.#preparing !== undefined || this.#closed || this.#isDiskFull)
      return;
    if (this.#files.length >= maxFiles) return;
    const path = newSpareName();
    this.#preparing = createSpare(this.#storage, path, fileBytes)
      .then(() => {
        this.#spares.push(path);
      })
      .catch((error: Error) => {
        if (isDiskFull(error)) this.#isDiskFull = true;
        else this.#fail(error);
      })
      .finally(() => {
        this.#preparing = undefined;
        this.#start();
        this.#options.onAdvance?.();
      });
  }

  #recycle({ memory }: Group): void {
    if (memory.length <= MAX_KEPT_GROUP_BYTES && this.#spareGroups.length < 2) this.#spareGroups.push(memory);
  }

  #syncLater(): void {
    const { fsync } = this.#options;
    if (fsync.when !== "interval" || this.#fsyncTimer !== undefined) return;
    this.#fsyncTimer = setTimeout(() => {
      this.#fsyncTimer = undefined;
      if (!this.#closed) this.sync().catch(() => {});
    }, fsync.intervalMs).unref();
  }

  /** Under load each frame is a mark; without any, the last ones would not be known to have been on disk. */
  #markLater(): void {
    if (this.#markTimer !== undefined) this.#markTimer.refresh();
    else
      this.#markTimer = setTimeout(() => {
        this.#markTimer = undefined;
        if (!this.#closed && this.#failed === undefined && this.#synced === this.#end) this.#mark();
      }, MARK_DELAY_MS).unref();
  }

  /** Writes an empty frame, which says what is on disk. */
  #mark(): void {
    if (!this.#fits(FRAME_HEAD_BYTES)) return;
    const group = this.#endFrame();
    this.#wait(group).catch(() => {});
  }

  #fail(error: Error, group?: Group): void {
    if (this.#failed !== undefined) return;
    this.#failed = error;
    for (const { waiters } of [...(group ? [group] : []), ...this.#queue]) {
      for (const { reject } of waiters) reject(error);
    }
    this.#queue.length = 0;
    this.#gathering = undefined;
    this.#options.onFailure(error);
  }
}

/** One that no life before this had. */
function newSpareName(): string {
  return `${JOURNAL}/${randomUUID()}.spare`;
}

/** Spare files of another size are of no use. */
async function keepUsable(storage: Storage, spares: readonly string[], fileBytes: number): Promise<string[]> {
  const usable: string[] = [];
  for (const path of spares) {
    const file = await storage.open(path);
    const bytes = await file.size();
    await file.close();
    if (bytes === fileBytes) usable.push(path);
    else await storage.remove(path);
  }
  return usable;
}

/** Memory that the writer's thread sees without a copy. */
function allocate(bytes: number): { memory: Uint8Array; view: DataView } {
  const memory = new Uint8Array(new SharedArrayBuffer(bytes));
  return { memory, view: viewOf(memory) };
}

function viewOf(memory: Uint8Array): DataView {
  return new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
}
