import { Damaged } from "./errors.js";
import type { JournalPart } from "./frame.js";
import { partsOf } from "./frame.js";
import {
  FILE_HEAD_BYTES,
  fillWithZeros,
  firstLsnOf,
  type JournalFile,
  journalPath,
  listJournal,
  type ReadFile,
  readJournalFile,
} from "./journal-files.js";
import type { Storage } from "./storage.js";

/** Frames that are applied before others may have their turn. */
const FRAMES_PER_TURN = 10_000;

export interface RecoveredJournal {
  readonly files: readonly JournalFile[];
  readonly spares: readonly string[];
  /** Where the next frame goes. */
  readonly end: number;
}

/** What a start finds in the journal, as it reads it. */
export interface JournalProgress {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Reads the journal and applies the parts of all frames from `from` on, in order.
 *
 * A frame that is not whole at the journal's end was promised to nobody, and is cut: with the power, any part of what was not
 * synced may go. That nobody was promised it is said by the marks: a frame made later knows what was on disk by then.
 *
 * @param from the snapshot's lsn: what is before it needs no journal
 * @throws {Damaged} where something is damaged that was on disk
 */
export async function recoverJournal(
  storage: Storage,
  from: number,
  apply: (part: JournalPart) => void,
  onProgress: (progress: JournalProgress) => void = () => {},
): Promise<RecoveredJournal> {
  const { spares } = await listJournal(storage);
  let end = from;
  const files: JournalFile[] = [];
  for await (const file of readJournal(storage, from)) {
    files.push({ path: file.path, firstLsn: file.firstLsn, bytes: file.bytes });
    if (!file.isRead) continue;
    if (file.isLast) await removeRemains(storage, file);
    await applyFrames(file, apply);
    onProgress({ file: file.path, bytes: file.bytes });
    end = file.end;
  }
  return { files, spares, end };
}

/** A file of which what is behind the snapshot was read, or one that is before it. */
export type JournalFileRead =
  | (ReadFile & { readonly isRead: true; readonly isLast: boolean })
  | (JournalFile & { readonly isRead: false });

/** Reads the journal from an lsn on, and changes nothing. @throws {Damaged} */
export async function* readJournal(storage: Storage, from: number): AsyncGenerator<JournalFileRead, void, undefined> {
  const { paths } = await listJournal(storage);
  if (paths.length === 0 && from > 0) throw missing(journalPath(from), from);
  for (const [index, path] of paths.entries()) {
    const next = paths[index + 1];
    const before = next === undefined ? undefined : firstLsnOf(next);
    if (index === 0 && firstLsnOf(path) > from) throw missing(path, from);
    if (before !== undefined && before <= from) {
      // It was to be used again when the last life ended.
      yield { ...(await unread(storage, path)), isRead: false };
      continue;
    }
    const file = await readJournalFile(storage, path, from, before);
    if (next === undefined) checkEnd(file, from);
    else if (file.end !== before) throw damaged(file, `${next} follows it at ${before}`);
    yield { ...file, isRead: true, isLast: next === undefined };
  }
}

async function unread(storage: Storage, path: string): Promise<JournalFile> {
  const file = await storage.open(path);
  try {
    return { path, firstLsn: firstLsnOf(path), bytes: await file.size() };
  } finally {
    await file.close();
  }
}

async function applyFrames({ frames }: ReadFile, apply: (part: JournalPart) => void): Promise<void> {
  for (const [index, frame] of frames.entries()) {
    for (const part of partsOf(frame)) apply(part);
    if (index % FRAMES_PER_TURN === FRAMES_PER_TURN - 1) await new Promise(setImmediate);
  }
}

function checkEnd(file: ReadFile, from: number): void {
  const synced = Math.max(file.synced, from);
  if (synced > file.end) throw damaged(file, `all before lsn ${synced} was on disk`);
}

/** Whole frames behind the end would count again once new ones reach them. */
async function removeRemains(storage: Storage, { path, firstLsn, end, behind }: ReadFile): Promise<void> {
  const last = behind.at(-1);
  if (last === undefined) return;
  const positionOf = (lsn: number) => FILE_HEAD_BYTES + lsn - firstLsn;
  const handle = await storage.open(path);
  try {
    await fillWithZeros(handle, positionOf(end), positionOf(last.lsn + last.length));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function damaged({ path, firstLsn, end }: ReadFile, fact: string): Damaged {
  const position = FILE_HEAD_BYTES + end - firstLsn;
  return new Damaged(path, position, `the frame at lsn ${end} is not what was written, and ${fact}`);
}

function missing(path: string, from: number): Damaged {
  return new Damaged(path, 0, `the journal has to start at lsn ${from} or before it, and what is there is missing`);
}
