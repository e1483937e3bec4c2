import { APIS } from "../../../gen/kafka/apis.js";
import { type PartitionProduceData, readProduceRequest } from "../../../gen/kafka/produce-request.js";
import { type PartitionProduceResponse, writeProduceResponse } from "../../../gen/kafka/produce-response.js";
import { decodeBatch } from "../../kafka-protocol/batch-decoder.js";
import { Attribute, type BatchHead } from "../../kafka-protocol/batch-head.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import type { Broker } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * Each partition gets one batch, and is answered for itself: some may fail where others do not.
// * Acks 1 and all (-1) are the same to a broker without replicas. Acks 0 is not answered; where it fails, the connection
//   is closed, as nothing else would tell the client.
// * A batch of an idempotent producer that came before gets the offset that it got then.
// * Records without timestamp (-1) or with timestamp 0 get the broker's clock.
// * Transactions are refused with INVALID_TXN_STATE, batches of control records with INVALID_RECORD.
//
// Version notes:
// * v3: the oldest, as it is the first with record batches of version 2.
// * v13: topics are named by their ids.

/** What the records of a batch may have once they are decompressed. Bytes. */
const MAX_DECOMPRESSED_BYTES = 32 * 1024 * 1024;

export const produce = serve({
  api: APIS.Produce,
  read: readProduceRequest,
  write: writeProduceResponse,
  async handle(broker, { acks, transactionalId, topicData }, { version }) {
    const turn = new Turn();
    let hasFailed = false;
    const responses = [];
    for (const { name, topicId, partitionData } of topicData) {
      const partitionResponses: Init<PartitionProduceResponse>[] = [];
      for (const data of partitionData) {
        try {
          checkRequest(acks, transactionalId);
          const topic = version >= 13 ? await broker.topicNameOf(topicId) : name;
          const baseOffset = await append(broker, topic, data);
          partitionResponses.push({ index: data.index, errorCode: ErrorCode.NONE, baseOffset });
        } catch (error) {
          hasFailed = true;
          partitionResponses.push({ index: data.index, baseOffset: -1, ...refusalOf(error) });
        }
        await turn.next();
      }
      responses.push({ name, topicId, partitionResponses });
    }
    if (acks !== 0) return { responses };
    if (hasFailed) throw new KafkaError(ErrorCode.INVALID_REQUEST, "a request with acks 0 has failed");
    return undefined;
  },
});

function checkRequest(acks: number, transactionalId: string | null): void {
  if (acks < -1 || acks > 1) {
    throw new KafkaError(ErrorCode.INVALID_REQUIRED_ACKS, `acks is ${acks}, and must be 0, 1 or -1 (all)`);
  }
  if (transactionalId !== null) throw new KafkaError(ErrorCode.INVALID_TXN_STATE, "transactions are not supported");
}

async function append(broker: Broker, topic: string, { index, records }: PartitionProduceData): Promise<number> {
  if (records === null) throw new KafkaError(ErrorCode.INVALID_RECORD, "there is no record batch");
  const bytes = Buffer.from(records.buffer, records.byteOffset, records.length);
  const batch = decodeBatch(bytes, 0, MAX_DECOMPRESSED_BYTES);
  const { head, count } = batch;
  checkBatch(head, bytes.length);
  const { maxRequestRecords } = broker.settings;
  if (count > maxRequestRecords) {
    const limit = `--max-request-records allows ${maxRequestRecords}`;
    throw new KafkaError(ErrorCode.MESSAGE_TOO_LARGE, `the batch has ${count} records: ${limit}`);
  }
  // A topic that is created anew under the same name has forgotten what its producers sent.
  const isIdempotent = head.producerId >= 0;
  const partition = isIdempotent ? `${(await broker.engine.getTopic(topic)).topicId}/${index}` : "";
  if (isIdempotent) {
    const before = broker.producers.check(partition, head);
    if (before !== undefined) return before;
  }
  const [run] = await broker.engine
    .append({ topic, partition: index, records: batch })
    .catch((error: unknown) => Promise.reject(refused(error)));
  if (isIdempotent) broker.producers.appended(partition, head, run!.baseOffset);
  return run!.baseOffset;
}

function checkBatch({ end, attributes, producerId, baseSequence }: BatchHead, length: number): void {
  if (end !== length) throw new KafkaError(ErrorCode.INVALID_RECORD, "a partition must have one record batch");
  if ((attributes & Attribute.control) !== 0) {
    throw new KafkaError(ErrorCode.INVALID_RECORD, "control records are the broker's alone");
  }
  if ((attributes & Attribute.transactional) !== 0) {
    throw new KafkaError(ErrorCode.INVALID_TXN_STATE, "transactions are not supported");
  }
  if (producerId >= 0 && baseSequence < 0) {
    throw new KafkaError(ErrorCode.INVALID_RECORD, "a batch of an idempotent producer has no sequence");
  }
}

/** Of a record's fields, not of the request's. */
function refused(error: unknown): KafkaError {
  const { errorCode, errorMessage } = refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_RECORD });
  return new KafkaError(errorCode, errorMessage);
}
