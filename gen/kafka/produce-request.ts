// Made by npm run generate:kafka from ProduceRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicProduceData {
  name: string;
  topicId: string;
  partitionData: PartitionProduceData[];
}
export function readTopicProduceData(r: KafkaReader, v: number): TopicProduceData {
  const o: TopicProduceData = { name: "", topicId: "00000000-0000-0000-0000-000000000000", partitionData: [] };
  if (v <= 12) { o.name = r.string(v >= 9); }
  if (v >= 13) { o.topicId = r.uuid(); }
  o.partitionData = r.array(v >= 9, () => readPartitionProduceData(r, v));
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeTopicProduceData(w: KafkaWriter, v: number, o: Init<TopicProduceData>): void {
  if (v <= 12) { w.string(v >= 9, o.name === undefined ? "" : o.name); }
  if (v >= 13) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.array(v >= 9, o.partitionData === undefined ? [] : o.partitionData, (e) => writePartitionProduceData(w, v, e));
  if (v >= 9) w.uvarint(0);
}

export interface PartitionProduceData {
  index: number;
  records: Uint8Array | null;
}
export function readPartitionProduceData(r: KafkaReader, v: number): PartitionProduceData {
  const o: PartitionProduceData = { index: 0, records: new Uint8Array(0) };
  o.index = r.int32();
  o.records = r.nullableBytes(v >= 9);
  if (v >= 9) r.skipTagged();
  return o;
}
export function writePartitionProduceData(w: KafkaWriter, v: number, o: Init<PartitionProduceData>): void {
  w.int32(o.index === undefined ? 0 : o.index);
  w.bytes(v >= 9, o.records === undefined ? new Uint8Array(0) : o.records);
  if (v >= 9) w.uvarint(0);
}

export interface ProduceRequest {
  transactionalId: string | null;
  acks: number;
  timeoutMs: number;
  topicData: TopicProduceData[];
}
export function readProduceRequest(r: KafkaReader, v: number): ProduceRequest {
  const o: ProduceRequest = { transactionalId: null, acks: 0, timeoutMs: 0, topicData: [] };
  o.transactionalId = r.nullableString(v >= 9);
  o.acks = r.int16();
  o.timeoutMs = r.int32();
  o.topicData = r.array(v >= 9, () => readTopicProduceData(r, v));
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeProduceRequest(w: KafkaWriter, v: number, o: Init<ProduceRequest>): void {
  w.string(v >= 9, o.transactionalId === undefined ? null : o.transactionalId);
  w.int16(o.acks === undefined ? 0 : o.acks);
  w.int32(o.timeoutMs === undefined ? 0 : o.timeoutMs);
  w.array(v >= 9, o.topicData === undefined ? [] : o.topicData, (e) => writeTopicProduceData(w, v, e));
  if (v >= 9) w.uvarint(0);
}

