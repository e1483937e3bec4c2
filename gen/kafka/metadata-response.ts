// Made by npm run generate:kafka from MetadataResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface MetadataResponseBroker {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}
export function readMetadataResponseBroker(r: KafkaReader, v: number): MetadataResponseBroker {
  const o: MetadataResponseBroker = { nodeId: 0, host: "", port: 0, rack: null };
  o.nodeId = r.int32();
  o.host = r.string(v >= 9);
  o.port = r.int32();
  if (v >= 1) { o.rack = v >= 1 ? r.nullableString(v >= 9) : r.string(v >= 9); }
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeMetadataResponseBroker(w: KafkaWriter, v: number, o: Init<MetadataResponseBroker>): void {
  w.int32(o.nodeId === undefined ? 0 : o.nodeId);
  w.string(v >= 9, o.host === undefined ? "" : o.host);
  w.int32(o.port === undefined ? 0 : o.port);
  if (v >= 1) { w.string(v >= 9, o.rack === undefined ? null : o.rack); }
  if (v >= 9) w.uvarint(0);
}

export interface MetadataResponseTopic {
  errorCode: number;
  name: string | null;
  topicId: string;
  isInternal: boolean;
  partitions: MetadataResponsePartition[];
  topicAuthorizedOperations: number;
}
export function readMetadataResponseTopic(r: KafkaReader, v: number): MetadataResponseTopic {
  const o: MetadataResponseTopic = { errorCode: 0, name: "", topicId: "00000000-0000-0000-0000-000000000000", isInternal: false, partitions: [], topicAuthorizedOperations: -2147483648 };
  o.errorCode = r.int16();
  o.name = v >= 12 ? r.nullableString(v >= 9) : r.string(v >= 9);
  if (v >= 10) { o.topicId = r.uuid(); }
  if (v >= 1) { o.isInternal = r.bool(); }
  o.partitions = r.array(v >= 9, () => readMetadataResponsePartition(r, v));
  if (v >= 8) { o.topicAuthorizedOperations = r.int32(); }
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeMetadataResponseTopic(w: KafkaWriter, v: number, o: Init<MetadataResponseTopic>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 9, o.name === undefined ? "" : o.name);
  if (v >= 10) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  if (v >= 1) { w.bool(o.isInternal === undefined ? false : o.isInternal); }
  w.array(v >= 9, o.partitions === undefined ? [] : o.partitions, (e) => writeMetadataResponsePartition(w, v, e));
  if (v >= 8) { w.int32(o.topicAuthorizedOperations === undefined ? -2147483648 : o.topicAuthorizedOperations); }
  if (v >= 9) w.uvarint(0);
}

export interface MetadataResponsePartition {
  errorCode: number;
  partitionIndex: number;
  leaderId: number;
  leaderEpoch: number;
  replicaNodes: number[];
  isrNodes: number[];
  offlineReplicas: number[];
}
export function readMetadataResponsePartition(r: KafkaReader, v: number): MetadataResponsePartition {
  const o: MetadataResponsePartition = { errorCode: 0, partitionIndex: 0, leaderId: 0, leaderEpoch: -1, replicaNodes: [], isrNodes: [], offlineReplicas: [] };
  o.errorCode = r.int16();
  o.partitionIndex = r.int32();
  o.leaderId = r.int32();
  if (v >= 7) { o.leaderEpoch = r.int32(); }
  o.replicaNodes = r.array(v >= 9, () => r.int32());
  o.isrNodes = r.array(v >= 9, () => r.int32());
  if (v >= 5) { o.offlineReplicas = r.array(v >= 9, () => r.int32()); }
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeMetadataResponsePartition(w: KafkaWriter, v: number, o: Init<MetadataResponsePartition>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int32(o.leaderId === undefined ? 0 : o.leaderId);
  if (v >= 7) { w.int32(o.leaderEpoch === undefined ? -1 : o.leaderEpoch); }
  w.array(v >= 9, o.replicaNodes === undefined ? [] : o.replicaNodes, (e) => w.int32(e));
  w.array(v >= 9, o.isrNodes === undefined ? [] : o.isrNodes, (e) => w.int32(e));
  if (v >= 5) { w.array(v >= 9, o.offlineReplicas === undefined ? [] : o.offlineReplicas, (e) => w.int32(e)); }
  if (v >= 9) w.uvarint(0);
}

export interface MetadataResponse {
  throttleTimeMs: number;
  brokers: MetadataResponseBroker[];
  clusterId: string | null;
  controllerId: number;
  topics: MetadataResponseTopic[];
  clusterAuthorizedOperations: number;
  errorCode: number;
}
export function readMetadataResponse(r: KafkaReader, v: number): MetadataResponse {
  const o: MetadataResponse = { throttleTimeMs: 0, brokers: [], clusterId: null, controllerId: -1, topics: [], clusterAuthorizedOperations: -2147483648, errorCode: 0 };
  if (v >= 3) { o.throttleTimeMs = r.int32(); }
  o.brokers = r.array(v >= 9, () => readMetadataResponseBroker(r, v));
  if (v >= 2) { o.clusterId = v >= 2 ? r.nullableString(v >= 9) : r.string(v >= 9); }
  if (v >= 1) { o.controllerId = r.int32(); }
  o.topics = r.array(v >= 9, () => readMetadataResponseTopic(r, v));
  if (v >= 8 && v <= 10) { o.clusterAuthorizedOperations = r.int32(); }
  if (v >= 13) { o.errorCode = r.int16(); }
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeMetadataResponse(w: KafkaWriter, v: number, o: Init<MetadataResponse>): void {
  if (v >= 3) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.array(v >= 9, o.brokers === undefined ? [] : o.brokers, (e) => writeMetadataResponseBroker(w, v, e));
  if (v >= 2) { w.string(v >= 9, o.clusterId === undefined ? null : o.clusterId); }
  if (v >= 1) { w.int32(o.controllerId === undefined ? -1 : o.controllerId); }
  w.array(v >= 9, o.topics === undefined ? [] : o.topics, (e) => writeMetadataResponseTopic(w, v, e));
  if (v >= 8 && v <= 10) { w.int32(o.clusterAuthorizedOperations === undefined ? -2147483648 : o.clusterAuthorizedOperations); }
  if (v >= 13) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 9) w.uvarint(0);
}

