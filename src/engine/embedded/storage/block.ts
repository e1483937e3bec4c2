import { crc32 } from "node:zlib";
import { getUint64, setUint64 } from "./frame.js";

/**
 * A piece of a segment file: a head, then what its writer sent. Little-endian.
 *
 *      0 u32 magic        4 u32 kind          8 u32 CRC-32 of the content   12 u32 bytes of the content
 *     16 u64 base offset 24 u64 next offset  32 f64 latest timestamp        40 u32 records
 *     44 unused, 0       60 u32 CRC-32 of bytes 0 to 60
 *
 * The records may be fewer than the offsets from the base to the next one: then there are holes.
 */
export const BLOCK_HEAD_BYTES = 64;
const BLOCK_MAGIC = 0x31425748;
const HEAD_CRC_AT = 60;

/** What a block holds. Others may follow, as batches of another protocol that are kept as they came. */
export const BlockKind = {
  /** Entries of `RecordBatch.records`, as they are on the wire. */
  entries: 1,
} as const;

export interface BlockHead {
  readonly kind: number;
  readonly crc: number;
  /** Of the content. */
  readonly bytes: number;
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly count: number;
  /** An upper bound of the records' timestamps. Unix milliseconds. */
  readonly latestMs: number;
}

export function encodeBlockHead(head: Omit<BlockHead, "crc" | "bytes">, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEAD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, BLOCK_MAGIC, true);
  view.setUint32(4, head.kind, true);
  view.setUint32(8, crc32(content), true);
  view.setUint32(12, content.length, true);
  setUint64(view, 16, head.baseOffset);
  setUint64(view, 24, head.nextOffset);
  view.setFloat64(32, head.latestMs, true);
  view.setUint32(40, head.count, true);
  view.setUint32(HEAD_CRC_AT, crc32(bytes.subarray(0, HEAD_CRC_AT)), true);
  return bytes;
}

/** The head that starts here; `undefined` where there is none, or a damaged one. */
export function decodeBlockHead(bytes: Uint8Array, at: number): BlockHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + BLOCK_HEAD_BYTES > bytes.length || view.getUint32(at, true) !== BLOCK_MAGIC) return undefined;
  if (crc32(bytes.subarray(at, at + HEAD_CRC_AT)) !== view.getUint32(at + HEAD_CRC_AT, true)) return undefined;
  return {
    kind: view.getUint32(at + 4, true),
    crc: view.getUint32(at + 8, true),
    bytes: view.getUint32(at + 12, true),
    baseOffset: getUint64(view, at + 16),
    nextOffset: getUint64(view, at + 24),
    latestMs: view.getFloat64(at + 32, true),
    count: view.getUint32(at + 40, true),
  };
}
