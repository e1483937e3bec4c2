import { DiskFull, StorageFailed } from "../../errors.js";
import type { PartitionLog } from "../log/partition-log.js";
import type { Change, SegmentLine, SnapshotHead, SnapshotLine, SnapshotTopic } from "./changes.js";
import { ColdCache } from "./cold-cache.js";
import { ColdLog, type ColdLogOwner } from "./cold-log.js";
import type { JournalPart } from "./frame.js";
import { type FsyncPolicy, Journal, type JournalCounts } from "./journal.js";
import type { JournalProgress } from "./recover-journal.js";
import { readSnapshot, writeSnapshot } from "./snapshot.js";
import { isDiskFull, type Storage } from "./storage.js";
import { type SegmentBounds, StoredLog, type StoredSegment } from "./stored-log.js";

export interface DiskOptions {
  readonly storage: Storage;
  readonly fsync: FsyncPolicy;
  /** Bytes of one file of the journal: more than any frame takes. */
  readonly journalFileBytes: number;
  /** Bytes that the logs keep in memory, beside what cold reads have. */
  readonly maxLogBytes: number;
  /** Bytes of segment files that cold reads have in memory. */
  readonly coldBytes: number;
  /** Bytes that all files may take. */
  readonly maxDiskBytes: number;
  /** Called once, when the disk has failed: nothing is acknowledged any more. */
  readonly onFailure: (error: Error) => void;
  readonly onProgress?: ((progress: JournalProgress) => void) | undefined;
  /** Called when the disk is found full, and when it has room again. */
  readonly onFull?: ((isFull: boolean) => void) | undefined;
}

/** What the disk asks of the engine whose state it keeps. */
export interface DiskClient {
  restoreTopic(topic: SnapshotTopic): void;
  apply(part: JournalPart): void;
  restoreGroup(line: Extract<SnapshotLine, { type: "group" }>): void;
  /** All topics and groups as they are, which may change while they are asked for. */
  snapshot(): Iterable<SnapshotLine>;
  /** How the segment files of a partition are to be cut; `undefined`: its topic is gone. */
  segmentBounds(cold: ColdLog): SegmentBounds | undefined;
  /** Removes what retention allows to go. */
  retain(): void;
}

/** Figures since the start, for metrics. */
export interface DiskCounts {
  readonly journal: JournalCounts;
  readonly cache: ColdCache["counts"];
  readonly checkpoints: number;
  readonly lastCheckpointMs: number;
  /** Bytes in the journal that no segment file has yet. */
  readonly backlogBytes: number;
  readonly segmentBytes: number;
  readonly journalFileBytes: number;
}

const BLOCK_BYTES = 256 * 1024;
/** Bytes that are written to segment files between two syncs of them, so that none takes long. */
const SYNC_BYTES = 4 * 1024 * 1024;
const MAX_JOURNAL_FILES = 4;
/** Bytes of frames that may wait for the writer. */
const MAX_GATHERED_BYTES = 16 * 1024 * 1024;
/** How often it is tried again while the disk is full. Milliseconds. */
const RETRY_MS = 1000;
const TOPICS = "topics";

/**
 * Everything that is kept on disk: the journal, the segment files and the snapshot, and when what goes from one to the other.
 *
 * What changes goes to the journal first. A checkpoint writes the records that only the journal has to segment files, then a
 * snapshot, and lets the journal's files go that hold nothing else.
 */
