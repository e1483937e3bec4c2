// Made by npm run generate:kafka from DescribeProducersRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicRequest {
  name: string;
  partitionIndexes: number[];
}
export function readTopicRequest(r: KafkaReader, _v: number): TopicRequest {
  const o: TopicRequest = { name: "", partitionIndexes: [] };
  o.name = r.string(true);
  o.partitionIndexes = r.array(true, () => r.int32());
  r.skipTagged();
  return o;
}
export function writeTopicRequest(w: KafkaWriter, _v: number, o: Init<TopicRequest>): void {
  w.string(true, o.name === undefined ? "" : o.name);
  w.array(true, o.partitionIndexes === undefined ? [] : o.partitionIndexes, (e) => w.int32(e));
  w.uvarint(0);
}

export interface DescribeProducersRequest {
  topics: TopicRequest[];
}
export function readDescribeProducersRequest(r: KafkaReader, v: number): DescribeProducersRequest {
  const o: DescribeProducersRequest = { topics: [] };
  o.topics = r.array(true, () => readTopicRequest(r, v));
  r.skipTagged();
  return o;
}
export function writeDescribeProducersRequest(w: KafkaWriter, v: number, o: Init<DescribeProducersRequest>): void {
  w.array(true, o.topics === undefined ? [] : o.topics, (e) => writeTopicRequest(w, v, e));
  w.uvarint(0);
}

