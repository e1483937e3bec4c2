import { APIS } from "../../../gen/kafka/apis.js";
import { type ListOffsetsPartition, readListOffsetsRequest } from "../../../gen/kafka/list-offsets-request.js";
import {
  type ListOffsetsPartitionResponse,
  writeListOffsetsResponse,
} from "../../../gen/kafka/list-offsets-response.js";
import type { Position } from "../../engine/engine.js";
import { firstRecordOf } from "../../kafka-protocol/first-record.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { type Caller, serve } from "../api.js";
import { type Broker, LEADER_EPOCH } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * Finds the first record of a time or later, and its own time; offset -1 where there is none.
// * -1 is the end, -2 the start of the log (also -4, the start of what is local), -3 the record with the latest time.
//   -5 and -6 ask for tiered storage: offset -1.
//
// Version notes:
// * v1: the oldest: one offset a partition. v4: leader epochs. v7: -3. v8: -4. v9: -5.

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;

interface Found {
  readonly offset: number;
  readonly timestamp: number;
}

const NONE: Found = { offset: -1, timestamp: -1 };

export const listOffsets = serve({
  api: APIS.ListOffsets,
  read: readListOffsetsRequest,
  write: writeListOffsetsResponse,
  async handle(broker, { topics }, caller) {
    const turn = new Turn();
    const answers = [];
    for (const { name, partitions } of topics) {
      const found: Init<ListOffsetsPartitionResponse>[] = [];
      for (const request of partitions) {
        found.push(await answer(broker, name, request, caller));
        await turn.next();
      }
      answers.push({ name, partitions: found });
    }
    return { topics: answers };
  },
});

async function answer(
  broker: Broker,
  topic: string,
  { partitionIndex, currentLeaderEpoch, timestamp }: ListOffsetsPartition,
  { signal }: Caller,
): Promise<Init<ListOffsetsPartitionResponse>> {
  try {
    if (currentLeaderEpoch > LEADER_EPOCH) {
      throw new KafkaError(ErrorCode.UNKNOWN_LEADER_EPOCH, `the leader's epoch is ${LEADER_EPOCH}`);
    }
    const found = await find(broker, topic, partitionIndex, timestamp, signal);
    const leaderEpoch = found.offset < 0 ? -1 : LEADER_EPOCH;
    return { partitionIndex, errorCode: ErrorCode.NONE, ...found, leaderEpoch };
  } catch (error) {
    return { partitionIndex, ...NONE, errorCode: refusalOf(error).errorCode };
  }
}

async function find(
  broker: Broker,
  topic: string,
  partition: number,
  timestamp: number,
  signal: AbortSignal,
): Promise<Found> {
  switch (timestamp) {
    case LATEST:
      return { offset: (await readAt(broker, topic, partition, { at: "latest" }, 0, signal)).offset, timestamp: -1 };
    case EARLIEST:
    case EARLIEST_LOCAL:
      return { offset: (await readAt(broker, topic, partition, { at: "earliest" }, 0, signal)).offset, timestamp: -1 };
    case MAX_TIMESTAMP:
      return latestTime(broker, topic, partition, signal);
    default:
      if (timestamp < 0) {
        await readAt(broker, topic, partition, { at: "latest" }, 0, signal);
        return NONE;
      }
      return (await readAt(broker, topic, partition, { at: "timestamp", timestampMs: timestamp }, 1, signal)).record;
  }
}

/** Where a position is, and the record that is there. */
async function readAt(
  broker: Broker,
  topic: string,
  partition: number,
  start: Position,
  maxRecords: number,
  signal: AbortSignal,
): Promise<{ offset: number; record: Found }> {
  const bounds = { maxRecords, maxBytes: 1 };
  const batch = await broker.engine.fetch({ topic, partition, start, bounds, maxWaitMs: 0 }, signal);
  try {
    const [chunk] = batch.chunks;
    const record = chunk === undefined || batch.count === 0 ? NONE : firstRecordOf(chunk);
    return { offset: batch.nextOffset - batch.count, record };
  } finally {
    batch.release();
  }
}

/** By halves: the latest time at or after which there is a record. */
async function latestTime(broker: Broker, topic: string, partition: number, signal: AbortSignal): Promise<Found> {
  const at = async (timestampMs: number) =>
    (await readAt(broker, topic, partition, { at: "timestamp", timestampMs }, 1, signal)).record;
  let found = await at(0);
  if (found.offset < 0) return NONE;
  let beyond = Number.MAX_SAFE_INTEGER;
  for (let known = found.timestamp; beyond - known > 1; ) {
    const middle = Math.floor(known + (beyond - known) / 2);
    const later = await at(middle);
    if (later.offset < 0) beyond = middle;
    else {
      known = Math.max(middle, later.timestamp);
      found = later;
    }
  }
  return found;
}
