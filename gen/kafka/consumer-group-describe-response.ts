// Made by npm run generate:kafka from ConsumerGroupDescribeResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicPartitions {
  topicId: string;
  topicName: string;
  partitions: number[];
}
export function readTopicPartitions(r: KafkaReader, _v: number): TopicPartitions {
  const o: TopicPartitions = { topicId: "00000000-0000-0000-0000-000000000000", topicName: "", partitions: [] };
  o.topicId = r.uuid();
  o.topicName = r.string(true);
  o.partitions = r.array(true, () => r.int32());
  r.skipTagged();
  return o;
}
export function writeTopicPartitions(w: KafkaWriter, _v: number, o: Init<TopicPartitions>): void {
  w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId);
  w.string(true, o.topicName === undefined ? "" : o.topicName);
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

export interface DescribedGroup {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  groupEpoch: number;
  assignmentEpoch: number;
  assignorName: string;
  members: Member[];
  authorizedOperations: number;
}
export function readDescribedGroup(r: KafkaReader, v: number): DescribedGroup {
  const o: DescribedGroup = { errorCode: 0, errorMessage: null, groupId: "", groupState: "", groupEpoch: 0, assignmentEpoch: 0, assignorName: "", members: [], authorizedOperations: -2147483648 };
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(true);
  o.groupId = r.string(true);
  o.groupState = r.string(true);
  o.groupEpoch = r.int32();
  o.assignmentEpoch = r.int32();
  o.assignorName = r.string(true);
  o.members = r.array(true, () => readMember(r, v));
  o.authorizedOperations = r.int32();
  r.skipTagged();
  return o;
}
export function writeDescribedGroup(w: KafkaWriter, v: number, o: Init<DescribedGroup>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.errorMessage === undefined ? null : o.errorMessage);
  w.string(true, o.groupId === undefined ? "" : o.groupId);
  w.string(true, o.groupState === undefined ? "" : o.groupState);
  w.int32(o.groupEpoch === undefined ? 0 : o.groupEpoch);
  w.int32(o.assignmentEpoch === undefined ? 0 : o.assignmentEpoch);
  w.string(true, o.assignorName === undefined ? "" : o.assignorName);
  w.array(true, o.members === undefined ? [] : o.members, (e) => writeMember(w, v, e));
  w.int32(o.authorizedOperations === undefined ? -2147483648 : o.authorizedOperations);
  w.uvarint(0);
}

export interface Member {
  memberId: string;
  instanceId: string | null;
  rackId: string | null;
  memberEpoch: number;
  clientId: string;
  clientHost: string;
  subscribedTopicNames: string[];
  subscribedTopicRegex: string | null;
  assignment: Assignment;
  targetAssignment: Assignment;
  memberType: number;
}
export function readMember(r: KafkaReader, v: number): Member {
  const o: Member = { memberId: "", instanceId: null, rackId: null, memberEpoch: 0, clientId: "", clientHost: "", subscribedTopicNames: [], subscribedTopicRegex: null, assignment: { topicPartitions: [] }, targetAssignment: { topicPartitions: [] }, memberType: -1 };
  o.memberId = r.string(true);
  o.instanceId = r.nullableString(true);
  o.rackId = r.nullableString(true);
  o.memberEpoch = r.int32();
  o.clientId = r.string(true);
  o.clientHost = r.string(true);
  o.subscribedTopicNames = r.array(true, () => r.string(true));
  o.subscribedTopicRegex = r.nullableString(true);
  o.assignment = readAssignment(r, v);
  o.targetAssignment = readAssignment(r, v);
  if (v >= 1) { o.memberType = r.int8(); }
  r.skipTagged();
  return o;
}
export function writeMember(w: KafkaWriter, v: number, o: Init<Member>): void {
  w.string(true, o.memberId === undefined ? "" : o.memberId);
  w.string(true, o.instanceId === undefined ? null : o.instanceId);
  w.string(true, o.rackId === undefined ? null : o.rackId);
  w.int32(o.memberEpoch === undefined ? 0 : o.memberEpoch);
  w.string(true, o.clientId === undefined ? "" : o.clientId);
  w.string(true, o.clientHost === undefined ? "" : o.clientHost);
  w.array(true, o.subscribedTopicNames === undefined ? [] : o.subscribedTopicNames, (e) => w.string(true, e));
  w.string(true, o.subscribedTopicRegex === undefined ? null : o.subscribedTopicRegex);
  writeAssignment(w, v, o.assignment ?? {});
  writeAssignment(w, v, o.targetAssignment ?? {});
  if (v >= 1) { w.int8(o.memberType === undefined ? -1 : o.memberType); }
  w.uvarint(0);
}

export interface ConsumerGroupDescribeResponse {
  throttleTimeMs: number;
  groups: DescribedGroup[];
}
export function readConsumerGroupDescribeResponse(r: KafkaReader, v: number): ConsumerGroupDescribeResponse {
  const o: ConsumerGroupDescribeResponse = { throttleTimeMs: 0, groups: [] };
  o.throttleTimeMs = r.int32();
  o.groups = r.array(true, () => readDescribedGroup(r, v));
  r.skipTagged();
  return o;
}
export function writeConsumerGroupDescribeResponse(w: KafkaWriter, v: number, o: Init<ConsumerGroupDescribeResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(true, o.groups === undefined ? [] : o.groups, (e) => writeDescribedGroup(w, v, e));
  w.uvarint(0);
}

