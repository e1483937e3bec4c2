// Made by npm run generate:kafka from OffsetFetchRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface OffsetFetchRequestTopic {
  name: string;
  partitionIndexes: number[];
}
export function readOffsetFetchRequestTopic(r: KafkaReader, v: number): OffsetFetchRequestTopic {
  const o: OffsetFetchRequestTopic = { name: "", partitionIndexes: [] };
  if (v <= 7) { o.name = r.string(v >= 6); }
  if (v <= 7) { o.partitionIndexes = r.array(v >= 6, () => r.int32()); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchRequestTopic(w: KafkaWriter, v: number, o: Init<OffsetFetchRequestTopic>): void {
  if (v <= 7) { w.string(v >= 6, o.name === undefined ? "" : o.name); }
  if (v <= 7) { w.array(v >= 6, o.partitionIndexes === undefined ? [] : o.partitionIndexes, (e) => w.int32(e)); }
  if (v >= 6) w.uvarint(0);
}

export interface OffsetFetchRequestGroup {
  groupId: string;
  memberId: string | null;
  memberEpoch: number;
  topics: OffsetFetchRequestTopics[] | null;
}
export function readOffsetFetchRequestGroup(r: KafkaReader, v: number): OffsetFetchRequestGroup {
  const o: OffsetFetchRequestGroup = { groupId: "", memberId: null, memberEpoch: -1, topics: [] };
  if (v >= 8) { o.groupId = r.string(v >= 6); }
  if (v >= 9) { o.memberId = v >= 9 ? r.nullableString(v >= 6) : r.string(v >= 6); }
  if (v >= 9) { o.memberEpoch = r.int32(); }
  if (v >= 8) { o.topics = v >= 8 ? r.nullableArray(v >= 6, () => readOffsetFetchRequestTopics(r, v)) : r.array(v >= 6, () => readOffsetFetchRequestTopics(r, v)); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchRequestGroup(w: KafkaWriter, v: number, o: Init<OffsetFetchRequestGroup>): void {
  if (v >= 8) { w.string(v >= 6, o.groupId === undefined ? "" : o.groupId); }
  if (v >= 9) { w.string(v >= 6, o.memberId === undefined ? null : o.memberId); }
  if (v >= 9) { w.int32(o.memberEpoch === undefined ? -1 : o.memberEpoch); }
  if (v >= 8) { w.array(v >= 6, o.topics === undefined ? [] : o.topics, (e) => writeOffsetFetchRequestTopics(w, v, e)); }
  if (v >= 6) w.uvarint(0);
}

export interface OffsetFetchRequestTopics {
  name: string;
  topicId: string;
  partitionIndexes: number[];
}
export function readOffsetFetchRequestTopics(r: KafkaReader, v: number): OffsetFetchRequestTopics {
  const o: OffsetFetchRequestTopics = { name: "", topicId: "00000000-0000-0000-0000-000000000000", partitionIndexes: [] };
  if (v >= 8 && v <= 9) { o.name = r.string(v >= 6); }
  if (v >= 10) { o.topicId = r.uuid(); }
  if (v >= 8) { o.partitionIndexes = r.array(v >= 6, () => r.int32()); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchRequestTopics(w: KafkaWriter, v: number, o: Init<OffsetFetchRequestTopics>): void {
  if (v >= 8 && v <= 9) { w.string(v >= 6, o.name === undefined ? "" : o.name); }
  if (v >= 10) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  if (v >= 8) { w.array(v >= 6, o.partitionIndexes === undefined ? [] : o.partitionIndexes, (e) => w.int32(e)); }
  if (v >= 6) w.uvarint(0);
}

export interface OffsetFetchRequest {
  groupId: string;
  topics: OffsetFetchRequestTopic[] | null;
  groups: OffsetFetchRequestGroup[];
  requireStable: boolean;
}
export function readOffsetFetchRequest(r: KafkaReader, v: number): OffsetFetchRequest {
  const o: OffsetFetchRequest = { groupId: "", topics: [], groups: [], requireStable: false };
  if (v <= 7) { o.groupId = r.string(v >= 6); }
  if (v <= 7) { o.topics = v >= 2 && v <= 7 ? r.nullableArray(v >= 6, () => readOffsetFetchRequestTopic(r, v)) : r.array(v >= 6, () => readOffsetFetchRequestTopic(r, v)); }
  if (v >= 8) { o.groups = r.array(v >= 6, () => readOffsetFetchRequestGroup(r, v)); }
  if (v >= 7) { o.requireStable = r.bool(); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeOffsetFetchRequest(w: KafkaWriter, v: number, o: Init<OffsetFetchRequest>): void {
  if (v <= 7) { w.string(v >= 6, o.groupId === undefined ? "" : o.groupId); }
  if (v <= 7) { w.array(v >= 6, o.topics === undefined ? [] : o.topics, (e) => writeOffsetFetchRequestTopic(w, v, e)); }
  if (v >= 8) { w.array(v >= 6, o.groups === undefined ? [] : o.groups, (e) => writeOffsetFetchRequestGroup(w, v, e)); }
  if (v >= 7) { w.bool(o.requireStable === undefined ? false : o.requireStable); }
  if (v >= 6) w.uvarint(0);
}

