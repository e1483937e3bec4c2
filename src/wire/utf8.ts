import { isUtf8 } from "node:buffer";

/** Whether `bytes[start .. end)` is valid UTF-8, as Go's and Python's stubs demand of every string. */
export function isUtf8Slice(bytes: Uint8Array, start: number, end: number): boolean {
  for (let pos = start; pos < end; pos++) {
    if (bytes[pos]! >= 0x80) return isUtf8(bytes.subarray(pos, end));
  }
  return true;
}
