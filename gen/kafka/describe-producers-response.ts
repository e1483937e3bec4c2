// Made by npm run generate:kafka from DescribeProducersResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicResponse {
  name: string;
  partitions: PartitionResponse[];
}
export function readTopicResponse(r: KafkaReader, v: number): TopicResponse {
  const o: TopicResponse = { name: "", partitions: [] };
  o.name = r.string(true);
  o.partitions = r.array(true, () => readPartitionResponse(r, v));
  r.skipTagged();
  return o;
}
export function writeTopicResponse(w: KafkaWriter, v: number, o: Init<TopicResponse>): void {
  w.string(true, o.name === undefined ? "" : o.name);
  w.array(true, o.partitions === undefined ? [] : o.partitions, (e) => writePartitionResponse(w, v, e));
  w.uvarint(0);
}

export interface PartitionResponse {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
  activeProducers: ProducerState[];
}
export function readPartitionResponse(r: KafkaReader, v: number): PartitionResponse {
  const o: PartitionResponse = { partitionIndex: 0, errorCode: 0, errorMessage: null, activeProducers: [] };
  o.partitionIndex = r.int32();
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(true);
  o.activeProducers = r.array(true, () => readProducerState(r, v));
  r.skipTagged();
  return o;
}
export function writePartitionResponse(w: KafkaWriter, v: number, o: Init<PartitionResponse>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.errorMessage === undefined ? null : o.errorMessage);
  w.array(true, o.activeProducers === undefined ? [] : o.activeProducers, (e) => writeProducerState(w, v, e));
  w.uvarint(0);
}

export interface ProducerState {
  producerId: number;
  producerEpoch: number;
  lastSequence: number;
  lastTimestamp: number;
  coordinatorEpoch: number;
  currentTxnStartOffset: number;
}
export function readProducerState(r: KafkaReader, _v: number): ProducerState {
  const o: ProducerState = { producerId: 0, producerEpoch: 0, lastSequence: -1, lastTimestamp: -1, coordinatorEpoch: 0, currentTxnStartOffset: -1 };
  o.producerId = r.int64();
  o.producerEpoch = r.int32();
  o.lastSequence = r.int32();
  o.lastTimestamp = r.int64();
  o.coordinatorEpoch = r.int32();
  o.currentTxnStartOffset = r.int64();
  r.skipTagged();
  return o;
}
export function writeProducerState(w: KafkaWriter, _v: number, o: Init<ProducerState>): void {
  w.int64(o.producerId === undefined ? 0 : o.producerId);
  w.int32(o.producerEpoch === undefined ? 0 : o.producerEpoch);
  w.int32(o.lastSequence === undefined ? -1 : o.lastSequence);
  w.int64(o.lastTimestamp === undefined ? -1 : o.lastTimestamp);
  w.int32(o.coordinatorEpoch === undefined ? 0 : o.coordinatorEpoch);
  w.int64(o.currentTxnStartOffset === undefined ? -1 : o.currentTxnStartOffset);
  w.uvarint(0);
}

export interface DescribeProducersResponse {
  throttleTimeMs: number;
  topics: TopicResponse[];
}
export function readDescribeProducersResponse(r: KafkaReader, v: number): DescribeProducersResponse {
  const o: DescribeProducersResponse = { throttleTimeMs: 0, topics: [] };
  o.throttleTimeMs = r.int32();
  o.topics = r.array(true, () => readTopicResponse(r, v));
  r.skipTagged();
  return o;
}
export function writeDescribeProducersResponse(w: KafkaWriter, v: number, o: Init<DescribeProducersResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(true, o.topics === undefined ? [] : o.topics, (e) => writeTopicResponse(w, v, e));
  w.uvarint(0);
}

