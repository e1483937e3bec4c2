import { crc32 } from "node:zlib";
import { Damaged } from "./errors.js";
import { FRAME_MAGIC, type Frame, getUint64, readFrame, setUint64 } from "./frame.js";
import { isDiskFull, readWhole, type Storage, type StorageFile } from "./storage.js";

export const JOURNAL = "journal";

/** A page of its own, so that no write of a frame touches it. */
export const FILE_HEAD_BYTES = 4096;
const HEAD_MAGIC = 0x31414a48;
const JOURNAL_FORMAT = 1;

/** Bytes of zeros that are written at once. */
const ZEROS_BYTES = 1024 * 1024;
const zeros = new Uint8Array(ZEROS_BYTES);

/** One file of the journal: its frames start at this lsn and follow one another. */
export interface JournalFile {
  readonly path: string;
  readonly firstLsn: number;
  readonly bytes: number;
}

export function journalPath(firstLsn: number): string {
  return `${JOURNAL}/${firstLsn.toString(16).padStart(16, "0")}.wal`;
}

/** The files of the journal in their order, and those that wait to be used. */
export async function listJournal(storage: Storage): Promise<{ paths: string[]; spares: string[] }> {
  const names = [...(await storage.list(JOURNAL))].sort();
  return {
    paths: names.filter((name) => /^[0-9a-f]{16}\.wal$/.test(name)).map((name) => `${JOURNAL}/${name}`),
    spares: names.filter((name) => name.endsWith(".spare")).map((name) => `${JOURNAL}/${name}`),
  };
}

export function firstLsnOf(path: string): number {
  return Number.parseInt(path.slice(JOURNAL.length + 1, -".wal".length), 16);
}

/** Writes zeros, so that later writes change no file's size: a sync of those takes half the time, and can't lack room. */
export async function fillWithZeros(file: StorageFile, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += ZEROS_BYTES) {
    await file.write(zeros.subarray(0, Math.min(ZEROS_BYTES, to - at)), at);
  }
}

/** Creates a file of zeros. Where there is no room for it, nothing of it stays. */
export async function createSpare(storage: Storage, path: string, bytes: number): Promise<void> {
  const file = await storage.create(path);
  try {
    await fillWithZeros(file, 0, bytes);
    await file.sync();
  } catch (error) {
    if (isDiskFull(error)) await storage.remove(path);
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * Makes a spare file the journal's next one. The head is on disk before the file has its name, so a file with such a name and
 * no head is damaged.
 */
export async function beginFile(storage: Storage, spare: string, firstLsn: number): Promise<StorageFile> {
  const file = await storage.open(spare);
  await file.write(encodeHead(firstLsn), 0);
  await file.sync();
  await storage.rename(spare, journalPath(firstLsn));
  await storage.syncFolder(JOURNAL);
  return file;
}

function encodeHead(firstLsn: number): Uint8Array {
  const head = new Uint8Array(FILE_HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, HEAD_MAGIC, true);
  view.setUint32(4, JOURNAL_FORMAT, true);
  setUint64(view, 8, firstLsn);
  view.setUint32(16, crc32(head.subarray(0, 16)), true);
  return head;
}

/** What one file of the journal holds. */
export interface ReadFile extends JournalFile {
  readonly frames: readonly Frame[];
  /** Where the undamaged frames end. */
  readonly end: number;
  /** The largest lsn that any frame of the file, also behind its end, says was on disk. */
  readonly synced: number;
  /** Whole frames behind the end: what was written and not synced when the power went, or what follows damage. */
  readonly behind: readonly Frame[];
}

/**
 * Reads a file's frames.
 *
 * @param from the lsn of a frame: those before it are not read
 * @param before the lsn that the next file starts with
 * @throws {Damaged} for its head
 */
export async function readJournalFile(
  storage: Storage,
  path: string,
  from = 0,
  before = Number.POSITIVE_INFINITY,
): Promise<ReadFile> {
  const firstLsn = firstLsnOf(path);
  const skipped = Math.max(0, from - firstLsn);
  const { bytes, size } = await readFrames(storage, path, firstLsn, skipped);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  const frames: Frame[] = [];
  let at = 0;
  let synced = 0;
  const lsnAt = (position: number) => firstLsn + skipped + position;
  while (lsnAt(at) < before) {
    const frame = readFrame(bytes, view, at, lsnAt(at));
    if (frame === undefined) break;
    frames.push(frame);
    synced = Math.max(synced, frame.synced);
    at += frame.length;
  }
  const behind: Frame[] = [];
  for (let pos = nextMagic(bytes, at); pos >= 0; ) {
    const frame = readFrame(bytes, view, pos, lsnAt(pos));
    if (frame !== undefined) {
      behind.push(frame);
      synced = Math.max(synced, frame.synced);
    }
    pos = nextMagic(bytes, pos + (frame?.length ?? 8));
  }
  return { path, firstLsn, bytes: size, frames, end: lsnAt(at), synced, behind };
}

const magic = Buffer.alloc(4);
magic.writeUInt32LE(FRAME_MAGIC);

/** Where the next frame may start: frames are aligned to 8 bytes. */
function nextMagic(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(magic, from);
  while (at >= 0 && at % 8 !== 0) at = bytes.indexOf(magic, at + 1);
  return at;
}

function checkHead(path: string, bytes: Buffer, firstLsn: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== HEAD_MAGIC) throw new Damaged(path, 0, "this is no head of a journal file");
  if (crc32(bytes.subarray(0, 16)) !== view.getUint32(16, true)) {
    throw new Damaged(path, 0, "the checksum of its head is wrong");
  }
  const format = view.getUint32(4, true);
  if (format !== JOURNAL_FORMAT) throw new Damaged(path, 4, `its format is ${format}, and not ${JOURNAL_FORMAT}`);
  if (getUint64(view, 8) !== firstLsn) throw new Damaged(path, 8, "its head is that of another file");
}

/** All that stands behind the head and behind so many bytes of frames. */
async function readFrames(
  storage: Storage,
  path: string,
  firstLsn: number,
  skipped: number,
): Promise<{ bytes: Buffer; size: number }> {
  const file = await storage.open(path);
  try {
    const size = await file.size();
    const from = FILE_HEAD_BYTES + skipped;
    if (size < from) throw new Damaged(path, size, `the file ends here, and had ${from} bytes at least`);
    const head = Buffer.allocUnsafeSlow(FILE_HEAD_BYTES);
    await readWhole(file, head, 0);
    checkHead(path, head, firstLsn);
    const bytes = Buffer.allocUnsafeSlow(size - from);
    await readWhole(file, bytes, from);
    return { bytes, size };
  } finally {
    await file.close();
  }
}
