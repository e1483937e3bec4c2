// Made by npm run generate:kafka from CreateTopicsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface CreatableTopic {
  name: string;
  numPartitions: number;
  replicationFactor: number;
  assignments: CreatableReplicaAssignment[];
  configs: CreatableTopicConfig[];
}
export function readCreatableTopic(r: KafkaReader, v: number): CreatableTopic {
  const o: CreatableTopic = { name: "", numPartitions: 0, replicationFactor: 0, assignments: [], configs: [] };
  o.name = r.string(v >= 5);
  o.numPartitions = r.int32();
  o.replicationFactor = r.int16();
  o.assignments = r.array(v >= 5, () => readCreatableReplicaAssignment(r, v));
  o.configs = r.array(v >= 5, () => readCreatableTopicConfig(r, v));
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeCreatableTopic(w: KafkaWriter, v: number, o: Init<CreatableTopic>): void {
  w.string(v >= 5, o.name === undefined ? "" : o.name);
  w.int32(o.numPartitions === undefined ? 0 : o.numPartitions);
  w.int16(o.replicationFactor === undefined ? 0 : o.replicationFactor);
  w.array(v >= 5, o.assignments === undefined ? [] : o.assignments, (e) => writeCreatableReplicaAssignment(w, v, e));
  w.array(v >= 5, o.configs === undefined ? [] : o.configs, (e) => writeCreatableTopicConfig(w, v, e));
  if (v >= 5) w.uvarint(0);
}

export interface CreatableReplicaAssignment {
  partitionIndex: number;
  brokerIds: number[];
}
export function readCreatableReplicaAssignment(r: KafkaReader, v: number): CreatableReplicaAssignment {
  const o: CreatableReplicaAssignment = { partitionIndex: 0, brokerIds: [] };
  o.partitionIndex = r.int32();
  o.brokerIds = r.array(v >= 5, () => r.int32());
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeCreatableReplicaAssignment(w: KafkaWriter, v: number, o: Init<CreatableReplicaAssignment>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.array(v >= 5, o.brokerIds === undefined ? [] : o.brokerIds, (e) => w.int32(e));
  if (v >= 5) w.uvarint(0);
}

export interface CreatableTopicConfig {
  name: string;
  value: string | null;
}
export function readCreatableTopicConfig(r: KafkaReader, v: number): CreatableTopicConfig {
  const o: CreatableTopicConfig = { name: "", value: "" };
  o.name = r.string(v >= 5);
  o.value = r.nullableString(v >= 5);
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeCreatableTopicConfig(w: KafkaWriter, v: number, o: Init<CreatableTopicConfig>): void {
  w.string(v >= 5, o.name === undefined ? "" : o.name);
  w.string(v >= 5, o.value === undefined ? "" : o.value);
  if (v >= 5) w.uvarint(0);
}

export interface CreateTopicsRequest {
  topics: CreatableTopic[];
  timeoutMs: number;
  validateOnly: boolean;
}
export function readCreateTopicsRequest(r: KafkaReader, v: number): CreateTopicsRequest {
  const o: CreateTopicsRequest = { topics: [], timeoutMs: 60000, validateOnly: false };
  o.topics = r.array(v >= 5, () => readCreatableTopic(r, v));
  o.timeoutMs = r.int32();
  o.validateOnly = r.bool();
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeCreateTopicsRequest(w: KafkaWriter, v: number, o: Init<CreateTopicsRequest>): void {
  w.array(v >= 5, o.topics === undefined ? [] : o.topics, (e) => writeCreatableTopic(w, v, e));
  w.int32(o.timeoutMs === undefined ? 60000 : o.timeoutMs);
  w.bool(o.validateOnly === undefined ? false : o.validateOnly);
  if (v >= 5) w.uvarint(0);
}

