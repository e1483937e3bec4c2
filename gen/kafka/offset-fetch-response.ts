// Made by npm run generate:kafka from OffsetFetchResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OffsetFetchResponseTopic {
  name: string;
  partitions: OffsetFetchResponsePartition[];
}
export function readOffsetFetchResponseTopic(r: KafkaReader, v: number): OffsetFetchResponseTopic {
  const o: OffsetFetchResponseTopic = { name: "", partitions: [] };
  if (v <= 7) { o.name = r.string(v >= 6); }
  if (v <= 7) { o.partitions = r.array(v >= 6, () => readOffsetFetchResponsePartition(r, v)); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchResponseTopic(w: KafkaWriter, v: number, o: Init<OffsetFetchResponseTopic>): void {
  if (v <= 7) { w.string(v >= 6, o.name === undefined ? "" : o.name); }
  if (v <= 7) { w.array(v >= 6, o.partitions === undefined ? [] : o.partitions, (e) => writeOffsetFetchResponsePartition(w, v, e)); }
  if (v >= 6) w.uvarint(0);
}

export interface OffsetFetchResponsePartition {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  metadata: string | null;
  errorCode: number;
}
export function readOffsetFetchResponsePartition(r: KafkaReader, v: number): OffsetFetchResponsePartition {
  const o: OffsetFetchResponsePartition = { partitionIndex: 0, committedOffset: 0, committedLeaderEpoch: -1, metadata: "", errorCode: 0 };
  if (v <= 7) { o.partitionIndex = r.int32(); }
  if (v <= 7) { o.committedOffset = r.int64(); }
  if (v >= 5 && v <= 7) { o.committedLeaderEpoch = r.int32(); }
  if (v <= 7) { o.metadata = v <= 7 ? r.nullableString(v >= 6) : r.string(v >= 6); }
  if (v <= 7) { o.errorCode = r.int16(); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchResponsePartition(w: KafkaWriter, v: number, o: Init<OffsetFetchResponsePartition>): void {
  if (v <= 7) { w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex); }
  if (v <= 7) { w.int64(o.committedOffset === undefined ? 0 : o.committedOffset); }
  if (v >= 5 && v <= 7) { w.int32(o.committedLeaderEpoch === undefined ? -1 : o.committedLeaderEpoch); }
  if (v <= 7) { w.string(v >= 6, o.metadata === undefined ? "" : o.metadata); }
  if (v <= 7) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 6) w.uvarint(0);
}

export interface OffsetFetchResponseGroup {
  groupId: string;
  topics: OffsetFetchResponseTopics[];
  errorCode: number;
}
export function readOffsetFetchResponseGroup(r: KafkaReader, v: number): OffsetFetchResponseGroup {
  const o: OffsetFetchResponseGroup = { groupId: "", topics: [], errorCode: 0 };
  if (v >= 8) { o.groupId = r.string(v >= 6); }
  if (v >= 8) { o.topics = r.array(v >= 6, () => readOffsetFetchResponseTopics(r, v)); }
  if (v >= 8) { o.errorCode = r.int16(); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchResponseGroup(w: KafkaWriter, v: number, o: Init<OffsetFetchResponseGroup>): void {
  if (v >= 8) { w.string(v >= 6, o.groupId === undefined ? "" : o.groupId); }
  if (v >= 8) { w.array(v >= 6, o.topics === undefined ? [] : o.topics, (e) => writeOffsetFetchResponseTopics(w, v, e)); }
  if (v >= 8) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 6) w.uvarint(0);
}

export interface OffsetFetchResponseTopics {
  name: string;
  topicId: string;
  partitions: OffsetFetchResponsePartitions[];
}
export function readOffsetFetchResponseTopics(r: KafkaReader, v: number): OffsetFetchResponseTopics {
  const o: OffsetFetchResponseTopics = { name: "", topicId: "00000000-0000-0000-0000-000000000000", partitions: [] };
  if (v >= 8 && v <= 9) { o.name = r.string(v >= 6); }
  if (v >= 10) { o.topicId = r.uuid(); }
  if (v >= 8) { o.partitions = r.array(v >= 6, () => readOffsetFetchResponsePartitions(r, v)); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchResponseTopics(w: KafkaWriter, v: number, o: Init<OffsetFetchResponseTopics>): void {
  if (v >= 8 && v <= 9) { w.string(v >= 6, o.name === undefined ? "" : o.name); }
  if (v >= 10) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  if (v >= 8) { w.array(v >= 6, o.partitions === undefined ? [] : o.partitions, (e) => writeOffsetFetchResponsePartitions(w, v, e)); }
  if (v >= 6) w.uvarint(0);
}

export interface OffsetFetchResponsePartitions {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  metadata: string | null;
  errorCode: number;
}
export function readOffsetFetchResponsePartitions(r: KafkaReader, v: number): OffsetFetchResponsePartitions {
  const o: OffsetFetchResponsePartitions = { partitionIndex: 0, committedOffset: 0, committedLeaderEpoch: -1, metadata: "", errorCode: 0 };
  if (v >= 8) { o.partitionIndex = r.int32(); }
  if (v >= 8) { o.committedOffset = r.int64(); }
  if (v >= 8) { o.committedLeaderEpoch = r.int32(); }
  if (v >= 8) { o.metadata = v >= 8 ? r.nullableString(v >= 6) : r.string(v >= 6); }
  if (v >= 8) { o.errorCode = r.int16(); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchResponsePartitions(w: KafkaWriter, v: number, o: Init<OffsetFetchResponsePartitions>): void {
  if (v >= 8) { w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex); }
  if (v >= 8) { w.int64(o.committedOffset === undefined ? 0 : o.committedOffset); }
  if (v >= 8) { w.int32(o.committedLeaderEpoch === undefined ? -1 : o.committedLeaderEpoch); }
  if (v >= 8) { w.string(v >= 6, o.metadata === undefined ? "" : o.metadata); }
  if (v >= 8) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 6) w.uvarint(0);
}

export interface OffsetFetchResponse {
  throttleTimeMs: number;
  topics: OffsetFetchResponseTopic[];
  errorCode: number;
  groups: OffsetFetchResponseGroup[];
}
export function readOffsetFetchResponse(r: KafkaReader, v: number): OffsetFetchResponse {
  const o: OffsetFetchResponse = { throttleTimeMs: 0, topics: [], errorCode: 0, groups: [] };
  if (v >= 3) { o.throttleTimeMs = r.int32(); }
  if (v <= 7) { o.topics = r.array(v >= 6, () => readOffsetFetchResponseTopic(r, v)); }
  if (v >= 2 && v <= 7) { o.errorCode = r.int16(); }
  if (v >= 8) { o.groups = r.array(v >= 6, () => readOffsetFetchResponseGroup(r, v)); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchResponse(w: KafkaWriter, v: number, o: Init<OffsetFetchResponse>): void {
  if (v >= 3) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  if (v <= 7) { w.array(v >= 6, o.topics === undefined ? [] : o.topics, (e) => writeOffsetFetchResponseTopic(w, v, e)); }
  if (v >= 2 && v <= 7) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 8) { w.array(v >= 6, o.groups === undefined ? [] : o.groups, (e) => writeOffsetFetchResponseGroup(w, v, e)); }
  if (v >= 6) w.uvarint(0);
}

