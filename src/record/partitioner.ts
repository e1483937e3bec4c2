/**
 * The partition that a key belongs to, the same as the default partitioner of Apache Kafka's clients chooses, so that
 * producers of both agree. The key is `bytes[start .. end)`.
 */
export function partitionOfKey(bytes: Uint8Array, start: number, end: number, partitions: number): number {
  return (murmur2(bytes, start, end) & 0x7fff_ffff) % partitions;
}

/**
 * MurmurHash2, 32 bits, by Austin Appleby, with the seed that Kafka's clients use.
 *
 * @returns the hash of `bytes[start .. end)` as a signed 32-bit integer
 */
export function murmur2(bytes: Uint8Array, start: number, end: number): number {
  const multiplier = 0x5bd1_e995;
  const length = end - start;
  let hash = 0x9747_b28c ^ length;
  let pos = start;
  for (; end - pos >= 4; pos += 4) {
    let word = bytes[pos]! | (bytes[pos + 1]! << 8) | (bytes[pos + 2]! << 16) | (bytes[pos + 3]! << 24);
    word = Math.imul(word, multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  const rest = end - pos;
  if (rest > 0) {
    if (rest > 2) hash ^= bytes[pos + 2]! << 16;
    if (rest > 1) hash ^= bytes[pos + 1]! << 8;
    hash = Math.imul(hash ^ bytes[pos]!, multiplier);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, multiplier);
  return hash ^ (hash >>> 15);
}
