// Made by npm run generate:kafka from ListOffsetsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ListOffsetsTopicResponse {
  name: string;
  partitions: ListOffsetsPartitionResponse[];
}
export function readListOffsetsTopicResponse(r: KafkaReader, v: number): ListOffsetsTopicResponse {
  const o: ListOffsetsTopicResponse = { name: "", partitions: [] };
  o.name = r.string(v >= 6);
  o.partitions = r.array(v >= 6, () => readListOffsetsPartitionResponse(r, v));
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeListOffsetsTopicResponse(w: KafkaWriter, v: number, o: Init<ListOffsetsTopicResponse>): void {
  w.string(v >= 6, o.name === undefined ? "" : o.name);
  w.array(v >= 6, o.partitions === undefined ? [] : o.partitions, (e) => writeListOffsetsPartitionResponse(w, v, e));
  if (v >= 6) w.uvarint(0);
}

export interface ListOffsetsPartitionResponse {
  partitionIndex: number;
  errorCode: number;
  timestamp: number;
  offset: number;
  leaderEpoch: number;
}
export function readListOffsetsPartitionResponse(r: KafkaReader, v: number): ListOffsetsPartitionResponse {
  const o: ListOffsetsPartitionResponse = { partitionIndex: 0, errorCode: 0, timestamp: -1, offset: -1, leaderEpoch: -1 };
  o.partitionIndex = r.int32();
  o.errorCode = r.int16();
  o.timestamp = r.int64();
  o.offset = r.int64();
  if (v >= 4) { o.leaderEpoch = r.int32(); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeListOffsetsPartitionResponse(w: KafkaWriter, v: number, o: Init<ListOffsetsPartitionResponse>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int64(o.timestamp === undefined ? -1 : o.timestamp);
  w.int64(o.offset === undefined ? -1 : o.offset);
  if (v >= 4) { w.int32(o.leaderEpoch === undefined ? -1 : o.leaderEpoch); }
  if (v >= 6) w.uvarint(0);
}

export interface ListOffsetsResponse {
  throttleTimeMs: number;
  topics: ListOffsetsTopicResponse[];
}
export function readListOffsetsResponse(r: KafkaReader, v: number): ListOffsetsResponse {
  const o: ListOffsetsResponse = { throttleTimeMs: 0, topics: [] };
  if (v >= 2) { o.throttleTimeMs = r.int32(); }
  o.topics = r.array(v >= 6, () => readListOffsetsTopicResponse(r, v));
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeListOffsetsResponse(w: KafkaWriter, v: number, o: Init<ListOffsetsResponse>): void {
  if (v >= 2) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.array(v >= 6, o.topics === undefined ? [] : o.topics, (e) => writeListOffsetsTopicResponse(w, v, e));
  if (v >= 6) w.uvarint(0);
}

