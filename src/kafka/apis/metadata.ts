import { APIS } from "../../../gen/kafka/apis.js";
import { readMetadataRequest } from "../../../gen/kafka/metadata-request.js";
import { type MetadataResponseTopic, writeMetadataResponse } from "../../../gen/kafka/metadata-response.js";
import type { TopicDescription } from "../../engine/engine.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import { type Broker, LEADER_EPOCH, NO_TOPIC_ID, NODE_ID } from "../broker.js";
import { ErrorCode, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * One broker, which leads every partition.
// * A topic that is missing is created where both the client and --auto-create-topics allow it.
//
// Version notes:
// * v0: no topics stand for all of them; from v1 on null does.
// * v4: the client says whether topics may be created.
// * v10: topics may be named by their ids (v12: without name).

export const metadata = serve({
  api: APIS.Metadata,
  read: readMetadataRequest,
  write: writeMetadataResponse,
  async handle(broker, { topics, allowAutoTopicCreation }, caller) {
    const answers: Init<MetadataResponseTopic>[] = [];
    if (topics === null || (caller.version === 0 && topics.length === 0)) {
      for await (const topic of broker.topics()) answers.push(found(topic));
    } else {
      const mayCreate = allowAutoTopicCreation && broker.settings.autoCreateTopics;
      const turn = new Turn();
      for (const { name, topicId } of topics) {
        answers.push(await describe(broker, name, topicId, mayCreate));
        await turn.next();
      }
    }
    return {
      brokers: [{ nodeId: NODE_ID, ...broker.addressFor(caller) }],
      clusterId: broker.clusterId,
      controllerId: NODE_ID,
      topics: answers,
    };
  },
});

async function describe(
  broker: Broker,
  name: string | null,
  topicId: string,
  mayCreate: boolean,
): Promise<Init<MetadataResponseTopic>> {
  try {
    const topic = name ?? (await broker.topicNameOf(topicId));
    const description = mayCreate ? await broker.findTopic(topic) : await broker.engine.getTopic(topic);
    return found(description ?? (await broker.engine.createTopic({ topic, config: {} })));
  } catch (error) {
    const { errorCode } = refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_TOPIC_EXCEPTION });
    return { errorCode, name, topicId: name === null ? topicId : NO_TOPIC_ID, partitions: [] };
  }
}

function found({ topic, topicId, partitions }: TopicDescription): Init<MetadataResponseTopic> {
  return {
    errorCode: ErrorCode.NONE,
    name: topic,
    topicId,
    isInternal: false,
    partitions: partitions.map(({ partition }) => ({
      errorCode: ErrorCode.NONE,
      partitionIndex: partition,
      leaderId: NODE_ID,
      leaderEpoch: LEADER_EPOCH,
      replicaNodes: [NODE_ID],
      isrNodes: [NODE_ID],
      offlineReplicas: [],
    })),
  };
}
