// Made by npm run generate:kafka from ListPartitionReassignmentsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ListPartitionReassignmentsTopics {
  name: string;
  partitionIndexes: number[];
}
export function readListPartitionReassignmentsTopics(r: KafkaReader, _v: number): ListPartitionReassignmentsTopics {
  const o: ListPartitionReassignmentsTopics = { name: "", partitionIndexes: [] };
  o.name = r.string(true);
  o.partitionIndexes = r.array(true, () => r.int32());
  r.skipTagged();
  return o;
}
export function writeListPartitionReassignmentsTopics(w: KafkaWriter, _v: number, o: Init<ListPartitionReassignmentsTopics>): void {
  w.string(true, o.name === undefined ? "" : o.name);
  w.array(true, o.partitionIndexes === undefined ? [] : o.partitionIndexes, (e) => w.int32(e));
  w.uvarint(0);
}

export interface ListPartitionReassignmentsRequest {
  timeoutMs: number;
  topics: ListPartitionReassignmentsTopics[] | null;
}
export function readListPartitionReassignmentsRequest(r: KafkaReader, v: number): ListPartitionReassignmentsRequest {
  const o: ListPartitionReassignmentsRequest = { timeoutMs: 60000, topics: null };
  o.timeoutMs = r.int32();
  o.topics = r.nullableArray(true, () => readListPartitionReassignmentsTopics(r, v));
  r.skipTagged();
  return o;
}
export function writeListPartitionReassignmentsRequest(w: KafkaWriter, v: number, o: Init<ListPartitionReassignmentsRequest>): void {
  w.int32(o.timeoutMs === undefined ? 60000 : o.timeoutMs);
  w.array(true, o.topics === undefined ? null : o.topics, (e) => writeListPartitionReassignmentsTopics(w, v, e));
  w.uvarint(0);
}