export class Disk implements ColdLogOwner {
  readonly #storage: Storage;
  readonly #options: DiskOptions;
  readonly #client: DiskClient;
  readonly #cache: ColdCache;
  #journal!: Journal;
  /** Where the last checkpoint began: all before it is in segment files and in the snapshot. */
  #checkpointLsn = 0;
  #nextTopic = 1;
  /** What has records that no segment file has. */
  #dirty = new Map<ColdLog, PartitionLog>();
  /** What may have memory that {@link evict} can have, the one first that was flushed the longest ago. */
  readonly #flushed = new Set<PartitionLog>();
  #checkpointing: Promise<void> | undefined;
  /** What is to be removed once the journal is on disk up to this lsn. */
  readonly #garbage: { readonly lsn: number; readonly path: string }[] = [];
  readonly #waiting: { readonly bytes: number; resolve(): void; reject(error: Error): void }[] = [];
  #segmentBytes = 0;
  #isFull = false;
  #isClosed = false;
  #isRecovering = true;
  #commitIsDue = false;
  #retryTimer: NodeJS.Timeout | undefined;
  #failed: StorageFailed | undefined;
  #checkpoints = 0;
  #lastCheckpointMs = 0;

  private constructor(options: DiskOptions, client: DiskClient) {
    this.#storage = options.storage;
    this.#options = options;
    this.#client = client;
    this.#cache = new ColdCache(options.coldBytes);
  }

  /** Reads what is there and gives it to `client`. @throws {Damaged} */
  static async open(options: DiskOptions, makeClient: (disk: Disk) => DiskClient): Promise<Disk> {
    let client: DiskClient | undefined;
    const disk = new Disk(options, {
      restoreTopic: (topic) => client!.restoreTopic(topic),
      apply: (part) => client!.apply(part),
      restoreGroup: (group) => client!.restoreGroup(group),
      snapshot: () => client!.snapshot(),
      segmentBounds: (cold) => client!.segmentBounds(cold),
      retain: () => client!.retain(),
    });
    client = makeClient(disk);
    await disk.#recover();
    return disk;
  }

  get counts(): DiskCounts {
    return {
      journal: this.#journal.counts,
      cache: this.#cache.counts,
      checkpoints: this.#checkpoints,
      lastCheckpointMs: this.#lastCheckpointMs,
      backlogBytes: this.#journal.end - this.#checkpointLsn,
      segmentBytes: this.#segmentBytes,
      journalFileBytes: this.#journal.bytes,
    };
  }

  /** Bytes of all files. */
  get usedBytes(): number {
    return this.#segmentBytes + this.#journal.bytes;
  }

  /** A number for a new topic, that no other has had. */
  takeTopicNumber(): number {
    return this.#nextTopic++;
  }

