// Made by npm run generate:kafka from OffsetDeleteRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OffsetDeleteRequestTopic {
  name: string;
  partitions: OffsetDeleteRequestPartition[];
}
export function readOffsetDeleteRequestTopic(r: KafkaReader, v: number): OffsetDeleteRequestTopic {
  const o: OffsetDeleteRequestTopic = { name: "", partitions: [] };
  o.name = r.string(false);
  o.partitions = r.array(false, () => readOffsetDeleteRequestPartition(r, v));
  return o;
}
export function writeOffsetDeleteRequestTopic(w: KafkaWriter, v: number, o: Init<OffsetDeleteRequestTopic>): void {
  w.string(false, o.name === undefined ? "" : o.name);
  w.array(false, o.partitions === undefined ? [] : o.partitions, (e) => writeOffsetDeleteRequestPartition(w, v, e));
}

export interface OffsetDeleteRequestPartition {
  partitionIndex: number;
}
export function readOffsetDeleteRequestPartition(r: KafkaReader, _v: number): OffsetDeleteRequestPartition {
  const o: OffsetDeleteRequestPartition = { partitionIndex: 0 };
  o.partitionIndex = r.int32();
  return o;
}
export function writeOffsetDeleteRequestPartition(w: KafkaWriter, _v: number, o: Init<OffsetDeleteRequestPartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
}

export interface OffsetDeleteRequest {
  groupId: string;
  topics: OffsetDeleteRequestTopic[];
}
export function readOffsetDeleteRequest(r: KafkaReader, v: number): OffsetDeleteRequest {
  const o: OffsetDeleteRequest = { groupId: "", topics: [] };
  o.groupId = r.string(false);
  o.topics = r.array(false, () => readOffsetDeleteRequestTopic(r, v));
  return o;
}
export function writeOffsetDeleteRequest(w: KafkaWriter, v: number, o: Init<OffsetDeleteRequest>): void {
  w.string(false, o.groupId === undefined ? "" : o.groupId);
  w.array(false, o.topics === undefined ? [] : o.topics, (e) => writeOffsetDeleteRequestTopic(w, v, e));
}

