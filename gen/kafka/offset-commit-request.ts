// Made by npm run generate:kafka from OffsetCommitRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OffsetCommitRequestTopic {
  name: string;
  topicId: string;
  partitions: OffsetCommitRequestPartition[];
}
export function readOffsetCommitRequestTopic(r: KafkaReader, v: number): OffsetCommitRequestTopic {
  const o: OffsetCommitRequestTopic = { name: "", topicId: "00000000-0000-0000-0000-000000000000", partitions: [] };
  if (v <= 9) { o.name = r.string(v >= 8); }
  if (v >= 10) { o.topicId = r.uuid(); }
  o.partitions = r.array(v >= 8, () => readOffsetCommitRequestPartition(r, v));
  if (v >= 8) r.skipTagged();
  return o;
}
export function writeOffsetCommitRequestTopic(w: KafkaWriter, v: number, o: Init<OffsetCommitRequestTopic>): void {
  if (v <= 9) { w.string(v >= 8, o.name === undefined ? "" : o.name); }
  if (v >= 10) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.array(v >= 8, o.partitions === undefined ? [] : o.partitions, (e) => writeOffsetCommitRequestPartition(w, v, e));
  if (v >= 8) w.uvarint(0);
}

export interface OffsetCommitRequestPartition {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  committedMetadata: string | null;
}
export function readOffsetCommitRequestPartition(r: KafkaReader, v: number): OffsetCommitRequestPartition {
  const o: OffsetCommitRequestPartition = { partitionIndex: 0, committedOffset: 0, committedLeaderEpoch: -1, committedMetadata: "" };
  o.partitionIndex = r.int32();
  o.committedOffset = r.int64();
  if (v >= 6) { o.committedLeaderEpoch = r.int32(); }
  o.committedMetadata = r.nullableString(v >= 8);
  if (v >= 8) r.skipTagged();
  return o;
}
export function writeOffsetCommitRequestPartition(w: KafkaWriter, v: number, o: Init<OffsetCommitRequestPartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int64(o.committedOffset === undefined ? 0 : o.committedOffset);
  if (v >= 6) { w.int32(o.committedLeaderEpoch === undefined ? -1 : o.committedLeaderEpoch); }
  w.string(v >= 8, o.committedMetadata === undefined ? "" : o.committedMetadata);
  if (v >= 8) w.uvarint(0);
}

export interface OffsetCommitRequest {
  groupId: string;
  generationIdOrMemberEpoch: number;
  memberId: string;
  groupInstanceId: string | null;
  retentionTimeMs: number;
  topics: OffsetCommitRequestTopic[];
}
export function readOffsetCommitRequest(r: KafkaReader, v: number): OffsetCommitRequest {
  const o: OffsetCommitRequest = { groupId: "", generationIdOrMemberEpoch: -1, memberId: "", groupInstanceId: null, retentionTimeMs: -1, topics: [] };
  o.groupId = r.string(v >= 8);
  o.generationIdOrMemberEpoch = r.int32();
  o.memberId = r.string(v >= 8);
  if (v >= 7) { o.groupInstanceId = v >= 7 ? r.nullableString(v >= 8) : r.string(v >= 8); }
  if (v <= 4) { o.retentionTimeMs = r.int64(); }
  o.topics = r.array(v >= 8, () => readOffsetCommitRequestTopic(r, v));
  if (v >= 8) r.skipTagged();
  return o;
}
export function writeOffsetCommitRequest(w: KafkaWriter, v: number, o: Init<OffsetCommitRequest>): void {
  w.string(v >= 8, o.groupId === undefined ? "" : o.groupId);
  w.int32(o.generationIdOrMemberEpoch === undefined ? -1 : o.generationIdOrMemberEpoch);
  w.string(v >= 8, o.memberId === undefined ? "" : o.memberId);
  if (v >= 7) { w.string(v >= 8, o.groupInstanceId === undefined ? null : o.groupInstanceId); }
  if (v <= 4) { w.int64(o.retentionTimeMs === undefined ? -1 : o.retentionTimeMs); }
  w.array(v >= 8, o.topics === undefined ? [] : o.topics, (e) => writeOffsetCommitRequestTopic(w, v, e));
  if (v >= 8) w.uvarint(0);
}

