// Made by npm run generate:kafka from DescribeLogDirsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribableLogDirTopic {
  topic: string;
  partitions: number[];
}
export function readDescribableLogDirTopic(r: KafkaReader, v: number): DescribableLogDirTopic {
  const o: DescribableLogDirTopic = { topic: "", partitions: [] };
  o.topic = r.string(v >= 2);
  o.partitions = r.array(v >= 2, () => r.int32());
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribableLogDirTopic(w: KafkaWriter, v: number, o: Init<DescribableLogDirTopic>): void {
  w.string(v >= 2, o.topic === undefined ? "" : o.topic);
  w.array(v >= 2, o.partitions === undefined ? [] : o.partitions, (e) => w.int32(e));
  if (v >= 2) w.uvarint(0);
}

export interface DescribeLogDirsRequest {
  topics: DescribableLogDirTopic[] | null;
}
export function readDescribeLogDirsRequest(r: KafkaReader, v: number): DescribeLogDirsRequest {
  const o: DescribeLogDirsRequest = { topics: [] };
  o.topics = r.nullableArray(v >= 2, () => readDescribableLogDirTopic(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribeLogDirsRequest(w: KafkaWriter, v: number, o: Init<DescribeLogDirsRequest>): void {
  w.array(v >= 2, o.topics === undefined ? [] : o.topics, (e) => writeDescribableLogDirTopic(w, v, e));
  if (v >= 2) w.uvarint(0);
}

