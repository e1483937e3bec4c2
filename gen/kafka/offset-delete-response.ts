// Made by npm run generate:kafka from OffsetDeleteResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OffsetDeleteResponseTopic {
  name: string;
  partitions: OffsetDeleteResponsePartition[];
}
export function readOffsetDeleteResponseTopic(r: KafkaReader, v: number): OffsetDeleteResponseTopic {
  const o: OffsetDeleteResponseTopic = { name: "", partitions: [] };
  o.name = r.string(false);
  o.partitions = r.array(false, () => readOffsetDeleteResponsePartition(r, v));
  return o;
}
export function writeOffsetDeleteResponseTopic(w: KafkaWriter, v: number, o: Init<OffsetDeleteResponseTopic>): void {
  w.string(false, o.name === undefined ? "" : o.name);
  w.array(false, o.partitions === undefined ? [] : o.partitions, (e) => writeOffsetDeleteResponsePartition(w, v, e));
}

export interface OffsetDeleteResponsePartition {
  partitionIndex: number;
  errorCode: number;
}
export function readOffsetDeleteResponsePartition(r: KafkaReader, _v: number): OffsetDeleteResponsePartition {
  const o: OffsetDeleteResponsePartition = { partitionIndex: 0, errorCode: 0 };
  o.partitionIndex = r.int32();
  o.errorCode = r.int16();
  return o;
}
export function writeOffsetDeleteResponsePartition(w: KafkaWriter, _v: number, o: Init<OffsetDeleteResponsePartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
}

export interface OffsetDeleteResponse {
  errorCode: number;
  throttleTimeMs: number;
  topics: OffsetDeleteResponseTopic[];
}
export function readOffsetDeleteResponse(r: KafkaReader, v: number): OffsetDeleteResponse {
  const o: OffsetDeleteResponse = { errorCode: 0, throttleTimeMs: 0, topics: [] };
  o.errorCode = r.int16();
  o.throttleTimeMs = r.int32();
  o.topics = r.array(false, () => readOffsetDeleteResponseTopic(r, v));
  return o;
}
export function writeOffsetDeleteResponse(w: KafkaWriter, v: number, o: Init<OffsetDeleteResponse>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(false, o.topics === undefined ? [] : o.topics, (e) => writeOffsetDeleteResponseTopic(w, v, e));
}

