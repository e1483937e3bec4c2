// Made by npm run generate:kafka from DescribeTransactionsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TransactionState {
  errorCode: number;
  transactionalId: string;
  transactionState: string;
  transactionTimeoutMs: number;
  transactionStartTimeMs: number;
  producerId: number;
  producerEpoch: number;
  topics: TopicData[];
}
export function readTransactionState(r: KafkaReader, v: number): TransactionState {
  const o: TransactionState = { errorCode: 0, transactionalId: "", transactionState: "", transactionTimeoutMs: 0, transactionStartTimeMs: 0, producerId: 0, producerEpoch: 0, topics: [] };
  o.errorCode = r.int16();
  o.transactionalId = r.string(true);
  o.transactionState = r.string(true);
  o.transactionTimeoutMs = r.int32();
  o.transactionStartTimeMs = r.int64();
  o.producerId = r.int64();
  o.producerEpoch = r.int16();
  o.topics = r.array(true, () => readTopicData(r, v));
  r.skipTagged();
  return o;
}
export function writeTransactionState(w: KafkaWriter, v: number, o: Init<TransactionState>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.transactionalId === undefined ? "" : o.transactionalId);
  w.string(true, o.transactionState === undefined ? "" : o.transactionState);
  w.int32(o.transactionTimeoutMs === undefined ? 0 : o.transactionTimeoutMs);
  w.int64(o.transactionStartTimeMs === undefined ? 0 : o.transactionStartTimeMs);
  w.int64(o.producerId === undefined ? 0 : o.producerId);
  w.int16(o.producerEpoch === undefined ? 0 : o.producerEpoch);
  w.array(true, o.topics === undefined ? [] : o.topics, (e) => writeTopicData(w, v, e));
  w.uvarint(0);
}

export interface TopicData {
  topic: string;
  partitions: number[];
}
export function readTopicData(r: KafkaReader, _v: number): TopicData {
  const o: TopicData = { topic: "", partitions: [] };
  o.topic = r.string(true);
  o.partitions = r.array(true, () => r.int32());
  r.skipTagged();
  return o;
}
export function writeTopicData(w: KafkaWriter, _v: number, o: Init<TopicData>): void {
  w.string(true, o.topic === undefined ? "" : o.topic);
  w.array(true, o.partitions === undefined ? [] : o.partitions, (e) => w.int32(e));
  w.uvarint(0);
}

export interface DescribeTransactionsResponse {
  throttleTimeMs: number;
  transactionStates: TransactionState[];
}
export function readDescribeTransactionsResponse(r: KafkaReader, v: number): DescribeTransactionsResponse {
  const o: DescribeTransactionsResponse = { throttleTimeMs: 0, transactionStates: [] };
  o.throttleTimeMs = r.int32();
  o.transactionStates = r.array(true, () => readTransactionState(r, v));
  r.skipTagged();
  return o;
}
export function writeDescribeTransactionsResponse(w: KafkaWriter, v: number, o: Init<DescribeTransactionsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(true, o.transactionStates === undefined ? [] : o.transactionStates, (e) => writeTransactionState(w, v, e));
  w.uvarint(0);
}

