// Made by npm run generate:kafka from TxnOffsetCommitRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TxnOffsetCommitRequestTopic {
  name: string;
  partitions: TxnOffsetCommitRequestPartition[];
}
export function readTxnOffsetCommitRequestTopic(r: KafkaReader, v: number): TxnOffsetCommitRequestTopic {
  const o: TxnOffsetCommitRequestTopic = { name: "", partitions: [] };
  o.name = r.string(v >= 3);
  o.partitions = r.array(v >= 3, () => readTxnOffsetCommitRequestPartition(r, v));
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeTxnOffsetCommitRequestTopic(w: KafkaWriter, v: number, o: Init<TxnOffsetCommitRequestTopic>): void {
  w.string(v >= 3, o.name === undefined ? "" : o.name);
  w.array(v >= 3, o.partitions === undefined ? [] : o.partitions, (e) => writeTxnOffsetCommitRequestPartition(w, v, e));
  if (v >= 3) w.uvarint(0);
}

export interface TxnOffsetCommitRequestPartition {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  committedMetadata: string | null;
}
export function readTxnOffsetCommitRequestPartition(r: KafkaReader, v: number): TxnOffsetCommitRequestPartition {
  const o: TxnOffsetCommitRequestPartition = { partitionIndex: 0, committedOffset: 0, committedLeaderEpoch: -1, committedMetadata: "" };
  o.partitionIndex = r.int32();
  o.committedOffset = r.int64();
  if (v >= 2) { o.committedLeaderEpoch = r.int32(); }
  o.committedMetadata = r.nullableString(v >= 3);
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeTxnOffsetCommitRequestPartition(w: KafkaWriter, v: number, o: Init<TxnOffsetCommitRequestPartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int64(o.committedOffset === undefined ? 0 : o.committedOffset);
  if (v >= 2) { w.int32(o.committedLeaderEpoch === undefined ? -1 : o.committedLeaderEpoch); }
  w.string(v >= 3, o.committedMetadata === undefined ? "" : o.committedMetadata);
  if (v >= 3) w.uvarint(0);
}

export interface TxnOffsetCommitRequest {
  transactionalId: string;
  groupId: string;
  producerId: number;
  producerEpoch: number;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
  topics: TxnOffsetCommitRequestTopic[];
}
export function readTxnOffsetCommitRequest(r: KafkaReader, v: number): TxnOffsetCommitRequest {
  const o: TxnOffsetCommitRequest = { transactionalId: "", groupId: "", producerId: 0, producerEpoch: 0, generationId: -1, memberId: "", groupInstanceId: null, topics: [] };
  o.transactionalId = r.string(v >= 3);
  o.groupId = r.string(v >= 3);
  o.producerId = r.int64();
  o.producerEpoch = r.int16();
  if (v >= 3) { o.generationId = r.int32(); }
  if (v >= 3) { o.memberId = r.string(v >= 3); }
  if (v >= 3) { o.groupInstanceId = v >= 3 ? r.nullableString(v >= 3) : r.string(v >= 3); }
  o.topics = r.array(v >= 3, () => readTxnOffsetCommitRequestTopic(r, v));
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeTxnOffsetCommitRequest(w: KafkaWriter, v: number, o: Init<TxnOffsetCommitRequest>): void {
  w.string(v >= 3, o.transactionalId === undefined ? "" : o.transactionalId);
  w.string(v >= 3, o.groupId === undefined ? "" : o.groupId);
  w.int64(o.producerId === undefined ? 0 : o.producerId);
  w.int16(o.producerEpoch === undefined ? 0 : o.producerEpoch);
  if (v >= 3) { w.int32(o.generationId === undefined ? -1 : o.generationId); }
  if (v >= 3) { w.string(v >= 3, o.memberId === undefined ? "" : o.memberId); }
  if (v >= 3) { w.string(v >= 3, o.groupInstanceId === undefined ? null : o.groupInstanceId); }
  w.array(v >= 3, o.topics === undefined ? [] : o.topics, (e) => writeTxnOffsetCommitRequestTopic(w, v, e));
  if (v >= 3) w.uvarint(0);
}

