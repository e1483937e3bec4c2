// Made by npm run generate:kafka from ConsumerProtocolAssignment.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicPartition {
  topic: string;
  partitions: number[];
}
export function readTopicPartition(r: KafkaReader, _v: number): TopicPartition {
  const o: TopicPartition = { topic: "", partitions: [] };
  o.topic = r.string(false);
  o.partitions = r.array(false, () => r.int32());
  return o;
}
export function writeTopicPartition(w: KafkaWriter, _v: number, o: Init<TopicPartition>): void {
  w.string(false, o.topic === undefined ? "" : o.topic);
  w.array(false, o.partitions === undefined ? [] : o.partitions, (e) => w.int32(e));
}

export interface ConsumerProtocolAssignment {
  assignedPartitions: TopicPartition[];
  userData: Uint8Array | null;
}
export function readConsumerProtocolAssignment(r: KafkaReader, v: number): ConsumerProtocolAssignment {
  const o: ConsumerProtocolAssignment = { assignedPartitions: [], userData: null };
  o.assignedPartitions = r.array(false, () => readTopicPartition(r, v));
  o.userData = r.nullableBytes(false);
  return o;
}
export function writeConsumerProtocolAssignment(w: KafkaWriter, v: number, o: Init<ConsumerProtocolAssignment>): void {
  w.array(false, o.assignedPartitions === undefined ? [] : o.assignedPartitions, (e) => writeTopicPartition(w, v, e));
  w.bytes(false, o.userData === undefined ? null : o.userData);
}

