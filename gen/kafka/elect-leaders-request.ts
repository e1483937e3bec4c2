// Made by npm run generate:kafka from ElectLeadersRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicPartitions {
  topic: string;
  partitions: number[];
}
export function readTopicPartitions(r: KafkaReader, v: number): TopicPartitions {
  const o: TopicPartitions = { topic: "", partitions: [] };
  o.topic = r.string(v >= 2);
  o.partitions = r.array(v >= 2, () => r.int32());
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeTopicPartitions(w: KafkaWriter, v: number, o: Init<TopicPartitions>): void {
  w.string(v >= 2, o.topic === undefined ? "" : o.topic);
  w.array(v >= 2, o.partitions === undefined ? [] : o.partitions, (e) => w.int32(e));
  if (v >= 2) w.uvarint(0);
}

export interface ElectLeadersRequest {
  electionType: number;
  topicPartitions: TopicPartitions[] | null;
  timeoutMs: number;
}
export function readElectLeadersRequest(r: KafkaReader, v: number): ElectLeadersRequest {
  const o: ElectLeadersRequest = { electionType: 0, topicPartitions: [], timeoutMs: 60000 };
  if (v >= 1) { o.electionType = r.int8(); }
  o.topicPartitions = r.nullableArray(v >= 2, () => readTopicPartitions(r, v));
  o.timeoutMs = r.int32();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeElectLeadersRequest(w: KafkaWriter, v: number, o: Init<ElectLeadersRequest>): void {
  if (v >= 1) { w.int8(o.electionType === undefined ? 0 : o.electionType); }
  w.array(v >= 2, o.topicPartitions === undefined ? [] : o.topicPartitions, (e) => writeTopicPartitions(w, v, e));
  w.int32(o.timeoutMs === undefined ? 60000 : o.timeoutMs);
  if (v >= 2) w.uvarint(0);
}

