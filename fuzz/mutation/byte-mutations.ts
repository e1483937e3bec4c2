import type { Random } from "../random.js";

/** Changes bytes without regard to what they mean. */
export type ByteMutation = (bytes: Buffer, random: Random, other: () => Buffer) => Buffer;

/** The longest run that is inserted at once. */
const MAX_RUN_BYTES = 100_000;

export const BYTE_MUTATIONS: { readonly [name: string]: ByteMutation } = {
  "bit flip": (bytes, random) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[random.below(changed.length)]! ^= 1 << random.below(8);
    return changed;
  },
  "byte change": (bytes, random) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0)
      changed[random.below(changed.length)] = random.pick([0, 0x7f, 0x80, 0xff, random.below(256)]);
    return changed;
  },
  "byte insert": (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), random.bytes(random.between(1, 8)), bytes.subarray(at)]);
  },
  "byte delete": (bytes, random) => {
    const start = random.below(bytes.length);
    const end = Math.min(bytes.length, start + random.between(1, 8));
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  truncation: (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  splice: (bytes, random, other) => {
    const second = other();
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      second.subarray(random.below(second.length + 1)),
    ]);
  },
  "run of one byte": (bytes, random) => {
    const at = random.below(bytes.length + 1);
    const length = random.chance(0.02) ? random.between(1, MAX_RUN_BYTES) : random.between(1, 40);
    const run = Buffer.alloc(length, random.pick([0x00, 0x0a, 0x12, 0x61, 0x80, 0xff]));
    return Buffer.concat([bytes.subarray(0, at), run, bytes.subarray(at)]);
  },
};
