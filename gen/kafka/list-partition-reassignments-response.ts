// Made by npm run generate:kafka from ListPartitionReassignmentsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OngoingTopicReassignment {
  name: string;
  partitions: OngoingPartitionReassignment[];
}
export function readOngoingTopicReassignment(r: KafkaReader, v: number): OngoingTopicReassignment {
  const o: OngoingTopicReassignment = { name: "", partitions: [] };
  o.name = r.string(true);
  o.partitions = r.array(true, () => readOngoingPartitionReassignment(r, v));
  r.skipTagged();
  return o;
}
export function writeOngoingTopicReassignment(w: KafkaWriter, v: number, o: Init<OngoingTopicReassignment>): void {
  w.string(true, o.name === undefined ? "" : o.name);
  w.array(true, o.partitions === undefined ? [] : o.partitions, (e) => writeOngoingPartitionReassignment(w, v, e));
  w.uvarint(0);
}

export interface OngoingPartitionReassignment {
  partitionIndex: number;
  replicas: number[];
  addingReplicas: number[];
  removingReplicas: number[];
}
export function readOngoingPartitionReassignment(r: KafkaReader, _v: number): OngoingPartitionReassignment {
  const o: OngoingPartitionReassignment = { partitionIndex: 0, replicas: [], addingReplicas: [], removingReplicas: [] };
  o.partitionIndex = r.int32();
  o.replicas = r.array(true, () => r.int32());
  o.addingReplicas = r.array(true, () => r.int32());
  o.removingReplicas = r.array(true, () => r.int32());
  r.skipTagged();
  return o;
}
export function writeOngoingPartitionReassignment(w: KafkaWriter, _v: number, o: Init<OngoingPartitionReassignment>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.array(true, o.replicas === undefined ? [] : o.replicas, (e) => w.int32(e));
  w.array(true, o.addingReplicas === undefined ? [] : o.addingReplicas, (e) => w.int32(e));
  w.array(true, o.removingReplicas === undefined ? [] : o.removingReplicas, (e) => w.int32(e));
  w.uvarint(0);
}

export interface ListPartitionReassignmentsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  topics: OngoingTopicReassignment[];
}
export function readListPartitionReassignmentsResponse(r: KafkaReader, v: number): ListPartitionReassignmentsResponse {
  const o: ListPartitionReassignmentsResponse = { throttleTimeMs: 0, errorCode: 0, errorMessage: "", topics: [] };
  o.throttleTimeMs = r.int32();
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(true);
  o.topics = r.array(true, () => readOngoingTopicReassignment(r, v));
  r.skipTagged();
  return o;
}
export function writeListPartitionReassignmentsResponse(w: KafkaWriter, v: number, o: Init<ListPartitionReassignmentsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.errorMessage === undefined ? "" : o.errorMessage);
  w.array(true, o.topics === undefined ? [] : o.topics, (e) => writeOngoingTopicReassignment(w, v, e));
  w.uvarint(0);
}

