// Made by npm run generate:kafka from MetadataRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface MetadataRequestTopic {
  topicId: string;
  name: string | null;
}
export function readMetadataRequestTopic(r: KafkaReader, v: number): MetadataRequestTopic {
  const o: MetadataRequestTopic = { topicId: "00000000-0000-0000-0000-000000000000", name: "" };
  if (v >= 10) { o.topicId = r.uuid(); }
  o.name = v >= 10 ? r.nullableString(v >= 9) : r.string(v >= 9);
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeMetadataRequestTopic(w: KafkaWriter, v: number, o: Init<MetadataRequestTopic>): void {
  if (v >= 10) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.string(v >= 9, o.name === undefined ? "" : o.name);
  if (v >= 9) w.uvarint(0);
}

export interface MetadataRequest {
  topics: MetadataRequestTopic[] | null;
  allowAutoTopicCreation: boolean;
  includeClusterAuthorizedOperations: boolean;
  includeTopicAuthorizedOperations: boolean;
}
export function readMetadataRequest(r: KafkaReader, v: number): MetadataRequest {
  const o: MetadataRequest = { topics: [], allowAutoTopicCreation: true, includeClusterAuthorizedOperations: false, includeTopicAuthorizedOperations: false };
  o.topics = v >= 1 ? r.nullableArray(v >= 9, () => readMetadataRequestTopic(r, v)) : r.array(v >= 9, () => readMetadataRequestTopic(r, v));
  if (v >= 4) { o.allowAutoTopicCreation = r.bool(); }
  if (v >= 8 && v <= 10) { o.includeClusterAuthorizedOperations = r.bool(); }
  if (v >= 8) { o.includeTopicAuthorizedOperations = r.bool(); }
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeMetadataRequest(w: KafkaWriter, v: number, o: Init<MetadataRequest>): void {
  w.array(v >= 9, o.topics === undefined ? [] : o.topics, (e) => writeMetadataRequestTopic(w, v, e));
  if (v >= 4) { w.bool(o.allowAutoTopicCreation === undefined ? true : o.allowAutoTopicCreation); }
  if (v >= 8 && v <= 10) { w.bool(o.includeClusterAuthorizedOperations === undefined ? false : o.includeClusterAuthorizedOperations); }
  if (v >= 8) { w.bool(o.includeTopicAuthorizedOperations === undefined ? false : o.includeTopicAuthorizedOperations); }
  if (v >= 9) w.uvarint(0);
}

