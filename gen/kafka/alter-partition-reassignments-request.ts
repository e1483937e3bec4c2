// Made by npm run generate:kafka from AlterPartitionReassignmentsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ReassignableTopic {
  name: string;
  partitions: ReassignablePartition[];
}
export function readReassignableTopic(r: KafkaReader, v: number): ReassignableTopic {
  const o: ReassignableTopic = { name: "", partitions: [] };
  o.name = r.string(true);
  o.partitions = r.array(true, () => readReassignablePartition(r, v));
  r.skipTagged();
  return o;
}
export function writeReassignableTopic(w: KafkaWriter, v: number, o: Init<ReassignableTopic>): void {
  w.string(true, o.name === undefined ? "" : o.name);
  w.array(true, o.partitions === undefined ? [] : o.partitions, (e) => writeReassignablePartition(w, v, e));
  w.uvarint(0);
}

export interface ReassignablePartition {
  partitionIndex: number;
  replicas: number[] | null;
}
export function readReassignablePartition(r: KafkaReader, _v: number): ReassignablePartition {
  const o: ReassignablePartition = { partitionIndex: 0, replicas: null };
  o.partitionIndex = r.int32();
  o.replicas = r.nullableArray(true, () => r.int32());
  r.skipTagged();
  return o;
}
export function writeReassignablePartition(w: KafkaWriter, _v: number, o: Init<ReassignablePartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.array(true, o.replicas === undefined ? null : o.replicas, (e) => w.int32(e));
  w.uvarint(0);
}

export interface AlterPartitionReassignmentsRequest {
  timeoutMs: number;
  allowReplicationFactorChange: boolean;
  topics: ReassignableTopic[];
}
export function readAlterPartitionReassignmentsRequest(r: KafkaReader, v: number): AlterPartitionReassignmentsRequest {
  const o: AlterPartitionReassignmentsRequest = { timeoutMs: 60000, allowReplicationFactorChange: true, topics: [] };
  o.timeoutMs = r.int32();
  if (v >= 1) { o.allowReplicationFactorChange = r.bool(); }
  o.topics = r.array(true, () => readReassignableTopic(r, v));
  r.skipTagged();
  return o;
}
export function writeAlterPartitionReassignmentsRequest(w: KafkaWriter, v: number, o: Init<AlterPartitionReassignmentsRequest>): void {
  w.int32(o.timeoutMs === undefined ? 60000 : o.timeoutMs);
  if (v >= 1) { w.bool(o.allowReplicationFactorChange === undefined ? true : o.allowReplicationFactorChange); }
  w.array(true, o.topics === undefined ? [] : o.topics, (e) => writeReassignableTopic(w, v, e));
  w.uvarint(0);
}

