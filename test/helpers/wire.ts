/** `value`, at most 64 bits, as a varint of at least `size` bytes: longer than it needs to be where `size` says so. */
export function varint(value: bigint | number, size = 1): Uint8Array {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  } while (left > 0n);
  while (bytes.length < size) bytes.push(0x80);
  bytes[bytes.length - 1]! &= 0x7f;
  return Uint8Array.from(bytes);
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** The tag of a field, in more bytes than it needs where `size` says so. */
export function tag(number: number, wireType: number, size = 1): Uint8Array {
  return varint(BigInt(number) * 8n + BigInt(wireType), size);
}

export function varintField(number: number, value: bigint | number): Uint8Array {
  return Buffer.concat([tag(number, VARINT), varint(value)]);
}

export function bytesField(number: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return Buffer.concat([tag(number, BYTES), varint(bytes.length), bytes]);
}
