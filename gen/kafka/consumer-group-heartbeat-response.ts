// Made by npm run generate:kafka from ConsumerGroupHeartbeatResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicPartitions {
  topicId: string;
  partitions: number[];
}
export function readTopicPartitions(r: KafkaReader, _v: number): TopicPartitions {
  const o: TopicPartitions = { topicId: "00000000-0000-0000-0000-000000000000", partitions: [] };
  o.topicId = r.uuid();
  o.partitions = r.array(true, () => r.int32());
  r.skipTagged();
  return o;
}
export function writeTopicPartitions(w: KafkaWriter, _v: number, o: Init<TopicPartitions>): void {
  w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId);
  w.array(true, o.partitions === undefined ? [] : o.partitions, (e) => w.int32(e));
  w.uvarint(0);
}

export interface Assignment {
  topicPartitions: TopicPartitions[];
}
export function readAssignment(r: KafkaReader, v: number): Assignment {
  const o: Assignment = { topicPartitions: [] };
  o.topicPartitions = r.array(true, () => readTopicPartitions(r, v));
  r.skipTagged();
  return o;
}
export function writeAssignment(w: KafkaWriter, v: number, o: Init<Assignment>): void {
  w.array(true, o.topicPartitions === undefined ? [] : o.topicPartitions, (e) => writeTopicPartitions(w, v, e));
  w.uvarint(0);
}

export interface ConsumerGroupHeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  memberId: string | null;
  memberEpoch: number;
  heartbeatIntervalMs: number;
  assignment: Assignment | null;
}
export function readConsumerGroupHeartbeatResponse(r: KafkaReader, v: number): ConsumerGroupHeartbeatResponse {
  const o: ConsumerGroupHeartbeatResponse = { throttleTimeMs: 0, errorCode: 0, errorMessage: null, memberId: null, memberEpoch: 0, heartbeatIntervalMs: 0, assignment: null };
  o.throttleTimeMs = r.int32();
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(true);
  o.memberId = r.nullableString(true);
  o.memberEpoch = r.int32();
  o.heartbeatIntervalMs = r.int32();
  o.assignment = (r.int8() < 0 ? null : readAssignment(r, v));
  r.skipTagged();
  return o;
}
export function writeConsumerGroupHeartbeatResponse(w: KafkaWriter, v: number, o: Init<ConsumerGroupHeartbeatResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.errorMessage === undefined ? null : o.errorMessage);
  w.string(true, o.memberId === undefined ? null : o.memberId);
  w.int32(o.memberEpoch === undefined ? 0 : o.memberEpoch);
  w.int32(o.heartbeatIntervalMs === undefined ? 0 : o.heartbeatIntervalMs);
  if (o.assignment == null) w.int8(-1); else { w.int8(1); writeAssignment(w, v, o.assignment); }
  w.uvarint(0);
}

