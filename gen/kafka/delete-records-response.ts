// Made by npm run generate:kafka from DeleteRecordsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DeleteRecordsTopicResult {
  name: string;
  partitions: DeleteRecordsPartitionResult[];
}
export function readDeleteRecordsTopicResult(r: KafkaReader, v: number): DeleteRecordsTopicResult {
  const o: DeleteRecordsTopicResult = { name: "", partitions: [] };
  o.name = r.string(v >= 2);
  o.partitions = r.array(v >= 2, () => readDeleteRecordsPartitionResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteRecordsTopicResult(w: KafkaWriter, v: number, o: Init<DeleteRecordsTopicResult>): void {
  w.string(v >= 2, o.name === undefined ? "" : o.name);
  w.array(v >= 2, o.partitions === undefined ? [] : o.partitions, (e) => writeDeleteRecordsPartitionResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

export interface DeleteRecordsPartitionResult {
  partitionIndex: number;
  lowWatermark: number;
  errorCode: number;
}
export function readDeleteRecordsPartitionResult(r: KafkaReader, v: number): DeleteRecordsPartitionResult {
  const o: DeleteRecordsPartitionResult = { partitionIndex: 0, lowWatermark: 0, errorCode: 0 };
  o.partitionIndex = r.int32();
  o.lowWatermark = r.int64();
  o.errorCode = r.int16();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteRecordsPartitionResult(w: KafkaWriter, v: number, o: Init<DeleteRecordsPartitionResult>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int64(o.lowWatermark === undefined ? 0 : o.lowWatermark);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 2) w.uvarint(0);
}

export interface DeleteRecordsResponse {
  throttleTimeMs: number;
  topics: DeleteRecordsTopicResult[];
}
export function readDeleteRecordsResponse(r: KafkaReader, v: number): DeleteRecordsResponse {
  const o: DeleteRecordsResponse = { throttleTimeMs: 0, topics: [] };
  o.throttleTimeMs = r.int32();
  o.topics = r.array(v >= 2, () => readDeleteRecordsTopicResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteRecordsResponse(w: KafkaWriter, v: number, o: Init<DeleteRecordsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 2, o.topics === undefined ? [] : o.topics, (e) => writeDeleteRecordsTopicResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

