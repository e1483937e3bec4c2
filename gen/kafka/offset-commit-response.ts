// Made by npm run generate:kafka from OffsetCommitResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OffsetCommitResponseTopic {
  name: string;
  topicId: string;
  partitions: OffsetCommitResponsePartition[];
}
export function readOffsetCommitResponseTopic(r: KafkaReader, v: number): OffsetCommitResponseTopic {
  const o: OffsetCommitResponseTopic = { name: "", topicId: "00000000-0000-0000-0000-000000000000", partitions: [] };
  if (v <= 9) { o.name = r.string(v >= 8); }
  if (v >= 10) { o.topicId = r.uuid(); }
  o.partitions = r.array(v >= 8, () => readOffsetCommitResponsePartition(r, v));
  if (v >= 8) r.skipTagged();
  return o;
}
export function writeOffsetCommitResponseTopic(w: KafkaWriter, v: number, o: Init<OffsetCommitResponseTopic>): void {
  if (v <= 9) { w.string(v >= 8, o.name === undefined ? "" : o.name); }
  if (v >= 10) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.array(v >= 8, o.partitions === undefined ? [] : o.partitions, (e) => writeOffsetCommitResponsePartition(w, v, e));
  if (v >= 8) w.uvarint(0);
}

export interface OffsetCommitResponsePartition {
  partitionIndex: number;
  errorCode: number;
}
export function readOffsetCommitResponsePartition(r: KafkaReader, v: number): OffsetCommitResponsePartition {
  const o: OffsetCommitResponsePartition = { partitionIndex: 0, errorCode: 0 };
  o.partitionIndex = r.int32();
  o.errorCode = r.int16();
  if (v >= 8) r.skipTagged();
  return o;
}
export function writeOffsetCommitResponsePartition(w: KafkaWriter, v: number, o: Init<OffsetCommitResponsePartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 8) w.uvarint(0);
}

export interface OffsetCommitResponse {
  throttleTimeMs: number;
  topics: OffsetCommitResponseTopic[];
}
export function readOffsetCommitResponse(r: KafkaReader, v: number): OffsetCommitResponse {
  const o: OffsetCommitResponse = { throttleTimeMs: 0, topics: [] };
  if (v >= 3) { o.throttleTimeMs = r.int32(); }
  o.topics = r.array(v >= 8, () => readOffsetCommitResponseTopic(r, v));
  if (v >= 8) r.skipTagged();
  return o;
}
export function writeOffsetCommitResponse(w: KafkaWriter, v: number, o: Init<OffsetCommitResponse>): void {
  if (v >= 3) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.array(v >= 8, o.topics === undefined ? [] : o.topics, (e) => writeOffsetCommitResponseTopic(w, v, e));
  if (v >= 8) w.uvarint(0);
}

