import { type ProduceError, ProduceStreamResponse } from "../../../gen/ts/headwater/v1/broker_service.js";
import type { ProduceResponse } from "../../service/produce.js";
import { WireType } from "../../wire/reader.js";
import { varintSize, writeVarint } from "../../wire/writer.js";

export type ProduceStreamResult = { readonly appended: ProduceResponse } | { readonly error: ProduceError };

const APPENDED_TAG = (1 << 3) | WireType.Bytes;
const RUN_TAG = (1 << 3) | WireType.Bytes;
const RunTag = {
  partition: (1 << 3) | WireType.Varint,
  baseOffset: (2 << 3) | WireType.Varint,
  count: (3 << 3) | WireType.Varint,
} as const;

/** Bytes that a run takes at most: its tag and its length, then three tags, two int32 and an offset. */
const MAX_RUN_BYTES = 2 + 3 + 5 + 8 + 5;

/** Where responses are made, as their size is known at the end. It grows, and holds bytes of nobody until it is written. */
let scratch = Buffer.alloc(16 * 1024);

export function encodeProduceResponse(runs: ProduceResponse): Uint8Array {
  return Buffer.from(writeResponse(runs));
}

export function encodeProduceStreamResponse(result: ProduceStreamResult): Uint8Array {
  if ("error" in result) return ProduceStreamResponse.encode({ error: result.error }).finish();
  const response = writeResponse(result.appended);
  const message = Buffer.allocUnsafe(1 + varintSize(response.length) + response.length);
  message[0] = APPENDED_TAG;
  message.set(response, writeVarint(message, 1, response.length));
  return message;
}

/** @returns the response, in memory that the next one is written to */
function writeResponse(runs: ProduceResponse): Uint8Array {
  if (scratch.length < runs.length * MAX_RUN_BYTES) scratch = Buffer.alloc(2 * runs.length * MAX_RUN_BYTES);
  const target = scratch;
  let pos = 0;
  for (const { partition, baseOffset, count } of runs) {
    target[pos] = RUN_TAG;
    const start = pos + 2;
    target[start] = RunTag.partition;
    pos = writeVarint(target, start + 1, partition);
    target[pos] = RunTag.baseOffset;
    pos = writeVarint(target, pos + 1, baseOffset);
    target[pos] = RunTag.count;
    pos = writeVarint(target, pos + 1, count);
    target[start - 1] = pos - start;
  }
  return target.subarray(0, pos);
}
