// Made by npm run generate:kafka from CreatePartitionsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface CreatePartitionsTopic {
  name: string;
  count: number;
  assignments: CreatePartitionsAssignment[] | null;
}
export function readCreatePartitionsTopic(r: KafkaReader, v: number): CreatePartitionsTopic {
  const o: CreatePartitionsTopic = { name: "", count: 0, assignments: [] };
  o.name = r.string(v >= 2);
  o.count = r.int32();
  o.assignments = r.nullableArray(v >= 2, () => readCreatePartitionsAssignment(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeCreatePartitionsTopic(w: KafkaWriter, v: number, o: Init<CreatePartitionsTopic>): void {
  w.string(v >= 2, o.name === undefined ? "" : o.name);
  w.int32(o.count === undefined ? 0 : o.count);
  w.array(v >= 2, o.assignments === undefined ? [] : o.assignments, (e) => writeCreatePartitionsAssignment(w, v, e));
  if (v >= 2) w.uvarint(0);
}

export interface CreatePartitionsAssignment {
  brokerIds: number[];
}
export function readCreatePartitionsAssignment(r: KafkaReader, v: number): CreatePartitionsAssignment {
  const o: CreatePartitionsAssignment = { brokerIds: [] };
  o.brokerIds = r.array(v >= 2, () => r.int32());
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeCreatePartitionsAssignment(w: KafkaWriter, v: number, o: Init<CreatePartitionsAssignment>): void {
  w.array(v >= 2, o.brokerIds === undefined ? [] : o.brokerIds, (e) => w.int32(e));
  if (v >= 2) w.uvarint(0);
}

export interface CreatePartitionsRequest {
  topics: CreatePartitionsTopic[];
  timeoutMs: number;
  validateOnly: boolean;
}
export function readCreatePartitionsRequest(r: KafkaReader, v: number): CreatePartitionsRequest {
  const o: CreatePartitionsRequest = { topics: [], timeoutMs: 0, validateOnly: false };
  o.topics = r.array(v >= 2, () => readCreatePartitionsTopic(r, v));
  o.timeoutMs = r.int32();
  o.validateOnly = r.bool();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeCreatePartitionsRequest(w: KafkaWriter, v: number, o: Init<CreatePartitionsRequest>): void {
  w.array(v >= 2, o.topics === undefined ? [] : o.topics, (e) => writeCreatePartitionsTopic(w, v, e));
  w.int32(o.timeoutMs === undefined ? 0 : o.timeoutMs);
  w.bool(o.validateOnly === undefined ? false : o.validateOnly);
  if (v >= 2) w.uvarint(0);
}

