// Made by npm run generate:kafka from DeleteRecordsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DeleteRecordsTopic {
  name: string;
  partitions: DeleteRecordsPartition[];
}
export function readDeleteRecordsTopic(r: KafkaReader, v: number): DeleteRecordsTopic {
  const o: DeleteRecordsTopic = { name: "", partitions: [] };
  o.name = r.string(v >= 2);
  o.partitions = r.array(v >= 2, () => readDeleteRecordsPartition(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteRecordsTopic(w: KafkaWriter, v: number, o: Init<DeleteRecordsTopic>): void {
  w.string(v >= 2, o.name === undefined ? "" : o.name);
  w.array(v >= 2, o.partitions === undefined ? [] : o.partitions, (e) => writeDeleteRecordsPartition(w, v, e));
  if (v >= 2) w.uvarint(0);
}

export interface DeleteRecordsPartition {
  partitionIndex: number;
  offset: number;
}
export function readDeleteRecordsPartition(r: KafkaReader, v: number): DeleteRecordsPartition {
  const o: DeleteRecordsPartition = { partitionIndex: 0, offset: 0 };
  o.partitionIndex = r.int32();
  o.offset = r.int64();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteRecordsPartition(w: KafkaWriter, v: number, o: Init<DeleteRecordsPartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int64(o.offset === undefined ? 0 : o.offset);
  if (v >= 2) w.uvarint(0);
}

export interface DeleteRecordsRequest {
  topics: DeleteRecordsTopic[];
  timeoutMs: number;
}
export function readDeleteRecordsRequest(r: KafkaReader, v: number): DeleteRecordsRequest {
  const o: DeleteRecordsRequest = { topics: [], timeoutMs: 0 };
  o.topics = r.array(v >= 2, () => readDeleteRecordsTopic(r, v));
  o.timeoutMs = r.int32();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteRecordsRequest(w: KafkaWriter, v: number, o: Init<DeleteRecordsRequest>): void {
  w.array(v >= 2, o.topics === undefined ? [] : o.topics, (e) => writeDeleteRecordsTopic(w, v, e));
  w.int32(o.timeoutMs === undefined ? 0 : o.timeoutMs);
  if (v >= 2) w.uvarint(0);
}

