/** `value`, at most 64 bits, as a varint of at least `size` bytes: longer than it needs to be where `size` says so. */
export function varint(value: bigint | number, size = 1): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  } while (left > 0n);
  while (bytes.length < size) bytes.push(0x80);
  bytes[bytes.length - 1]! &= 0x7f;
  return Buffer.from(bytes);
}

/** @returns the value, modulo 2^32, and where it ends; `undefined` where the bytes end first */
export function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let pos = start; pos < bytes.length && pos < start + 10; pos++) {
    const shift = 7 * (pos - start);
    if (shift < 32) value = (value | ((bytes[pos]! & 0x7f) << shift)) >>> 0;
    if (bytes[pos]! < 0x80) return { value, end: pos + 1 };
  }
  return undefined;
}
