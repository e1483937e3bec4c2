// Made by npm run generate:kafka from TxnOffsetCommitResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TxnOffsetCommitResponseTopic {
  name: string;
  partitions: TxnOffsetCommitResponsePartition[];
}
export function readTxnOffsetCommitResponseTopic(r: KafkaReader, v: number): TxnOffsetCommitResponseTopic {
  const o: TxnOffsetCommitResponseTopic = { name: "", partitions: [] };
  o.name = r.string(v >= 3);
  o.partitions = r.array(v >= 3, () => readTxnOffsetCommitResponsePartition(r, v));
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeTxnOffsetCommitResponseTopic(w: KafkaWriter, v: number, o: Init<TxnOffsetCommitResponseTopic>): void {
  w.string(v >= 3, o.name === undefined ? "" : o.name);
  w.array(v >= 3, o.partitions === undefined ? [] : o.partitions, (e) => writeTxnOffsetCommitResponsePartition(w, v, e));
  if (v >= 3) w.uvarint(0);
}

export interface TxnOffsetCommitResponsePartition {
  partitionIndex: number;
  errorCode: number;
}
export function readTxnOffsetCommitResponsePartition(r: KafkaReader, v: number): TxnOffsetCommitResponsePartition {
  const o: TxnOffsetCommitResponsePartition = { partitionIndex: 0, errorCode: 0 };
  o.partitionIndex = r.int32();
  o.errorCode = r.int16();
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeTxnOffsetCommitResponsePartition(w: KafkaWriter, v: number, o: Init<TxnOffsetCommitResponsePartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 3) w.uvarint(0);
}

export interface TxnOffsetCommitResponse {
  throttleTimeMs: number;
  topics: TxnOffsetCommitResponseTopic[];
}
export function readTxnOffsetCommitResponse(r: KafkaReader, v: number): TxnOffsetCommitResponse {
  const o: TxnOffsetCommitResponse = { throttleTimeMs: 0, topics: [] };
  o.throttleTimeMs = r.int32();
  o.topics = r.array(v >= 3, () => readTxnOffsetCommitResponseTopic(r, v));
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeTxnOffsetCommitResponse(w: KafkaWriter, v: number, o: Init<TxnOffsetCommitResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 3, o.topics === undefined ? [] : o.topics, (e) => writeTxnOffsetCommitResponseTopic(w, v, e));
  if (v >= 3) w.uvarint(0);
}

