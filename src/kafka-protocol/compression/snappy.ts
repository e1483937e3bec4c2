import { corrupt, tooLarge } from "../invalid-batch.js";

/** What the producers in Java write before their blocks: a magic number, a version and the oldest version to read it. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;

/**
 * Decompresses Snappy, either one block or blocks in the framing of snappy-java.
 *
 * @throws {InvalidBatch} where it is malformed or has more than `maxBytes`
 */
export function snappyDecompress(bytes: Buffer, maxBytes: number): Buffer {
  if (!bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return block(bytes, maxBytes);
  const blocks: Buffer[] = [];
  let left = maxBytes;
  for (let pos = XERIAL_HEADER_BYTES; pos < bytes.length; ) {
    if (bytes.length - pos < 4) throw malformed();
    const length = bytes.readInt32BE(pos);
    pos += 4;
    if (length < 0 || length > bytes.length - pos) throw malformed();
    const plain = block(bytes.subarray(pos, pos + length), left);
    left -= plain.length;
    blocks.push(plain);
    pos += length;
  }
  return Buffer.concat(blocks);
}

function block(source: Buffer, maxBytes: number): Buffer {
  let pos = 0;
  let size = 0;
  for (let factor = 1; ; factor *= 0x80) {
    const byte = source[pos++];
    if (byte === undefined || pos > 5) throw malformed();
    size += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
  }
  if (size > maxBytes) throw tooLarge(maxBytes);
  // No element says more than 64 bytes with two, so a size beyond that is a lie, and no memory is taken for it.
  if (size > source.length * 64) throw malformed();
  const target = Buffer.allocUnsafe(size);
  let write = 0;
  while (pos < source.length) {
    const tag = source[pos++]!;
    let length = tag >>> 2;
    if ((tag & 3) === 0) {
      if (length >= 60) {
        const lengthBytes = length - 59;
        if (pos + lengthBytes > source.length) throw malformed();
        length = source.readUIntLE(pos, lengthBytes);
        pos += lengthBytes;
      }
      length++;
      if (length > source.length - pos || length > size - write) throw malformed();
      source.copy(target, write, pos, pos + length);
      pos += length;
      write += length;
      continue;
    }
    let distance: number;
    if ((tag & 3) === 1) {
      if (pos >= source.length) throw malformed();
      distance = ((tag >>> 5) << 8) | source[pos++]!;
      length = ((tag >>> 2) & 7) + 4;
    } else {
      const distanceBytes = (tag & 3) === 2 ? 2 : 4;
      if (pos + distanceBytes > source.length) throw malformed();
      distance = source.readUIntLE(pos, distanceBytes);
      pos += distanceBytes;
      length++;
    }
    if (distance === 0 || distance > write || length > size - write) throw malformed();
    for (const end = write + length; write < end; write++) target[write] = target[write - distance]!;
  }
  // What was not written to is not ours to give away.
  if (write !== size) throw malformed();
  return target;
}

function malformed() {
  return corrupt("the batch's snappy data is malformed");
}
