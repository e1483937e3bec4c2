import { APIS } from "../../../gen/kafka/apis.js";
import {
  type CreatePartitionsTopic,
  readCreatePartitionsRequest,
} from "../../../gen/kafka/create-partitions-request.js";
import { writeCreatePartitionsResponse } from "../../../gen/kafka/create-partitions-response.js";
import { serve } from "../api.js";
import { type Broker, NODE_ID } from "../broker.js";
import { ErrorCode, KafkaError, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * Partitions can only be added; as many as there are is refused too, as in Kafka.

export const createPartitions = serve({
  api: APIS.CreatePartitions,
  read: readCreatePartitionsRequest,
  write: writeCreatePartitionsResponse,
  async handle(broker, { topics, validateOnly }) {
    const turn = new Turn();
    const results = [];
    for (const topic of topics) {
      const { name } = topic;
      try {
        await grow(broker, topic, validateOnly);
        results.push({ name, errorCode: ErrorCode.NONE, errorMessage: null });
      } catch (error) {
        results.push({ name, ...refusalOf(error) });
      }
      await turn.next();
    }
    return { results };
  },
});

async function grow(
  broker: Broker,
  { name, count, assignments }: CreatePartitionsTopic,
  validateOnly: boolean,
): Promise<void> {
  const { partitions } = await broker.engine.getTopic(name);
  if (count <= partitions.length) {
    const message = `topic ${name} has ${partitions.length} partitions: ${count} would not be more`;
    throw new KafkaError(ErrorCode.INVALID_PARTITIONS, message);
  }
  const isOurs = assignments?.every(({ brokerIds }) => brokerIds.length === 1 && brokerIds[0] === NODE_ID) ?? true;
  if (!isOurs || (assignments !== null && assignments.length !== count - partitions.length)) {
    const message = `each new partition must be assigned to broker ${NODE_ID}`;
    throw new KafkaError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
  }
  if (!validateOnly) await broker.engine.updateTopic({ topic: name, partitions: count, config: {} });
}
