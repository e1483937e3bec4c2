import { randomUUID } from "node:crypto";
import { APIS } from "../../../gen/kafka/apis.js";
import {
  type ConsumerGroupHeartbeatRequest,
  readConsumerGroupHeartbeatRequest,
} from "../../../gen/kafka/consumer-group-heartbeat-request.js";
import { writeConsumerGroupHeartbeatResponse } from "../../../gen/kafka/consumer-group-heartbeat-response.js";
import type { TopicPartition } from "../../engine/records.js";
import { serve } from "../api.js";
import type { Broker } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { HEARTBEAT_INTERVAL_MS } from "../groups/consumer-group.js";

// Behavior:
// * The membership of KIP-848 (group.protocol=consumer): see groups/consumer-group.ts. The broker assigns as it does to
//   streams, whichever of Kafka's assignors ("uniform", "range") a member asks for.
// * A group with members of another kind is refused with GROUP_ID_NOT_FOUND, as in Kafka.
// * Subscribing to a regular expression that the broker is to match is refused with INVALID_REGULAR_EXPRESSION.
//
// Version notes:
// * v0: the broker gives a member its id. v1: the member brings its own; regular expressions.

const ASSIGNORS = new Set(["uniform", "range"]);

/** Of a member's subscription. */
const MAX_TOPICS = 10_000;

export const consumerGroupHeartbeat = serve({
  api: APIS.ConsumerGroupHeartbeat,
  read: readConsumerGroupHeartbeatRequest,
  write: writeConsumerGroupHeartbeatResponse,
  async handle(broker, request, { clientId, host }) {
    const { groupId, memberEpoch, instanceId, rebalanceTimeoutMs, subscribedTopicNames } = request;
    const memberId = request.memberId === "" && memberEpoch === 0 ? randomUUID() : request.memberId;
    try {
      check(request);
      const owned = request.topicPartitions === null ? null : await ownedOf(broker, request.topicPartitions);
      const topics = subscribedTopicNames;
      const beat = { memberId, memberEpoch, instanceId, clientId, host, rebalanceTimeoutMs, topics, owned };
      const { assignment = null, ...result } = await broker.consumerGroups.heartbeat(groupId, beat);
      return {
        ...result,
        memberId,
        heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
        assignment: assignment && { topicPartitions: await byTopic(broker, assignment) },
      };
    } catch (error) {
      return { ...refusalOf(error), memberId };
    }
  },
});

function check({ groupId, subscribedTopicNames, subscribedTopicRegex, serverAssignor }: ConsumerGroupHeartbeatRequest) {
  if (groupId === "") throw new KafkaError(ErrorCode.INVALID_GROUP_ID, "the group has no name");
  if (subscribedTopicRegex !== null && subscribedTopicRegex !== "") {
    throw new KafkaError(ErrorCode.INVALID_REGULAR_EXPRESSION, "subscribe to names: expressions are not supported");
  }
  if (serverAssignor !== null && !ASSIGNORS.has(serverAssignor)) {
    throw new KafkaError(ErrorCode.UNSUPPORTED_ASSIGNOR, `assignor ${serverAssignor} is not one of uniform and range`);
  }
  if ((subscribedTopicNames?.length ?? 0) > MAX_TOPICS) {
    throw new KafkaError(ErrorCode.INVALID_REQUEST, `a member may subscribe to ${MAX_TOPICS} topics`);
  }
}

/** Partitions of topics that are there no more are nobody's. */
async function ownedOf(
  broker: Broker,
  topics: readonly { readonly topicId: string; readonly partitions: readonly number[] }[],
): Promise<TopicPartition[]> {
  const owned: TopicPartition[] = [];
  for (const { topicId, partitions } of topics) {
    const topic = await broker.topicNameOf(topicId).catch((error: unknown) => {
      refusalOf(error);
      return undefined;
    });
    if (topic !== undefined) for (const partition of partitions) owned.push({ topic, partition });
  }
  return owned;
}

async function byTopic(broker: Broker, assignment: readonly TopicPartition[]) {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of assignment) {
    const partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, [partition]);
    else partitions.push(partition);
  }
  const named = [];
  for (const [topic, partitions] of topics) {
    const description = await broker.lookUpTopic(topic);
    if (description !== undefined) named.push({ topicId: description.topicId, partitions });
  }
  return named;
}
