import { APIS } from "../../../gen/kafka/apis.js";
import { readDescribeTopicPartitionsRequest } from "../../../gen/kafka/describe-topic-partitions-request.js";
import {
  type DescribeTopicPartitionsResponse,
  type DescribeTopicPartitionsResponseTopic,
  writeDescribeTopicPartitionsResponse,
} from "../../../gen/kafka/describe-topic-partitions-response.js";
import type { TopicDescription } from "../../engine/engine.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import { type Broker, LEADER_EPOCH, NODE_ID, UNKNOWN_OPERATIONS } from "../broker.js";
import { ErrorCode, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * Topics come in the order of their names, from the cursor on. An answer has as many partitions as the client wants, up to
//   2000; a cursor says where the next one begins. No topics stand for all of them.

const MAX_PARTITIONS = 2000;

export const describeTopicPartitions = serve({
  api: APIS.DescribeTopicPartitions,
  read: readDescribeTopicPartitionsRequest,
  write: writeDescribeTopicPartitionsResponse,
  async handle(broker, { topics, cursor, responsePartitionLimit }): Promise<Init<DescribeTopicPartitionsResponse>> {
    const turn = new Turn();
    const answers: Init<DescribeTopicPartitionsResponseTopic>[] = [];
    let left = Math.max(1, Math.min(responsePartitionLimit, MAX_PARTITIONS));
    const asked = topics.length > 0 ? named(broker, topics, cursor?.topicName) : all(broker, cursor?.topicName);
    for await (const { name, description, errorCode } of asked) {
      const from = cursor?.topicName === name ? Math.max(0, cursor.partitionIndex) : 0;
      if (left === 0) return { topics: answers, nextCursor: { topicName: name, partitionIndex: from } };
      if (description === undefined) answers.push({ errorCode, name, partitions: [] });
      else {
        const count = Math.min(left, description.partitions.length - from);
        answers.push(part(description, from, count));
        left -= Math.max(1, count);
        const next = from + count;
        if (next < description.partitions.length) {
          return { topics: answers, nextCursor: { topicName: name, partitionIndex: next } };
        }
      }
      await turn.next();
    }
    return { topics: answers, nextCursor: null };
  },
});

interface Asked {
  readonly name: string;
  readonly description: TopicDescription | undefined;
  readonly errorCode: number;
}

async function* named(
  broker: Broker,
  topics: readonly { readonly name: string }[],
  first = "",
): AsyncGenerator<Asked, void, undefined> {
  const names = [...new Set(topics.map(({ name }) => name))].filter((name) => name >= first).sort();
  for (const name of names) {
    try {
      yield { name, description: await broker.engine.getTopic(name), errorCode: ErrorCode.NONE };
    } catch (error) {
      const { errorCode } = refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_TOPIC_EXCEPTION });
      yield { name, description: undefined, errorCode };
    }
  }
}

async function* all(broker: Broker, first?: string): AsyncGenerator<Asked, void, undefined> {
  const topic = first === undefined ? undefined : await broker.findTopic(first);
  if (topic !== undefined) yield { name: topic.topic, description: topic, errorCode: ErrorCode.NONE };
  for await (const description of broker.topics(first)) {
    yield { name: description.topic, description, errorCode: ErrorCode.NONE };
  }
}

function part(
  { topic, topicId, partitions }: TopicDescription,
  from: number,
  count: number,
): Init<DescribeTopicPartitionsResponseTopic> {
  return {
    errorCode: ErrorCode.NONE,
    name: topic,
    topicId,
    isInternal: false,
    partitions: partitions.slice(from, from + count).map(({ partition }) => ({
      errorCode: ErrorCode.NONE,
      partitionIndex: partition,
      leaderId: NODE_ID,
      leaderEpoch: LEADER_EPOCH,
      replicaNodes: [NODE_ID],
      isrNodes: [NODE_ID],
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
      offlineReplicas: [],
    })),
    topicAuthorizedOperations: UNKNOWN_OPERATIONS,
  };
}
