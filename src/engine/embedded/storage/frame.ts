import { crc32 } from "node:zlib";

/**
 * One request in the journal: a head, then its parts. Little-endian, and its length is a multiple of 8.
 *
 *      0 u32 magic       4 u32 length        8 u32 CRC-32 of bytes 12 to length
 *     12 u32 body bytes 16 u32 parts        20 u32 unused, 0
 *     24 u64 lsn        32 u64 synced: all before this lsn was on disk when the frame was made
 *     40 parts: u32 kind, u32 bytes, then the part
 *
 * The lsn is the frame's position in a journal without end, so a frame of a file that is used again never counts.
 */
export const FRAME_HEAD_BYTES = 40;
export const PART_HEAD_BYTES = 8;

export const FRAME_MAGIC = 0x31465748;
const LENGTH_AT = 4;
const CRC_AT = 8;
/** Where what the CRC covers starts. */
const COVERED_FROM = 12;
const BODY_AT = 12;
const PARTS_AT = 16;
const LSN_AT = 24;
const SYNCED_AT = 32;

const ALIGNMENT = 8;

/**
 * A part of kind 1 holds records of one partition:
 *
 *      0 u32 topic   4 u32 partition   8 u64 base offset   16 u32 records   20 f64 latest timestamp   28 entries
 */
export const ENTRIES_HEAD_BYTES = 28;
const ENTRIES = 1;
/** A part of kind 2 holds a change of anything else as JSON. */
const CHANGE = 2;

/** Records of one partition, as the entries that they are on the wire. */
export interface EntriesPart {
  readonly kind: "entries";
  readonly topicId: number;
  readonly partition: number;
  readonly baseOffset: number;
  readonly count: number;
  /** Unix milliseconds. */
  readonly latestMs: number;
  readonly entries: Uint8Array;
}

export interface ChangePart {
  readonly kind: "change";
  readonly change: unknown;
}

export type JournalPart = EntriesPart | ChangePart;

export interface Frame {
  readonly lsn: number;
  readonly length: number;
  readonly synced: number;
  /** A view of the parts. */
  readonly body: Uint8Array;
  readonly parts: number;
}

export function frameLength(bodyBytes: number): number {
  return Math.ceil((FRAME_HEAD_BYTES + bodyBytes) / ALIGNMENT) * ALIGNMENT;
}

/** Writes all of a frame's head but the checksum, and zeros between its body and its end. */
export function writeFrameHead(
  view: DataView,
  at: number,
  { bodyBytes, parts, lsn, synced }: { bodyBytes: number; parts: number; lsn: number; synced: number },
): void {
  const length = frameLength(bodyBytes);
  view.setUint32(at, FRAME_MAGIC, true);
  view.setUint32(at + LENGTH_AT, length, true);
  view.setUint32(at + BODY_AT, bodyBytes, true);
  view.setUint32(at + PARTS_AT, parts, true);
  view.setUint32(at + PARTS_AT + 4, 0, true);
  setUint64(view, at + LSN_AT, lsn);
  setUint64(view, at + SYNCED_AT, synced);
  for (let pos = at + FRAME_HEAD_BYTES + bodyBytes; pos < at + length; pos++) view.setUint8(pos, 0);
}

export function writeEntriesHead(view: DataView, at: number, part: Omit<EntriesPart, "kind">): void {
  view.setUint32(at, ENTRIES, true);
  view.setUint32(at + 4, ENTRIES_HEAD_BYTES + part.entries.length, true);
  const head = at + PART_HEAD_BYTES;
  view.setUint32(head, part.topicId, true);
  view.setUint32(head + 4, part.partition, true);
  setUint64(view, head + 8, part.baseOffset);
  view.setUint32(head + 16, part.count, true);
  view.setFloat64(head + 20, part.latestMs, true);
}

export function writeChangeHead(view: DataView, at: number, bytes: number): void {
  view.setUint32(at, CHANGE, true);
  view.setUint32(at + 4, bytes, true);
}

/**
 * Puts the checksums into whole frames. It may use nothing from outside but its arguments, as the writer thread runs its text.
 *
 * @param sum `crc32` of node:zlib
 */
export function seal(frames: Uint8Array, sum: (bytes: Uint8Array) => number): void {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  for (let at = 0; at < frames.length; ) {
    const end = at + view.getUint32(at + 4, true);
    view.setUint32(at + 8, sum(frames.subarray(at + 12, end)), true);
    at = end;
  }
}

/** The whole and undamaged frame of this lsn that starts here, if there is one. */
export function readFrame(bytes: Uint8Array, view: DataView, at: number, lsn: number): Frame | undefined {
  if (at + FRAME_HEAD_BYTES > bytes.length || view.getUint32(at, true) !== FRAME_MAGIC) return undefined;
  const length = view.getUint32(at + LENGTH_AT, true);
  if (length < FRAME_HEAD_BYTES || length % ALIGNMENT !== 0 || at + length > bytes.length) return undefined;
  if (getUint64(view, at + LSN_AT) !== lsn) return undefined;
  if (crc32(bytes.subarray(at + COVERED_FROM, at + length)) !== view.getUint32(at + CRC_AT, true)) return undefined;
  const bodyBytes = view.getUint32(at + BODY_AT, true);
  const body = bytes.subarray(at + FRAME_HEAD_BYTES, at + FRAME_HEAD_BYTES + bodyBytes);
  return { lsn, length, synced: getUint64(view, at + SYNCED_AT), body, parts: view.getUint32(at + PARTS_AT, true) };
}

/** The parts of a frame; what they hold are views. @throws {Error} for a part of a kind that is not known */
export function* partsOf({ body, parts, lsn }: Frame): Generator<JournalPart, void, undefined> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  for (let part = 0; part < parts; part++) {
    const kind = view.getUint32(at, true);
    const bytes = view.getUint32(at + 4, true);
    const content = at + PART_HEAD_BYTES;
    if (kind === ENTRIES) {
      yield {
        kind: "entries",
        topicId: view.getUint32(content, true),
        partition: view.getUint32(content + 4, true),
        baseOffset: getUint64(view, content + 8),
        count: view.getUint32(content + 16, true),
        latestMs: view.getFloat64(content + 20, true),
        entries: body.subarray(content + ENTRIES_HEAD_BYTES, content + bytes),
      };
    } else if (kind === CHANGE) {
      yield { kind: "change", change: JSON.parse(Buffer.from(body.subarray(content, content + bytes)).toString()) };
    } else throw new Error(`the journal has a part of kind ${kind} at lsn ${lsn}, which this version does not know`);
    at = content + bytes;
  }
}

/** Without a BigInt, which would be an object for each. */
export function setUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}

export function getUint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}
