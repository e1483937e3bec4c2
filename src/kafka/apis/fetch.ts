import { APIS } from "../../../gen/kafka/apis.js";
import { type FetchPartition, readFetchRequest } from "../../../gen/kafka/fetch-request.js";
import { type PartitionData, writeFetchResponse } from "../../../gen/kafka/fetch-response.js";
import type { PartitionOffset } from "../../engine/engine.js";
import type { RecordBatch } from "../../engine/records.js";
import { encodeBatch } from "../../kafka-protocol/batch-encoder.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { type Caller, serve } from "../api.js";
import { type Broker, LEADER_EPOCH } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * Waits until there are `minBytes` in all partitions together, one of them can't be read, or the time is over.
// * The first partition that has records answers with some, whatever the client would take: in Kafka with a whole batch.
//   An answer has no more bytes than --max-message-bytes allows.
// * There are no fetch sessions: each answer has session 0, so that the client names all its partitions each time.
// * Without transactions all records are committed: the last stable offset is the high watermark.
//
// Version notes:
// * v7: sessions. v9: the leader epoch that the client knows. v13: topics are named by their ids.

/** What the first partition answers with where the client would take less. */
const FIRST_BYTES = 4096;

const NO_RECORDS = new Uint8Array(0);

interface Reading {
  readonly topic: string;
  readonly request: FetchPartition;
  readonly answer: Init<PartitionData>;
  readonly batch: RecordBatch | undefined;
}

interface TopicReadings {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: readonly Reading[];
}

interface Pass {
  readonly topics: readonly TopicReadings[];
  readonly bytes: number;
  readonly hasFailed: boolean;
}

export const fetch = serve({
  api: APIS.Fetch,
  read: readFetchRequest,
  write: writeFetchResponse,
  async handle(broker, request, caller) {
    // Epoch 0 asks for a session, -1 for none: both name all partitions. Any other goes on with a session.
    if (request.sessionEpoch > 0) return { errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND };
    const untilMs = performance.now() + Math.max(0, request.maxWaitMs);
    for (let before = -1; !caller.signal.aborted; ) {
      const pass = await read(broker, request, caller);
      const leftMs = untilMs - performance.now();
      // A wait that brought nothing was ended by the broker, which is about to stop.
      const isOver = leftMs < 1 || pass.bytes === before;
      if (pass.hasFailed || pass.bytes >= request.minBytes || isOver) {
        return { errorCode: ErrorCode.NONE, sessionId: 0, responses: await encode(pass) };
      }
      before = pass.bytes;
      const positions = positionsAfter(pass);
      release(pass);
      await broker.engine.awaitRecords(positions, leftMs, caller.signal).catch((error: unknown) => {
        // A topic that was deleted meanwhile: the next reading says which.
        refusalOf(error);
      });
    }
    return { errorCode: ErrorCode.NONE, sessionId: 0, responses: [] };
  },
});

async function read(
  broker: Broker,
  {
    maxBytes,
    topics,
  }: { maxBytes: number; topics: { topic: string; topicId: string; partitions: FetchPartition[] }[] },
  { version, signal }: Caller,
): Promise<Pass> {
  const turn = new Turn();
  const most = Math.min(maxBytes, broker.settings.maxMessageBytes);
  const done: { name: string; topicId: string; partitions: Reading[] }[] = [];
  let bytes = 0;
  let hasFailed = false;
  try {
    for (const { topic, topicId, partitions } of topics) {
      const readings: Reading[] = [];
      done.push({ name: topic, topicId, partitions: readings });
      for (const request of partitions) {
        try {
          const name = version >= 13 ? await broker.topicNameOf(topicId) : topic;
          checkEpoch(request.currentLeaderEpoch);
          const batch = await readPartition(broker, name, request, most - bytes, bytes === 0, signal);
          for (const chunk of batch.chunks) bytes += chunk.length;
          readings.push({ topic: name, request, batch, answer: answerOf(request, batch) });
        } catch (error) {
          hasFailed = true;
          const { errorCode } = refusalOf(error);
          const answer = { partitionIndex: request.partition, errorCode, highWatermark: -1, records: NO_RECORDS };
          readings.push({ topic, request, batch: undefined, answer });
        }
        await turn.next();
      }
    }
  } catch (error) {
    release({ topics: done, bytes, hasFailed });
    throw error;
  }
  return { topics: done, bytes, hasFailed };
}

function readPartition(
  broker: Broker,
  topic: string,
  { partition, fetchOffset, partitionMaxBytes }: FetchPartition,
  leftBytes: number,
  isFirst: boolean,
  signal: AbortSignal,
): Promise<RecordBatch> {
  const maxBytes = Math.max(isFirst ? FIRST_BYTES : 0, Math.min(partitionMaxBytes, leftBytes));
  const maxRecords = isFirst || maxBytes > 0 ? Number.MAX_SAFE_INTEGER : 0;
  const start = { at: "offset", offset: fetchOffset } as const;
  return broker.engine.fetch({ topic, partition, start, bounds: { maxRecords, maxBytes }, maxWaitMs: 0 }, signal);
}

function checkEpoch(epoch: number): void {
  if (epoch > LEADER_EPOCH) {
    throw new KafkaError(ErrorCode.UNKNOWN_LEADER_EPOCH, `the leader's epoch is ${LEADER_EPOCH}, not ${epoch}`);
  }
}

function answerOf({ partition }: FetchPartition, { highWatermark }: RecordBatch): Init<PartitionData> {
  return {
    partitionIndex: partition,
    errorCode: ErrorCode.NONE,
    highWatermark,
    lastStableOffset: highWatermark,
    logStartOffset: -1,
    abortedTransactions: null,
    records: NO_RECORDS,
  };
}

/** Takes the records of all partitions out of the log's memory. */
async function encode(pass: Pass) {
  const turn = new Turn();
  try {
    const responses = [];
    for (const { name, topicId, partitions } of pass.topics) {
      const answers: Init<PartitionData>[] = [];
      for (const { answer, batch } of partitions) {
        if (batch === undefined || batch.count === 0) answers.push(answer);
        else {
          answers.push({ ...answer, records: encodeBatch(batch.chunks, batch.count, batch.nextOffset) });
          await turn.next();
        }
      }
      responses.push({ topic: name, topicId, partitions: answers });
    }
    return responses;
  } finally {
    release(pass);
  }
}

function positionsAfter({ topics }: Pass): PartitionOffset[] {
  return topics.flatMap(({ partitions }) =>
    partitions.map(({ topic, request, batch }) => {
      const offset = batch?.nextOffset ?? request.fetchOffset;
      return { topic, partition: request.partition, offset };
    }),
  );
}

function release({ topics }: Pass): void {
  for (const { partitions } of topics) for (const { batch } of partitions) batch?.release();
}
