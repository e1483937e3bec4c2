import { APIS } from "../../../gen/kafka/apis.js";
import { type CreatableTopic, readCreateTopicsRequest } from "../../../gen/kafka/create-topics-request.js";
import { type CreatableTopicResult, writeCreateTopicsResponse } from "../../../gen/kafka/create-topics-response.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import { type Broker, NODE_ID } from "../broker.js";
import { ErrorCode, KafkaError, topicRefusalOf } from "../errors.js";
import { describedConfigs, parseConfigs } from "../topic-configs.js";
import { Turn } from "../turns.js";

// Behavior:
// * Each topic is answered for itself. -1 partitions stand for --default-partitions.
// * One broker has one replica: a replication factor of more is refused with INVALID_REPLICATION_FACTOR.
// * See topic-configs.ts for what may be configured.
//
// Version notes:
// * v2: the oldest. v5: the response has the partitions and the configuration. v7: topic ids.

export const createTopics = serve({
  api: APIS.CreateTopics,
  read: readCreateTopicsRequest,
  write: writeCreateTopicsResponse,
  async handle(broker, { topics, validateOnly }) {
    const turn = new Turn();
    const answers: Init<CreatableTopicResult>[] = [];
    for (const topic of topics) {
      try {
        answers.push(await create(broker, topic, validateOnly));
      } catch (error) {
        const refusal = topicRefusalOf(error);
        answers.push({ name: topic.name, ...refusal, numPartitions: -1, replicationFactor: -1, configs: null });
      }
      await turn.next();
    }
    return { topics: answers };
  },
});

async function create(
  broker: Broker,
  { name, numPartitions, replicationFactor, assignments, configs }: CreatableTopic,
  validateOnly: boolean,
): Promise<Init<CreatableTopicResult>> {
  const partitions = assignments.length > 0 ? assignments.length : numPartitions;
  if (assignments.length > 0) checkAssignments(assignments);
  else if (replicationFactor !== -1 && replicationFactor !== 1) {
    const problem = replicationFactor > 1 ? "is larger than the one broker that there is" : "must be 1";
    throw new KafkaError(ErrorCode.INVALID_REPLICATION_FACTOR, `replication factor ${replicationFactor} ${problem}`);
  }
  if (partitions === 0 || partitions < -1) {
    throw new KafkaError(ErrorCode.INVALID_PARTITIONS, `a topic can't have ${partitions} partitions`);
  }
  const config = parseConfigs(configs, broker.settings);
  const spec = { topic: name, ...(partitions > 0 && { partitions }), config };
  const created = validateOnly ? undefined : await broker.engine.createTopic(spec);
  if (validateOnly && (await broker.findTopic(name)) !== undefined) {
    throw new KafkaError(ErrorCode.TOPIC_ALREADY_EXISTS, `topic ${name} exists already`);
  }
  return {
    name,
    ...(created !== undefined && {
      topicId: created.topicId,
      configs: describedConfigs(created.config, broker.settings),
    }),
    errorCode: ErrorCode.NONE,
    numPartitions: created?.partitions.length ?? partitions,
    replicationFactor: 1,
  };
}

function checkAssignments(assignments: CreatableTopic["assignments"]): void {
  const isOurs = assignments.every(({ brokerIds }) => brokerIds.length === 1 && brokerIds[0] === NODE_ID);
  const indexes = new Set(assignments.map(({ partitionIndex }) => partitionIndex));
  const isWhole = assignments.every((_, index) => indexes.has(index));
  if (isOurs && isWhole) return;
  throw new KafkaError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, `every partition must be assigned to broker ${NODE_ID}`);
}
