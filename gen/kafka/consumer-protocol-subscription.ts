// Made by npm run generate:kafka from ConsumerProtocolSubscription.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicPartition {
  topic: string;
  partitions: number[];
}
export function readTopicPartition(r: KafkaReader, v: number): TopicPartition {
  const o: TopicPartition = { topic: "", partitions: [] };
  if (v >= 1) { o.topic = r.string(false); }
  if (v >= 1) { o.partitions = r.array(false, () => r.int32()); }
  return o;
}
export function writeTopicPartition(w: KafkaWriter, v: number, o: Init<TopicPartition>): void {
  if (v >= 1) { w.string(false, o.topic === undefined ? "" : o.topic); }
  if (v >= 1) { w.array(false, o.partitions === undefined ? [] : o.partitions, (e) => w.int32(e)); }
}

export interface ConsumerProtocolSubscription {
  topics: string[];
  userData: Uint8Array | null;
  ownedPartitions: TopicPartition[];
  generationId: number;
  rackId: string | null;
}
export function readConsumerProtocolSubscription(r: KafkaReader, v: number): ConsumerProtocolSubscription {
  const o: ConsumerProtocolSubscription = { topics: [], userData: null, ownedPartitions: [], generationId: -1, rackId: null };
  o.topics = r.array(false, () => r.string(false));
  o.userData = r.nullableBytes(false);
  if (v >= 1) { o.ownedPartitions = r.array(false, () => readTopicPartition(r, v)); }
  if (v >= 2) { o.generationId = r.int32(); }
  if (v >= 3) { o.rackId = v >= 3 ? r.nullableString(false) : r.string(false); }
  return o;
}
export function writeConsumerProtocolSubscription(w: KafkaWriter, v: number, o: Init<ConsumerProtocolSubscription>): void {
  w.array(false, o.topics === undefined ? [] : o.topics, (e) => w.string(false, e));
  w.bytes(false, o.userData === undefined ? null : o.userData);
  if (v >= 1) { w.array(false, o.ownedPartitions === undefined ? [] : o.ownedPartitions, (e) => writeTopicPartition(w, v, e)); }
  if (v >= 2) { w.int32(o.generationId === undefined ? -1 : o.generationId); }
  if (v >= 3) { w.string(false, o.rackId === undefined ? null : o.rackId); }
}

