// Made by npm run generate:kafka from DescribeTopicPartitionsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeTopicPartitionsResponseTopic {
  errorCode: number;
  name: string | null;
  topicId: string;
  isInternal: boolean;
  partitions: DescribeTopicPartitionsResponsePartition[];
  topicAuthorizedOperations: number;
}
export function readDescribeTopicPartitionsResponseTopic(r: KafkaReader, v: number): DescribeTopicPartitionsResponseTopic {
  const o: DescribeTopicPartitionsResponseTopic = { errorCode: 0, name: "", topicId: "00000000-0000-0000-0000-000000000000", isInternal: false, partitions: [], topicAuthorizedOperations: -2147483648 };
  o.errorCode = r.int16();
  o.name = r.nullableString(true);
  o.topicId = r.uuid();
  o.isInternal = r.bool();
  o.partitions = r.array(true, () => readDescribeTopicPartitionsResponsePartition(r, v));
  o.topicAuthorizedOperations = r.int32();
  r.skipTagged();
  return o;
}
export function writeDescribeTopicPartitionsResponseTopic(w: KafkaWriter, v: number, o: Init<DescribeTopicPartitionsResponseTopic>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.name === undefined ? "" : o.name);
  w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId);
  w.bool(o.isInternal === undefined ? false : o.isInternal);
  w.array(true, o.partitions === undefined ? [] : o.partitions, (e) => writeDescribeTopicPartitionsResponsePartition(w, v, e));
  w.int32(o.topicAuthorizedOperations === undefined ? -2147483648 : o.topicAuthorizedOperations);
  w.uvarint(0);
}

export interface DescribeTopicPartitionsResponsePartition {
  errorCode: number;
  partitionIndex: number;
  leaderId: number;
  leaderEpoch: number;
  replicaNodes: number[];
  isrNodes: number[];
  eligibleLeaderReplicas: number[] | null;
  lastKnownElr: number[] | null;
  offlineReplicas: number[];
}
export function readDescribeTopicPartitionsResponsePartition(r: KafkaReader, _v: number): DescribeTopicPartitionsResponsePartition {
  const o: DescribeTopicPartitionsResponsePartition = { errorCode: 0, partitionIndex: 0, leaderId: 0, leaderEpoch: -1, replicaNodes: [], isrNodes: [], eligibleLeaderReplicas: null, lastKnownElr: null, offlineReplicas: [] };
  o.errorCode = r.int16();
  o.partitionIndex = r.int32();
  o.leaderId = r.int32();
  o.leaderEpoch = r.int32();
  o.replicaNodes = r.array(true, () => r.int32());
  o.isrNodes = r.array(true, () => r.int32());
  o.eligibleLeaderReplicas = r.nullableArray(true, () => r.int32());
  o.lastKnownElr = r.nullableArray(true, () => r.int32());
  o.offlineReplicas = r.array(true, () => r.int32());
  r.skipTagged();
  return o;
}
export function writeDescribeTopicPartitionsResponsePartition(w: KafkaWriter, _v: number, o: Init<DescribeTopicPartitionsResponsePartition>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int32(o.leaderId === undefined ? 0 : o.leaderId);
  w.int32(o.leaderEpoch === undefined ? -1 : o.leaderEpoch);
  w.array(true, o.replicaNodes === undefined ? [] : o.replicaNodes, (e) => w.int32(e));
  w.array(true, o.isrNodes === undefined ? [] : o.isrNodes, (e) => w.int32(e));
  w.array(true, o.eligibleLeaderReplicas === undefined ? null : o.eligibleLeaderReplicas, (e) => w.int32(e));
  w.array(true, o.lastKnownElr === undefined ? null : o.lastKnownElr, (e) => w.int32(e));
  w.array(true, o.offlineReplicas === undefined ? [] : o.offlineReplicas, (e) => w.int32(e));
  w.uvarint(0);
}

export interface Cursor {
  topicName: string;
  partitionIndex: number;
}
export function readCursor(r: KafkaReader, _v: number): Cursor {
  const o: Cursor = { topicName: "", partitionIndex: 0 };
  o.topicName = r.string(true);
  o.partitionIndex = r.int32();
  r.skipTagged();
  return o;
}
export function writeCursor(w: KafkaWriter, _v: number, o: Init<Cursor>): void {
  w.string(true, o.topicName === undefined ? "" : o.topicName);
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.uvarint(0);
}

export interface DescribeTopicPartitionsResponse {
  throttleTimeMs: number;
  topics: DescribeTopicPartitionsResponseTopic[];
  nextCursor: Cursor | null;
}
export function readDescribeTopicPartitionsResponse(r: KafkaReader, v: number): DescribeTopicPartitionsResponse {
  const o: DescribeTopicPartitionsResponse = { throttleTimeMs: 0, topics: [], nextCursor: null };
  o.throttleTimeMs = r.int32();
  o.topics = r.array(true, () => readDescribeTopicPartitionsResponseTopic(r, v));
  o.nextCursor = (r.int8() < 0 ? null : readCursor(r, v));
  r.skipTagged();
  return o;
}
export function writeDescribeTopicPartitionsResponse(w: KafkaWriter, v: number, o: Init<DescribeTopicPartitionsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(true, o.topics === undefined ? [] : o.topics, (e) => writeDescribeTopicPartitionsResponseTopic(w, v, e));
  if (o.nextCursor == null) w.int8(-1); else { w.int8(1); writeCursor(w, v, o.nextCursor); }
  w.uvarint(0);
}

