// Made by npm run generate:kafka from DescribeTopicPartitionsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicRequest {
  name: string;
}
export function readTopicRequest(r: KafkaReader, _v: number): TopicRequest {
  const o: TopicRequest = { name: "" };
  o.name = r.string(true);
  r.skipTagged();
  return o;
}
export function writeTopicRequest(w: KafkaWriter, _v: number, o: Init<TopicRequest>): void {
  w.string(true, o.name === undefined ? "" : o.name);
  w.uvarint(0);
}

export interface Cursor {
  topicName: string;
  partitionIndex: number;
}
export function readCursor(r: KafkaReader, _v: number): Cursor {
  const o: Cursor = { topicName: "", partitionIndex: 0 };
  o.topicName = r.string(true);
  o.partitionIndex = r.int32();
  r.skipTagged();
  return o;
}
export function writeCursor(w: KafkaWriter, _v: number, o: Init<Cursor>): void {
  w.string(true, o.topicName === undefined ? "" : o.topicName);
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.uvarint(0);
}

export interface DescribeTopicPartitionsRequest {
  topics: TopicRequest[];
  responsePartitionLimit: number;
  cursor: Cursor | null;
}
export function readDescribeTopicPartitionsRequest(r: KafkaReader, v: number): DescribeTopicPartitionsRequest {
  const o: DescribeTopicPartitionsRequest = { topics: [], responsePartitionLimit: 2000, cursor: null };
  o.topics = r.array(true, () => readTopicRequest(r, v));
  o.responsePartitionLimit = r.int32();
  o.cursor = (r.int8() < 0 ? null : readCursor(r, v));
  r.skipTagged();
  return o;
}
export function writeDescribeTopicPartitionsRequest(w: KafkaWriter, v: number, o: Init<DescribeTopicPartitionsRequest>): void {
  w.array(true, o.topics === undefined ? [] : o.topics, (e) => writeTopicRequest(w, v, e));
  w.int32(o.responsePartitionLimit === undefined ? 2000 : o.responsePartitionLimit);
  if (o.cursor == null) w.int8(-1); else { w.int8(1); writeCursor(w, v, o.cursor); }
  w.uvarint(0);
}

