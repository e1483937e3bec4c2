import { type ProduceError, ProduceStreamResponse } from "../../../gen/ts/headwater/v1/broker_service.js";
import type { AppendedRun } from "../../engine/records.js";
import { WireType } from "../../wire/reader.js";
import { varintSize, writeVarint } from "../../wire/writer.js";

/** By hand, because a batch with keys has nearly as many runs as records. */
export type ProduceResponse = readonly AppendedRun[];

export type ProduceStreamResult = { readonly appended: ProduceResponse } | { readonly error: ProduceError };

const APPENDED_TAG = (1 << 3) | WireType.Bytes;
const RUN_TAG = (1 << 3) | WireType.Bytes;
const RunTag = {
  partition: (1 << 3) | WireType.Varint,
  baseOffset: (2 << 3) | WireType.Varint,
  count: (3 << 3) | WireType.Varint,
} as const;

export function encodeProduceResponse(runs: ProduceResponse): Uint8Array {
  const message = Buffer.allocUnsafe(responseSize(runs));
  writeResponse(message, 0, runs);
  return message;
}

export function encodeProduceStreamResponse(result: ProduceStreamResult): Uint8Array {
  if ("error" in result) return ProduceStreamResponse.encode({ error: result.error }).finish();
  const size = responseSize(result.appended);
  const message = Buffer.allocUnsafe(1 + varintSize(size) + size);
  message[0] = APPENDED_TAG;
  writeResponse(message, writeVarint(message, 1, size), result.appended);
  return message;
}

function responseSize(runs: ProduceResponse): number {
  let size = 0;
  for (const run of runs) {
    const bytes = runSize(run);
    size += 1 + varintSize(bytes) + bytes;
  }
  return size;
}

function writeResponse(message: Uint8Array, start: number, runs: ProduceResponse): void {
  let pos = start;
  for (const run of runs) {
    message[pos++] = RUN_TAG;
    pos = writeVarint(message, pos, runSize(run));
    message[pos++] = RunTag.partition;
    pos = writeVarint(message, pos, run.partition);
    message[pos++] = RunTag.baseOffset;
    pos = writeVarint(message, pos, run.baseOffset);
    message[pos++] = RunTag.count;
    pos = writeVarint(message, pos, run.count);
  }
}

function runSize({ partition, baseOffset, count }: AppendedRun): number {
  return 3 + varintSize(partition) + varintSize(baseOffset) + varintSize(count);
}
