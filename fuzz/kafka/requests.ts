import { crc32c } from "@node-rs/crc32";
import { FRAMES } from "../../test/unit/kafka-protocol/frames.js";
import { BYTE_MUTATIONS } from "../mutation/byte-mutations.js";
import type { Random } from "../random.js";

const REQUESTS = FRAMES.filter(({ kind }) => kind === "request").map(({ bytes }) => bytes);
const MUTATIONS = Object.entries(BYTE_MUTATIONS);

/** Api key, version and correlation id: mostly left as they are, so that what is behind them is reached. */
const HEAD_BYTES = 8;

/** Where record batches have their magic number, checksum and attributes, from their start on. */
const BATCH = { length: 8, magic: 16, crc: 17, attributes: 21 } as const;

export interface FuzzedRequest {
  /** Behind its length. */
  readonly frame: Buffer;
  readonly mutation: string;
}

/** A recorded request of a real client, mutated once or several times. */
export function fuzzedRequest(random: Random): FuzzedRequest {
  const original = random.pick(REQUESTS);
  const names: string[] = [];
  let head = original.subarray(0, HEAD_BYTES);
  let body: Buffer = Buffer.from(original.subarray(HEAD_BYTES));
  for (
    let times = random.chance(0.05)
      ? 0
      : random.weighted([
          [6, 1],
          [2, 2],
          [1, 5],
        ]);
    times > 0;
    times--
  ) {
    const [name, mutate] = random.pick(MUTATIONS);
    body = Buffer.from(mutate(body, random, () => random.pick(REQUESTS).subarray(HEAD_BYTES)));
    names.push(name);
  }
  if (random.chance(0.05)) {
    head = Buffer.from(head);
    head.writeInt16BE(random.chance(0.5) ? random.below(90) : random.between(-2, 20), random.pick([0, 2]));
    names.push("head");
  }
  const frame = Buffer.concat([head, body]);
  if (random.chance(0.7)) seal(frame);
  const length = Buffer.alloc(4);
  length.writeInt32BE(frame.length);
  return { frame: Buffer.concat([length, frame]), mutation: names.at(-1) ?? "none" };
}

/** Gives the batch in a request the checksum that it should have, so that what is in it is looked at. */
function seal(frame: Buffer): void {
  for (let at = HEAD_BYTES; at + BATCH.attributes < frame.length; at++) {
    if (frame[at + BATCH.magic] !== 2) continue;
    const end = at + 12 + frame.readInt32BE(at + BATCH.length);
    if (end <= at + BATCH.attributes || end > frame.length) continue;
    frame.writeUInt32BE(crc32c(frame.subarray(at + BATCH.attributes, end)), at + BATCH.crc);
    return;
  }
}
