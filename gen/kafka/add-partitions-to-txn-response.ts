// Made by npm run generate:kafka from AddPartitionsToTxnResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AddPartitionsToTxnTopicResult {
  name: string;
  resultsByPartition: AddPartitionsToTxnPartitionResult[];
}
export function readAddPartitionsToTxnTopicResult(r: KafkaReader, v: number): AddPartitionsToTxnTopicResult {
  const o: AddPartitionsToTxnTopicResult = { name: "", resultsByPartition: [] };
  o.name = r.string(v >= 3);
  o.resultsByPartition = r.array(v >= 3, () => readAddPartitionsToTxnPartitionResult(r, v));
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddPartitionsToTxnTopicResult(w: KafkaWriter, v: number, o: Init<AddPartitionsToTxnTopicResult>): void {
  w.string(v >= 3, o.name === undefined ? "" : o.name);
  w.array(v >= 3, o.resultsByPartition === undefined ? [] : o.resultsByPartition, (e) => writeAddPartitionsToTxnPartitionResult(w, v, e));
  if (v >= 3) w.uvarint(0);
}

export interface AddPartitionsToTxnPartitionResult {
  partitionIndex: number;
  partitionErrorCode: number;
}
export function readAddPartitionsToTxnPartitionResult(r: KafkaReader, v: number): AddPartitionsToTxnPartitionResult {
  const o: AddPartitionsToTxnPartitionResult = { partitionIndex: 0, partitionErrorCode: 0 };
  o.partitionIndex = r.int32();
  o.partitionErrorCode = r.int16();
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddPartitionsToTxnPartitionResult(w: KafkaWriter, v: number, o: Init<AddPartitionsToTxnPartitionResult>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int16(o.partitionErrorCode === undefined ? 0 : o.partitionErrorCode);
  if (v >= 3) w.uvarint(0);
}

export interface AddPartitionsToTxnResult {
  transactionalId: string;
  topicResults: AddPartitionsToTxnTopicResult[];
}
export function readAddPartitionsToTxnResult(r: KafkaReader, v: number): AddPartitionsToTxnResult {
  const o: AddPartitionsToTxnResult = { transactionalId: "", topicResults: [] };
  if (v >= 4) { o.transactionalId = r.string(v >= 3); }
  if (v >= 4) { o.topicResults = r.array(v >= 3, () => readAddPartitionsToTxnTopicResult(r, v)); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddPartitionsToTxnResult(w: KafkaWriter, v: number, o: Init<AddPartitionsToTxnResult>): void {
  if (v >= 4) { w.string(v >= 3, o.transactionalId === undefined ? "" : o.transactionalId); }
  if (v >= 4) { w.array(v >= 3, o.topicResults === undefined ? [] : o.topicResults, (e) => writeAddPartitionsToTxnTopicResult(w, v, e)); }
  if (v >= 3) w.uvarint(0);
}

export interface AddPartitionsToTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
  resultsByTransaction: AddPartitionsToTxnResult[];
  resultsByTopicV3AndBelow: AddPartitionsToTxnTopicResult[];
}
export function readAddPartitionsToTxnResponse(r: KafkaReader, v: number): AddPartitionsToTxnResponse {
  const o: AddPartitionsToTxnResponse = { throttleTimeMs: 0, errorCode: 0, resultsByTransaction: [], resultsByTopicV3AndBelow: [] };
  o.throttleTimeMs = r.int32();
  if (v >= 4) { o.errorCode = r.int16(); }
  if (v >= 4) { o.resultsByTransaction = r.array(v >= 3, () => readAddPartitionsToTxnResult(r, v)); }
  if (v <= 3) { o.resultsByTopicV3AndBelow = r.array(v >= 3, () => readAddPartitionsToTxnTopicResult(r, v)); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddPartitionsToTxnResponse(w: KafkaWriter, v: number, o: Init<AddPartitionsToTxnResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  if (v >= 4) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 4) { w.array(v >= 3, o.resultsByTransaction === undefined ? [] : o.resultsByTransaction, (e) => writeAddPartitionsToTxnResult(w, v, e)); }
  if (v <= 3) { w.array(v >= 3, o.resultsByTopicV3AndBelow === undefined ? [] : o.resultsByTopicV3AndBelow, (e) => writeAddPartitionsToTxnTopicResult(w, v, e)); }
  if (v >= 3) w.uvarint(0);
}

