// Made by npm run generate:kafka from ConsumerGroupHeartbeatRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
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

export interface ConsumerGroupHeartbeatRequest {
  groupId: string;
  memberId: string;
  memberEpoch: number;
  instanceId: string | null;
  rackId: string | null;
  rebalanceTimeoutMs: number;
  subscribedTopicNames: string[] | null;
  subscribedTopicRegex: string | null;
  serverAssignor: string | null;
  topicPartitions: TopicPartitions[] | null;
}
export function readConsumerGroupHeartbeatRequest(r: KafkaReader, v: number): ConsumerGroupHeartbeatRequest {
  const o: ConsumerGroupHeartbeatRequest = { groupId: "", memberId: "", memberEpoch: 0, instanceId: null, rackId: null, rebalanceTimeoutMs: -1, subscribedTopicNames: null, subscribedTopicRegex: null, serverAssignor: null, topicPartitions: null };
  o.groupId = r.string(true);
  o.memberId = r.string(true);
  o.memberEpoch = r.int32();
  o.instanceId = r.nullableString(true);
  o.rackId = r.nullableString(true);
  o.rebalanceTimeoutMs = r.int32();
  o.subscribedTopicNames = r.nullableArray(true, () => r.string(true));
  if (v >= 1) { o.subscribedTopicRegex = v >= 1 ? r.nullableString(true) : r.string(true); }
  o.serverAssignor = r.nullableString(true);
  o.topicPartitions = r.nullableArray(true, () => readTopicPartitions(r, v));
  r.skipTagged();
  return o;
}
export function writeConsumerGroupHeartbeatRequest(w: KafkaWriter, v: number, o: Init<ConsumerGroupHeartbeatRequest>): void {
  w.string(true, o.groupId === undefined ? "" : o.groupId);
  w.string(true, o.memberId === undefined ? "" : o.memberId);
  w.int32(o.memberEpoch === undefined ? 0 : o.memberEpoch);
  w.string(true, o.instanceId === undefined ? null : o.instanceId);
  w.string(true, o.rackId === undefined ? null : o.rackId);
  w.int32(o.rebalanceTimeoutMs === undefined ? -1 : o.rebalanceTimeoutMs);
  w.array(true, o.subscribedTopicNames === undefined ? null : o.subscribedTopicNames, (e) => w.string(true, e));
  if (v >= 1) { w.string(true, o.subscribedTopicRegex === undefined ? null : o.subscribedTopicRegex); }
  w.string(true, o.serverAssignor === undefined ? null : o.serverAssignor);
  w.array(true, o.topicPartitions === undefined ? null : o.topicPartitions, (e) => writeTopicPartitions(w, v, e));
  w.uvarint(0);
}

