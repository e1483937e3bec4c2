import { Decompress } from "fzstd";
import { corrupt, InvalidBatch, tooLarge } from "../invalid-batch.js";

const MAGIC = 0xfd2fb528;

/**
 * Decompresses Zstandard.
 *
 * @throws {InvalidBatch} where it is malformed or has more than `maxBytes`
 */
export function zstdDecompress(source: Buffer, maxBytes: number): Buffer {
  checkWindow(source, maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const stream = new Decompress((chunk) => {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    });
    stream.push(source, true);
  } catch (error) {
    throw error instanceof InvalidBatch ? error : malformed();
  }
  return Buffer.concat(chunks, size);
}

/** The decoder takes memory for the window that a frame asks for, so it is looked at before. */
function checkWindow(source: Buffer, maxBytes: number): void {
  if (source.length < 6 || source.readUInt32LE(0) !== MAGIC) throw malformed();
  const descriptor = source[4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (!isSingleSegment) {
    const window = source[5]!;
    const base = 2 ** (10 + (window >>> 3));
    if (base + (base / 8) * (window & 7) > Math.max(maxBytes, 8 * 1024 * 1024)) throw tooLarge(maxBytes);
    return;
  }
  // The window is the content's size, which stands behind the id of a dictionary.
  const at = 5 + [0, 1, 2, 4][descriptor & 3]!;
  const sizeBytes = [1, 2, 4, 8][descriptor >>> 6]!;
  if (source.length < at + sizeBytes) throw malformed();
  const size = sizeBytes === 8 ? Number(source.readBigUInt64LE(at)) : source.readUIntLE(at, sizeBytes);
  if (size + (sizeBytes === 2 ? 256 : 0) > maxBytes) throw tooLarge(maxBytes);
}

function malformed() {
  return corrupt("the batch's zstd data is malformed");
}
