import { crc32c } from "@node-rs/crc32";
import { corrupt, InvalidBatch } from "./invalid-batch.js";

/** Where what is in the head of a record batch (version 2). The checksum covers all from the attributes on. */
export const At = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
} as const;

export const HEAD_BYTES = 61;
/** Bytes that the length of a batch does not count. */
export const LENGTH_OVERHEAD = 12;
export const MAGIC = 2;

export const Attribute = { compression: 7, logAppendTime: 8, transactional: 16, control: 32 } as const;

/** What stands before the records of a batch. Times in Unix milliseconds. */
export interface BatchHead {
  readonly baseOffset: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  /** -1: the producer is not idempotent. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly count: number;
  /** Where the batch ends. */
  readonly end: number;
}

/**
 * Reads the head of the record batch at `start`, and checks that the batch is as its producer wrote it.
 *
 * @throws {InvalidBatch}
 */
export function readBatchHead(bytes: Buffer, start: number): BatchHead {
  const left = bytes.length - start;
  // What older versions have is at the same place.
  if (left > At.magic && bytes[start + At.magic] !== MAGIC) {
    throw new InvalidBatch("magic", `the record batch has magic ${bytes[start + At.magic]}: version 2 is supported`);
  }
  if (left < HEAD_BYTES) throw corrupt(`a record batch has ${left} bytes, fewer than its head`);
  const length = bytes.readInt32BE(start + At.length);
  if (length < HEAD_BYTES - LENGTH_OVERHEAD || length > left - LENGTH_OVERHEAD) {
    throw corrupt(`a record batch says that it has ${length} bytes, and there are ${left - LENGTH_OVERHEAD}`);
  }
  const end = start + LENGTH_OVERHEAD + length;
  if (crc32c(bytes.subarray(start + At.attributes, end)) !== bytes.readUInt32BE(start + At.crc)) {
    throw corrupt("the record batch's checksum is wrong");
  }
  return {
    baseOffset: readInt64(bytes, start + At.baseOffset),
    attributes: bytes.readInt16BE(start + At.attributes),
    lastOffsetDelta: bytes.readInt32BE(start + At.lastOffsetDelta),
    baseTimestamp: readInt64(bytes, start + At.baseTimestamp),
    maxTimestamp: readInt64(bytes, start + At.maxTimestamp),
    producerId: readInt64(bytes, start + At.producerId),
    producerEpoch: bytes.readInt16BE(start + At.producerEpoch),
    baseSequence: bytes.readInt32BE(start + At.baseSequence),
    count: bytes.readInt32BE(start + At.count),
    end,
  };
}

function readInt64(bytes: Buffer, pos: number): number {
  return bytes.readInt32BE(pos) * 0x1_0000_0000 + bytes.readUInt32BE(pos + 4);
}

export function writeInt64(bytes: Buffer, pos: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000);
  bytes.writeInt32BE(high, pos);
  bytes.writeUInt32BE(value - high * 0x1_0000_0000, pos + 4);
}
