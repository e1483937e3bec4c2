// Made by npm run generate:kafka from OffsetForLeaderEpochRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OffsetForLeaderTopic {
  topic: string;
  partitions: OffsetForLeaderPartition[];
}
export function readOffsetForLeaderTopic(r: KafkaReader, v: number): OffsetForLeaderTopic {
  const o: OffsetForLeaderTopic = { topic: "", partitions: [] };
  o.topic = r.string(v >= 4);
  o.partitions = r.array(v >= 4, () => readOffsetForLeaderPartition(r, v));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeOffsetForLeaderTopic(w: KafkaWriter, v: number, o: Init<OffsetForLeaderTopic>): void {
  w.string(v >= 4, o.topic === undefined ? "" : o.topic);
  w.array(v >= 4, o.partitions === undefined ? [] : o.partitions, (e) => writeOffsetForLeaderPartition(w, v, e));
  if (v >= 4) w.uvarint(0);
}

export interface OffsetForLeaderPartition {
  partition: number;
  currentLeaderEpoch: number;
  leaderEpoch: number;
}
export function readOffsetForLeaderPartition(r: KafkaReader, v: number): OffsetForLeaderPartition {
  const o: OffsetForLeaderPartition = { partition: 0, currentLeaderEpoch: -1, leaderEpoch: 0 };
  o.partition = r.int32();
  o.currentLeaderEpoch = r.int32();
  o.leaderEpoch = r.int32();
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeOffsetForLeaderPartition(w: KafkaWriter, v: number, o: Init<OffsetForLeaderPartition>): void {
  w.int32(o.partition === undefined ? 0 : o.partition);
  w.int32(o.currentLeaderEpoch === undefined ? -1 : o.currentLeaderEpoch);
  w.int32(o.leaderEpoch === undefined ? 0 : o.leaderEpoch);
  if (v >= 4) w.uvarint(0);
}

export interface OffsetForLeaderEpochRequest {
  replicaId: number;
  topics: OffsetForLeaderTopic[];
}
export function readOffsetForLeaderEpochRequest(r: KafkaReader, v: number): OffsetForLeaderEpochRequest {
  const o: OffsetForLeaderEpochRequest = { replicaId: -2, topics: [] };
  if (v >= 3) { o.replicaId = r.int32(); }
  o.topics = r.array(v >= 4, () => readOffsetForLeaderTopic(r, v));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeOffsetForLeaderEpochRequest(w: KafkaWriter, v: number, o: Init<OffsetForLeaderEpochRequest>): void {
  if (v >= 3) { w.int32(o.replicaId === undefined ? -2 : o.replicaId); }
  w.array(v >= 4, o.topics === undefined ? [] : o.topics, (e) => writeOffsetForLeaderTopic(w, v, e));
  if (v >= 4) w.uvarint(0);
}

