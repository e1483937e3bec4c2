import { gunzipSync } from "node:zlib";
import { corrupt, InvalidBatch, tooLarge } from "../invalid-batch.js";
import { lz4Decompress } from "./lz4.js";
import { snappyDecompress } from "./snappy.js";
import { zstdDecompress } from "./zstd.js";

/** As the lowest three bits of a batch's attributes say it. */
export const Compression = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/**
 * Decompresses the records of a batch.
 *
 * @param maxBytes how many they may be
 * @throws {InvalidBatch}
 */
export function decompress(compression: number, bytes: Buffer, maxBytes: number): Buffer {
  switch (compression) {
    case Compression.none:
      return bytes;
    case Compression.gzip:
      return gunzip(bytes, maxBytes);
    case Compression.snappy:
      return snappyDecompress(bytes, maxBytes);
    case Compression.lz4:
      return lz4Decompress(bytes, maxBytes);
    case Compression.zstd:
      return zstdDecompress(bytes, maxBytes);
    default:
      throw new InvalidBatch("compression", `compression type ${compression} does not exist`);
  }
}

function gunzip(bytes: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code === "ERR_BUFFER_TOO_LARGE" ? tooLarge(maxBytes) : corrupt("the batch's gzip data is malformed");
  }
}
