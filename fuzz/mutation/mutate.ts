import type { Random } from "../random.js";
import { BYTE_MUTATIONS } from "./byte-mutations.js";
import { FIELD_MUTATIONS } from "./field-mutations.js";
import { encodeFields, parseFields } from "./field-tree.js";

export const MUTATIONS: readonly string[] = [...Object.keys(FIELD_MUTATIONS), ...Object.keys(BYTE_MUTATIONS)];

/** No request is mutated into a larger one. */
const MAX_BYTES = 1_000_000;

export interface Mutated {
  readonly bytes: Buffer;
  /** What was done, in order. */
  readonly mutations: readonly string[];
}

/**
 * Mutates a message: field by field mostly, so that what is around the change stays whole and the change is reached.
 *
 * @param other another message, for a splice
 */
export function mutate(message: Uint8Array, random: Random, other: () => Buffer): Mutated {
  let bytes: Buffer = Buffer.from(message);
  const mutations: string[] = [];
  do {
    const name = random.pick(MUTATIONS);
    const onBytes = BYTE_MUTATIONS[name];
    mutations.push(name);
    if (onBytes !== undefined) bytes = Buffer.from(onBytes(bytes, random, other));
    else {
      // What is no message any more is left as it is.
      const fields = parseFields(bytes, random);
      if (fields !== undefined) {
        FIELD_MUTATIONS[name]!(fields, random);
        bytes = encodeFields(fields);
      }
    }
  } while (bytes.length < MAX_BYTES && random.chance(0.3));
  return { bytes, mutations };
}
