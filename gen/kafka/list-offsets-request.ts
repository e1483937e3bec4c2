// Made by npm run generate:kafka from ListOffsetsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ListOffsetsTopic {
  name: string;
  partitions: ListOffsetsPartition[];
}
export function readListOffsetsTopic(r: KafkaReader, v: number): ListOffsetsTopic {
  const o: ListOffsetsTopic = { name: "", partitions: [] };
  o.name = r.string(v >= 6);
  o.partitions = r.array(v >= 6, () => readListOffsetsPartition(r, v));
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeListOffsetsTopic(w: KafkaWriter, v: number, o: Init<ListOffsetsTopic>): void {
  w.string(v >= 6, o.name === undefined ? "" : o.name);
  w.array(v >= 6, o.partitions === undefined ? [] : o.partitions, (e) => writeListOffsetsPartition(w, v, e));
  if (v >= 6) w.uvarint(0);
}

export interface ListOffsetsPartition {
  partitionIndex: number;
  currentLeaderEpoch: number;
  timestamp: number;
}
export function readListOffsetsPartition(r: KafkaReader, v: number): ListOffsetsPartition {
  const o: ListOffsetsPartition = { partitionIndex: 0, currentLeaderEpoch: -1, timestamp: 0 };
  o.partitionIndex = r.int32();
  if (v >= 4) { o.currentLeaderEpoch = r.int32(); }
  o.timestamp = r.int64();
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeListOffsetsPartition(w: KafkaWriter, v: number, o: Init<ListOffsetsPartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  if (v >= 4) { w.int32(o.currentLeaderEpoch === undefined ? -1 : o.currentLeaderEpoch); }
  w.int64(o.timestamp === undefined ? 0 : o.timestamp);
  if (v >= 6) w.uvarint(0);
}

export interface ListOffsetsRequest {
  replicaId: number;
  isolationLevel: number;
  topics: ListOffsetsTopic[];
  timeoutMs: number;
}
export function readListOffsetsRequest(r: KafkaReader, v: number): ListOffsetsRequest {
  const o: ListOffsetsRequest = { replicaId: 0, isolationLevel: 0, topics: [], timeoutMs: 0 };
  o.replicaId = r.int32();
  if (v >= 2) { o.isolationLevel = r.int8(); }
  o.topics = r.array(v >= 6, () => readListOffsetsTopic(r, v));
  if (v >= 10) { o.timeoutMs = r.int32(); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeListOffsetsRequest(w: KafkaWriter, v: number, o: Init<ListOffsetsRequest>): void {
  w.int32(o.replicaId === undefined ? 0 : o.replicaId);
  if (v >= 2) { w.int8(o.isolationLevel === undefined ? 0 : o.isolationLevel); }
  w.array(v >= 6, o.topics === undefined ? [] : o.topics, (e) => writeListOffsetsTopic(w, v, e));
  if (v >= 10) { w.int32(o.timeoutMs === undefined ? 0 : o.timeoutMs); }
  if (v >= 6) w.uvarint(0);
}

