import type {
  CreateTopicRequest,
  CreateTopicResponse,
  DeleteTopicRequest,
  DeleteTopicResponse,
  GetTopicRequest,
  GetTopicResponse,
  ListTopicsRequest,
  ListTopicsResponse,
  UpdateTopicRequest,
  UpdateTopicResponse,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { CleanupPolicy, TimestampType, type Topic } from "../../gen/ts/headwater/v1/topic.js";
import type { Engine, TopicDescription } from "../engine/engine.js";
import { toPage, toPageToken } from "./pages.js";
import { optionalCount, toTopicConfig } from "./requests.js";

export function topicCalls(engine: Engine) {
  const { kind } = engine.describe();

  return {
    async createTopic(request: CreateTopicRequest): Promise<CreateTopicResponse> {
      const partitions = optionalCount(request.partitions, "partitions");
      const config = toTopicConfig(request.config, kind);
      return { topic: toTopic(await engine.createTopic({ topic: request.topic, partitions, config })) };
    },

    async getTopic({ topic }: GetTopicRequest): Promise<GetTopicResponse> {
      return { topic: toTopic(await engine.getTopic(topic)) };
    },

    async listTopics(request: ListTopicsRequest): Promise<ListTopicsResponse> {
      const { topics, more } = await engine.listTopics(toPage(request));
      return { topics: topics.map(toTopic), nextPageToken: more ? toPageToken(topics.at(-1)!.topic) : "" };
    },

    async updateTopic(request: UpdateTopicRequest): Promise<UpdateTopicResponse> {
      const partitions = optionalCount(request.partitions, "partitions");
      const config = toTopicConfig(request.config, kind);
      return { topic: toTopic(await engine.updateTopic({ topic: request.topic, partitions, config })) };
    },

    async deleteTopic({ topic }: DeleteTopicRequest): Promise<DeleteTopicResponse> {
      await engine.deleteTopic(topic);
      return {};
    },
  };
}

function toTopic({ topic, topicId, partitions, config }: TopicDescription): Topic {
  return {
    name: topic,
    topicId,
    partitions: partitions.map(({ partition, logStartOffset, highWatermark, sizeBytes }) => ({
      partition,
      logStartOffset: BigInt(logStartOffset),
      highWatermark: BigInt(highWatermark),
      sizeBytes: BigInt(sizeBytes),
      replicas: undefined,
    })),
    config: {
      retentionMs: BigInt(config.retentionMs),
      retentionBytes: BigInt(config.retentionBytes),
      maxRecordBytes: config.maxRecordBytes,
      cleanupPolicy: CleanupPolicy.CLEANUP_POLICY_DELETE,
      timestampType: TimestampType.TIMESTAMP_TYPE_CREATE_TIME,
    },
  };
}
