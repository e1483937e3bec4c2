import { APIS } from "../../../gen/kafka/apis.js";
import { readElectLeadersRequest } from "../../../gen/kafka/elect-leaders-request.js";
import { writeElectLeadersResponse } from "../../../gen/kafka/elect-leaders-response.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * This broker leads every partition: none needs an election (ELECTION_NOT_NEEDED). Asked for all, none is named, as in Kafka.

export const electLeaders = serve({
  api: APIS.ElectLeaders,
  read: readElectLeadersRequest,
  write: writeElectLeadersResponse,
  async handle(broker, { topicPartitions }) {
    const turn = new Turn();
    const replicaElectionResults = [];
    for (const { topic, partitions } of topicPartitions ?? []) {
      const count = (await broker.lookUpTopic(topic))?.partitions.length ?? 0;
      const partitionResult = partitions.map((partitionId) => ({
        partitionId,
        errorCode:
          partitionId >= 0 && partitionId < count
            ? ErrorCode.ELECTION_NOT_NEEDED
            : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
        errorMessage: null,
      }));
      replicaElectionResults.push({ topic, partitionResult });
      await turn.next();
    }
    return { errorCode: ErrorCode.NONE, replicaElectionResults };
  },
});
