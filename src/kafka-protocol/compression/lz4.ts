import { corrupt, tooLarge } from "../invalid-batch.js";

const MAGIC = 0x184d2204;
const MIN_MATCH = 4;

/**
 * Decompresses an LZ4 frame. Its own checksums are not looked at: the batch has one over all.
 *
 * @throws {InvalidBatch} where it is malformed or has more than `maxBytes`
 */
export function lz4Decompress(source: Buffer, maxBytes: number): Buffer {
  if (source.length < 7 || source.readUInt32LE(0) !== MAGIC) throw malformed();
  const flags = source[4]!;
  if (flags >>> 6 !== 1) throw malformed();
  const hasBlockChecksums = (flags & 0x10) !== 0;
  const hasDictionary = (flags & 1) !== 0;
  if (hasDictionary) throw malformed();
  let pos = 6 + ((flags & 8) !== 0 ? 8 : 0) + 1;
  const target = new Target(Math.min(maxBytes, Math.max(1024, source.length * 4)), maxBytes);
  for (;;) {
    if (source.length - pos < 4) throw malformed();
    const head = source.readUInt32LE(pos);
    pos += 4;
    if (head === 0) break;
    const length = head & 0x7fff_ffff;
    if (length > source.length - pos) throw malformed();
    if (head >>> 31 === 1) target.copy(source, pos, length);
    else block(source, pos, pos + length, target);
    pos += length + (hasBlockChecksums ? 4 : 0);
  }
  return target.bytes.subarray(0, target.size);
}

/** Grows up to a bound. Only what was written to is read. */
class Target {
  bytes: Buffer;
  size = 0;

  constructor(
    bytes: number,
    readonly maxBytes: number,
  ) {
    this.bytes = Buffer.allocUnsafe(bytes);
  }

  copy(source: Buffer, start: number, length: number): void {
    this.#need(length);
    source.copy(this.bytes, this.size, start, start + length);
    this.size += length;
  }

  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.size) throw malformed();
    this.#need(length);
    const bytes = this.bytes;
    let write = this.size;
    if (distance >= length && length > 32) {
      bytes.copyWithin(write, write - distance, write - distance + length);
      write += length;
    } else for (const end = write + length; write < end; write++) bytes[write] = bytes[write - distance]!;
    this.size = write;
  }

  #need(length: number): void {
    if (length > this.maxBytes - this.size) throw tooLarge(this.maxBytes);
    if (this.size + length <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.min(this.maxBytes, Math.max(this.bytes.length * 2, this.size + length)));
    this.bytes.copy(grown, 0, 0, this.size);
    this.bytes = grown;
  }
}

function block(source: Buffer, start: number, end: number, target: Target): void {
  let pos = start;
  const longLength = (first: number) => {
    let length = first;
    if (first !== 15) return length;
    for (;;) {
      if (pos >= end) throw malformed();
      const byte = source[pos++]!;
      length += byte;
      if (byte !== 255) return length;
    }
  };
  while (pos < end) {
    const token = source[pos++]!;
    const literals = longLength(token >>> 4);
    if (literals > end - pos) throw malformed();
    target.copy(source, pos, literals);
    pos += literals;
    // The last sequence is of literals alone.
    if (pos === end) return;
    if (end - pos < 2) throw malformed();
    const distance = source.readUInt16LE(pos);
    pos += 2;
    target.repeat(distance, longLength(token & 15) + MIN_MATCH);
  }
}

function malformed() {
  return corrupt("the batch's lz4 data is malformed");
}
