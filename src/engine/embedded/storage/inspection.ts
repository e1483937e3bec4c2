import type { Change, SegmentLine, SnapshotGroup, SnapshotHead, SnapshotLine, SnapshotTopic } from "./changes.js";
import { Damaged } from "./errors.js";
import { type Frame, partsOf } from "./frame.js";
import { FILE_HEAD_BYTES, fillWithZeros, firstLsnOf, listJournal, readJournalFile } from "./journal-files.js";
import { readJournal } from "./recover-journal.js";
import { readSnapshot } from "./snapshot.js";
import type { Storage } from "./storage.js";
import { StoredLog } from "./stored-log.js";

/** What a data directory holds. */
export interface Inspection {
  /** Where the journal's part begins that the snapshot does not have. */
  readonly snapshotLsn: number;
  readonly topics: readonly InspectedTopic[];
  readonly groups: readonly { readonly name: string; readonly offsets: number }[];
  readonly journal: readonly { readonly file: string; readonly bytes: number }[];
  /** What the journal has beyond the snapshot. */
  readonly tail: { readonly requests: number; readonly records: number; readonly changes: number };
  /** What is damaged; nothing else is. */
  readonly problems: readonly Damaged[];
}

export interface InspectedTopic {
  readonly topic: string;
  readonly folder: string;
  readonly partitions: readonly {
    readonly partition: number;
    readonly startOffset: number;
    /** Behind the last record in a segment file: the journal may have more. */
    readonly endOffset: number;
    readonly segments: number;
    readonly bytes: number;
  }[];
}

/**
 * Reads what a data directory holds, and changes nothing.
 *
 * @param checksSegments whether every block of every segment file is read too
 */
export async function inspect(storage: Storage, checksSegments: boolean): Promise<Inspection> {
  const problems: Damaged[] = [];
  const note = (error: unknown) => {
    if (!(error instanceof Damaged)) throw error;
    problems.push(error);
  };
  const lines = (await readSnapshot(storage).catch((error: unknown) => {
    note(error);
    return [];
  })) as SnapshotLine[];
  const snapshotLsn = (lines[0] as SnapshotHead | undefined)?.lsn ?? 0;
  const topics = lines.filter((line): line is SnapshotTopic => line.type === "topic");
  const groups = lines.filter((line): line is SnapshotGroup => line.type === "group");
  const tail = { requests: 0, records: 0, changes: 0 };
  const journal: { file: string; bytes: number }[] = [];
  try {
    for await (const file of readJournal(storage, snapshotLsn)) {
      journal.push({ file: file.path, bytes: file.bytes });
      if (!file.isRead) continue;
      for (const frame of file.frames) {
        // Those without parts are marks.
        if (frame.parts > 0) tail.requests++;
        for (const part of partsOf(frame)) {
          if (part.kind === "entries") tail.records += part.count;
          else if ((part.change as Change).type !== undefined) tail.changes++;
        }
      }
    }
  } catch (error) {
    note(error);
  }
  if (checksSegments) for (const topic of topics) await checkTopic(storage, topic).catch(note);
  return {
    snapshotLsn,
    topics: topics.map(describe),
    groups: groups.map(({ name, offsets }) => ({ name, offsets: offsets.length })),
    journal,
    tail,
    problems,
  };
}

async function checkTopic(storage: Storage, { number, partitions }: SnapshotTopic): Promise<void> {
  for (const [partition, { segments }] of partitions.entries()) {
    const log = new StoredLog(storage, folderOf(number, partition), segments.map(toSegment));
    for await (const _block of log.blocks());
  }
}

function describe({ number, name, partitions }: SnapshotTopic): InspectedTopic {
  return {
    topic: name,
    folder: `topics/${number}`,
    partitions: partitions.map(({ start, segments }, partition) => ({
      partition,
      startOffset: start,
      endOffset: segments.at(-1)?.[1] ?? start,
      segments: segments.length,
      bytes: segments.reduce((sum, [, , bytes]) => sum + bytes, 0),
    })),
  };
}

function folderOf(number: number, partition: number): string {
  return `topics/${number}/${partition}`;
}

function toSegment([baseOffset, nextOffset, bytes, entryBytes, latestMs, firstMs]: SegmentLine) {
  return { baseOffset, nextOffset, bytes, entryBytes, latestMs, firstMs };
}

function recordsIn(frame: Frame): number {
  let records = 0;
  for (const part of partsOf(frame)) if (part.kind === "entries") records += part.count;
  return records;
}

/** What a cut of the journal took away. */
export interface Cut {
  readonly file: string;
  readonly position: number;
  /** Whole requests behind the damage, and the records in them. What was damaged itself can't be counted. */
  readonly requests: number;
  readonly records: number;
}

/**
 * Cuts the journal where it is damaged, so that a broker can start: everything that changed after it is lost.
 *
 * @returns `undefined`: nothing is damaged
 * @throws {Damaged} for what a cut can't mend: the snapshot, or the head of a file that the snapshot needs
 */
export async function cutJournal(storage: Storage): Promise<Cut | undefined> {
  const lines = (await readSnapshot(storage)) as SnapshotLine[];
  const from = (lines[0] as SnapshotHead | undefined)?.lsn ?? 0;
  let damage: Damaged | undefined;
  try {
    for await (const _file of readJournal(storage, from));
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    damage = error;
  }
  if (damage === undefined) return undefined;

  const { paths } = await listJournal(storage);
  const { file: path, position } = damage;
  const index = paths.indexOf(path);
  if (index < 0 || position < FILE_HEAD_BYTES) throw damage;
  const lost = { requests: 0, records: 0 };
  const next = paths[index + 1];
  const damaged = await readJournalFile(storage, path, from, next === undefined ? undefined : firstLsnOf(next));
  const lose = (frames: readonly Frame[]) => {
    for (const frame of frames) {
      if (frame.parts > 0) lost.requests++;
      lost.records += recordsIn(frame);
    }
  };
  lose(damaged.behind);
  // Below the snapshot there is nothing to cut: what follows it has to begin there.
  if (damaged.end < from) throw damage;
  for (const later of paths.slice(index + 1)) {
    const { frames, behind } = await readJournalFile(storage, later).catch(() => ({ frames: [], behind: [] }));
    lose(frames);
    lose(behind);
  }
  // From the end on, so that a cut that is interrupted leaves damage, and not a journal that looks whole.
  for (const later of paths.slice(index + 1).reverse()) await storage.remove(later);
  await storage.syncFolder("journal");
  const handle = await storage.open(path);
  try {
    await fillWithZeros(handle, position, damaged.bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { file: path, position, ...lost };
}
