// Made by npm run generate:kafka from OffsetForLeaderEpochResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OffsetForLeaderTopicResult {
  topic: string;
  partitions: EpochEndOffset[];
}
export function readOffsetForLeaderTopicResult(r: KafkaReader, v: number): OffsetForLeaderTopicResult {
  const o: OffsetForLeaderTopicResult = { topic: "", partitions: [] };
  o.topic = r.string(v >= 4);
  o.partitions = r.array(v >= 4, () => readEpochEndOffset(r, v));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeOffsetForLeaderTopicResult(w: KafkaWriter, v: number, o: Init<OffsetForLeaderTopicResult>): void {
  w.string(v >= 4, o.topic === undefined ? "" : o.topic);
  w.array(v >= 4, o.partitions === undefined ? [] : o.partitions, (e) => writeEpochEndOffset(w, v, e));
  if (v >= 4) w.uvarint(0);
}

export interface EpochEndOffset {
  errorCode: number;
  partition: number;
  leaderEpoch: number;
  endOffset: number;
}
export function readEpochEndOffset(r: KafkaReader, v: number): EpochEndOffset {
  const o: EpochEndOffset = { errorCode: 0, partition: 0, leaderEpoch: -1, endOffset: -1 };
  o.errorCode = r.int16();
  o.partition = r.int32();
  o.leaderEpoch = r.int32();
  o.endOffset = r.int64();
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeEpochEndOffset(w: KafkaWriter, v: number, o: Init<EpochEndOffset>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int32(o.partition === undefined ? 0 : o.partition);
  w.int32(o.leaderEpoch === undefined ? -1 : o.leaderEpoch);
  w.int64(o.endOffset === undefined ? -1 : o.endOffset);
  if (v >= 4) w.uvarint(0);
}

export interface OffsetForLeaderEpochResponse {
  throttleTimeMs: number;
  topics: OffsetForLeaderTopicResult[];
}
export function readOffsetForLeaderEpochResponse(r: KafkaReader, v: number): OffsetForLeaderEpochResponse {
  const o: OffsetForLeaderEpochResponse = { throttleTimeMs: 0, topics: [] };
  o.throttleTimeMs = r.int32();
  o.topics = r.array(v >= 4, () => readOffsetForLeaderTopicResult(r, v));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeOffsetForLeaderEpochResponse(w: KafkaWriter, v: number, o: Init<OffsetForLeaderEpochResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 4, o.topics === undefined ? [] : o.topics, (e) => writeOffsetForLeaderTopicResult(w, v, e));
  if (v >= 4) w.uvarint(0);
}