  /** The files of a partition. */
  coldLog(topicNumber: number, partition: number, segments: readonly SegmentLine[] = []): ColdLog {
    const stored = new StoredLog(this.#storage, `${TOPICS}/${topicNumber}/${partition}`, segments.map(toSegment));
    this.#segmentBytes += stored.bytes;
    return new ColdLog(topicNumber, partition, stored, this.#cache, this);
  }

  /**
   * Asks for room for a request. `undefined`: it has it, and is to go on in this turn of the event loop. Otherwise it resolves
   * when it is the request's turn, in the order in which they came.
   *
   * @param bytes about what the request will take
   * @throws {DiskFull} {@link StorageFailed}
   */
  admit(bytes: number): Promise<void> | undefined {
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#waiting.length === 0 && this.#hasRoom(bytes)) return undefined;
    if (this.#isFull) throw this.#diskFull();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
      this.#checkpointSoon();
    });
  }

  /** The same for a request without records, for which there is room for longer. @throws {DiskFull} */
  admitChange(): void {
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#journal.room < this.#options.journalFileBytes / 16) throw this.#diskFull();
  }

  /** Adds what was just written to a partition to the request's frame. */
  written(log: PartitionLog, baseOffset: number): void {
    const cold = log.cold as ColdLog;
    const { entries, latestMs } = log.lastWritten;
    this.#journal.entries({
      topicId: cold.topicNumber,
      partition: cold.partition,
      baseOffset,
      count: log.logEndOffset - baseOffset,
      latestMs,
      entries,
    });
    this.#dirty.set(cold, log);
  }

  /** Adds a change to the request's frame. */
  change(change: Change): void {
    this.#journal.change(change);
  }

  /** Adds a change that nobody waits for: to the frame that is being built, or to one of its own at the end of this turn. */
  note(change: Change): void {
    this.#journal.change(change);
    this.#commitSoon();
  }

  /**
   * Ends the request's frame.
   *
   * @param onDisk whether to wait for the disk whatever the policy is
   * @throws {StorageFailed}
   */
  async commit(onDisk = false): Promise<void> {
    const done = this.#journal.commit(onDisk);
    if (this.#journal.end - this.#checkpointLsn >= this.#checkpointBytes) this.#checkpointSoon();
    try {
      await done;
    } catch (error) {
      throw this.#failed ?? new StorageFailed(error as Error);
    }
  }

  /** Says that a partition has records that no segment file has, as a start finds them. */
  isDirty(log: PartitionLog): void {
    this.#dirty.set(log.cold as ColdLog, log);
  }

  /** Removes a topic's files, once its end is on disk. */
  topicDeleted(topicNumber: number, logs: readonly PartitionLog[]): void {
    for (const log of logs) {
      const { cold } = log;
      this.#dirty.delete(cold as ColdLog);
      this.#flushed.delete(log);
      this.#segmentBytes -= (cold as ColdLog).stored.bytes;
    }
    this.#garbage.push({ lsn: this.#isRecovering ? 0 : this.#journal.end, path: `${TOPICS}/${topicNumber}` });
    if (!this.#isRecovering) this.#collectSoon();
  }

  startMoved(cold: ColdLog, offset: number): void {
    const removed = cold.stored.removeBefore(offset);
    for (const { bytes } of removed) this.#segmentBytes -= bytes;
    if (this.#isRecovering) {
      for (const { path } of removed) this.#garbage.push({ lsn: 0, path });
      return;
    }
    this.note({ type: "log-start", at: [cold.topicNumber, cold.partition, offset] });
    for (const { path } of removed) this.#garbage.push({ lsn: this.#journal.end + 1, path });
  }

  /** Lets go of memory of what is in segment files too, of the partitions that were written to the longest ago first. */
  evict(isEnough: () => boolean): void {
    for (const log of this.#flushed) {
      if (isEnough()) return;
      log.evict(isEnough);
      if (!isEnough()) this.#flushed.delete(log);
    }
  }

  /** Writes all records to segment files, and a snapshot: then a start has nothing to read from the journal. */
  async checkpoint(): Promise<void> {
    while (this.#checkpointing !== undefined) await this.#checkpointing;
    this.#checkpointSoon();
    await this.#checkpointing;
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#isFull) throw this.#diskFull();
  }

  async close(): Promise<void> {
    clearTimeout(this.#retryTimer);
    if (this.#failed === undefined && !this.#isFull) await this.checkpoint().catch(() => {});
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    await this.#checkpointing;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#diskFull());
    await this.#journal.close().catch(() => {});
  }

  async #recover(): Promise<void> {
    const lines = (await readSnapshot(this.#storage)) as SnapshotLine[];
    const head = lines[0] as SnapshotHead | undefined;
    this.#nextTopic = head?.nextTopic ?? 1;
    this.#checkpointLsn = head?.lsn ?? 0;
    for (const line of lines.slice(1)) {
      if (line.type === "topic") this.#client.restoreTopic(line);
      else if (line.type === "group") this.#client.restoreGroup(line);
    }
    const { fsync, journalFileBytes, onProgress } = this.#options;
    this.#journal = await Journal.open(
      this.#storage,
      {
        fsync,
        fileBytes: journalFileBytes,
        maxFiles: MAX_JOURNAL_FILES,
        onFailure: (error) => this.#fail(error),
        onAdvance: () => this.#resumeWaiting(),
        ...(onProgress && { onProgress }),
      },
      this.#checkpointLsn,
      (part) => {
        if (part.kind === "change") {
          const change = part.change as Change;
          if (change.type === "topic") this.#nextTopic = Math.max(this.#nextTopic, change.number + 1);
        }
        this.#client.apply(part);
      },
    );
    this.#isRecovering = false;
    this.#collectSoon();
  }

  /** Removes the folders of topics that are no more: a life that ended before it could has left them. */
  async removeStrangers(topicNumbers: ReadonlySet<number>): Promise<void> {
    for (const name of await this.#storage.list(TOPICS)) {
      if (!topicNumbers.has(Number(name))) this.#garbage.push({ lsn: 0, path: `${TOPICS}/${name}` });
    }
    this.#collectSoon();
  }

  get #checkpointBytes(): number {
    return Math.min(this.#options.journalFileBytes, this.#options.maxLogBytes / 4);
  }

  #hasRoom(bytes: number): boolean {
    const { journalFileBytes, maxLogBytes, maxDiskBytes } = this.#options;
    const journal = this.#journal;
    if (this.#isFull) return false;
    if (journal.isDiskFull || this.usedBytes + bytes > maxDiskBytes) {
      this.#setFull(true);
      return false;
    }
    if (journal.gathered + bytes > Math.max(MAX_GATHERED_BYTES, 2 * bytes)) return false;
    if (journal.end - this.#checkpointLsn > maxLogBytes / 2) return false;
    // The rest is for commits and deletes.
    return journal.room - bytes > journalFileBytes / 4;
  }

  #resumeWaiting(): void {
    while (this.#waiting.length > 0 && this.#failed === undefined) {
      const { bytes, resolve, reject } = this.#waiting[0]!;
      if (this.#hasRoom(bytes)) resolve();
      else if (this.#isFull) reject(this.#diskFull());
      else return;
      this.#waiting.shift();
    }
  }

  #commitSoon(): void {
    if (this.#commitIsDue) return;
    this.#commitIsDue = true;
    // In a request's frame if there is one, which ends in this turn.
    queueMicrotask(() => {
      this.#commitIsDue = false;
      if (this.#journal.isBuilding) this.commit().catch(() => {});
      this.#collectSoon();
    });
  }

  #checkpointSoon(): void {
    if (this.#checkpointing !== undefined || this.#isClosed || this.#failed !== undefined) return;
    this.#checkpointing = this.#runCheckpoint().finally(() => {
      this.#checkpointing = undefined;
      this.#resumeWaiting();
      this.#collectSoon();
    });
  }

  async #runCheckpoint(): Promise<void> {
    const startedMs = performance.now();
    const dirty = this.#dirty;
    this.#dirty = new Map();
    try {
      await this.#collect();
      const lsn = this.#journal.end;
      for (const [cold, log] of dirty) {
        await this.#flush(cold, log);
        dirty.delete(cold);
      }
      await writeSnapshot(this.#storage, this.#snapshot(lsn), () => this.#journal.sync());
      this.#checkpointLsn = lsn;
      await this.#journal.release(lsn);
      await this.#collect();
      this.#setFull(this.usedBytes > this.#options.maxDiskBytes);
      this.#checkpoints++;
      this.#lastCheckpointMs = performance.now() - startedMs;
    } catch (error) {
      for (const [cold, log] of dirty) this.#dirty.set(cold, log);
      if (isDiskFull(error)) this.#setFull(true);
      else if (this.#failed === undefined) this.#fail(error as Error);
    }
  }

  *#snapshot(lsn: number): Generator<SnapshotLine, void, undefined> {
    yield { type: "head", lsn, nextTopic: this.#nextTopic };
    yield* this.#client.snapshot();
  }

  async #flush(cold: ColdLog, log: PartitionLog): Promise<void> {
    try {
      await this.#flushAll(cold, log);
    } catch (error) {
      const before = cold.stored.bytes;
      await cold.stored.rewind();
      if (log.closed === undefined) this.#segmentBytes += cold.stored.bytes - before;
      throw error;
    }
  }

  /** Writes what a partition has in memory alone to its files, up to where it ends now. */
  async #flushAll(cold: ColdLog, log: PartitionLog): Promise<void> {
    const until = log.logEndOffset;
    const { stored } = cold;
    let next = cold.flushedOffset;
    let unsynced = 0;
    const sync = async () => {
      await stored.sync();
      cold.flushedOffset = Math.max(cold.flushedOffset, next);
      unsynced = 0;
    };
    while (next < until && log.closed === undefined) {
      const bounds = this.#client.segmentBounds(cold);
      const lent = log.lendEntries(Math.max(next, cold.flushedOffset), BLOCK_BYTES);
      if (lent === undefined || bounds === undefined) {
        lent?.release();
        break;
      }
      const before = stored.bytes;
      try {
        await stored.append(lent, bounds);
      } finally {
        lent.release();
      }
      if (log.closed === undefined) this.#segmentBytes += stored.bytes - before;
      next = lent.nextOffset;
      unsynced += lent.bytes.length;
      if (unsynced >= SYNC_BYTES) await sync();
    }
    await sync();
    await stored.closeFile();
    this.#flushed.delete(log);
    if (log.closed === undefined) this.#flushed.add(log);
    // What retention could not remove, as it was being written to.
    if (log.closed === undefined) {
      for (const { path, bytes } of stored.removeBefore(log.logStartOffset)) {
        this.#segmentBytes -= bytes;
        this.#garbage.push({ lsn: this.#journal.end, path });
      }
    }
  }

  #collectSoon(): void {
    if (this.#garbage.length === 0 || this.#checkpointing !== undefined || this.#isClosed) return;
    if (this.#failed !== undefined) return;
    this.#checkpointing = this.#collect()
      .catch((error: Error) => this.#fail(error))
      .finally(() => {
        this.#checkpointing = undefined;
        this.#resumeWaiting();
      });
  }

  /** Removes files that nothing on disk names any more. */
  async #collect(): Promise<void> {
    while (this.#garbage.length > 0 && !this.#isClosed) {
      const lsn = this.#garbage.reduce((most, garbage) => Math.max(most, garbage.lsn), 0);
      if (this.#journal.synced < Math.min(lsn, this.#journal.end)) await this.#journal.sync();
      for (const { path } of this.#garbage.splice(0)) await this.#storage.remove(path);
    }
  }

  #setFull(isFull: boolean): void {
    if (isFull && this.#retryTimer === undefined && !this.#isClosed) {
      this.#retryTimer = setTimeout(() => {
        this.#retryTimer = undefined;
        this.#retry();
      }, RETRY_MS).unref();
    }
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#options.onFull?.(isFull);
    this.#resumeWaiting();
  }

  #retry(): void {
    if (this.#isClosed || this.#failed !== undefined) return;
    this.#client.retain();
    // What a checkpoint needs comes first: it may free files of the journal.
    this.checkpoint()
      .catch(() => {})
      .finally(() => {
        this.#journal.retry();
        if (this.#isFull) this.#setFull(true);
      });
  }

  #diskFull(): DiskFull {
    return new DiskFull(this.#options.maxDiskBytes);
  }

  #fail(error: Error): void {
    if (this.#failed !== undefined) return;
    this.#failed = new StorageFailed(error);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failed);
    this.#options.onFailure(error);
  }
}

function toSegment([baseOffset, nextOffset, bytes, entryBytes, latestMs, firstMs]: SegmentLine): StoredSegment {
  return { baseOffset, nextOffset, bytes, entryBytes, latestMs, firstMs };
}

/** A partition's files as the snapshot names them. */
export function segmentLines(cold: ColdLog): SegmentLine[] {
  return cold.stored.segments
    .filter(({ bytes }) => bytes > 0)
    .map(({ baseOffset, nextOffset, bytes, entryBytes, latestMs, firstMs }) => [
      baseOffset,
      nextOffset,
      bytes,
      entryBytes,
      latestMs,
      firstMs,
    ]);
}
