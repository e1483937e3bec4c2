// Made by npm run generate:kafka from FetchRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ReplicaState {
  replicaId: number;
  replicaEpoch: number;
}
export function readReplicaState(r: KafkaReader, v: number): ReplicaState {
  const o: ReplicaState = { replicaId: -1, replicaEpoch: -1 };
  if (v >= 15) { o.replicaId = r.int32(); }
  if (v >= 15) { o.replicaEpoch = r.int64(); }
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeReplicaState(w: KafkaWriter, v: number, o: Init<ReplicaState>): void {
  if (v >= 15) { w.int32(o.replicaId === undefined ? -1 : o.replicaId); }
  if (v >= 15) { w.int64(o.replicaEpoch === undefined ? -1 : o.replicaEpoch); }
  if (v >= 12) w.uvarint(0);
}

export interface FetchTopic {
  topic: string;
  topicId: string;
  partitions: FetchPartition[];
}
export function readFetchTopic(r: KafkaReader, v: number): FetchTopic {
  const o: FetchTopic = { topic: "", topicId: "00000000-0000-0000-0000-000000000000", partitions: [] };
  if (v <= 12) { o.topic = r.string(v >= 12); }
  if (v >= 13) { o.topicId = r.uuid(); }
  o.partitions = r.array(v >= 12, () => readFetchPartition(r, v));
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeFetchTopic(w: KafkaWriter, v: number, o: Init<FetchTopic>): void {
  if (v <= 12) { w.string(v >= 12, o.topic === undefined ? "" : o.topic); }
  if (v >= 13) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.array(v >= 12, o.partitions === undefined ? [] : o.partitions, (e) => writeFetchPartition(w, v, e));
  if (v >= 12) w.uvarint(0);
}

export interface FetchPartition {
  partition: number;
  currentLeaderEpoch: number;
  fetchOffset: number;
  lastFetchedEpoch: number;
  logStartOffset: number;
  partitionMaxBytes: number;
  replicaDirectoryId: string;
  highWatermark: number;
}
export function readFetchPartition(r: KafkaReader, v: number): FetchPartition {
  const o: FetchPartition = { partition: 0, currentLeaderEpoch: -1, fetchOffset: 0, lastFetchedEpoch: -1, logStartOffset: -1, partitionMaxBytes: 0, replicaDirectoryId: "00000000-0000-0000-0000-000000000000", highWatermark: 9223372036854776000 };
  o.partition = r.int32();
  if (v >= 9) { o.currentLeaderEpoch = r.int32(); }
  o.fetchOffset = r.int64();
  if (v >= 12) { o.lastFetchedEpoch = r.int32(); }
  if (v >= 5) { o.logStartOffset = r.int64(); }
  o.partitionMaxBytes = r.int32();
  if (v >= 12) for (let n = r.taggedCount(); n > 0; n--) {
    const tag = r.uvarint(), end = r.taggedEnd();
    if (tag === 0 && v >= 17) o.replicaDirectoryId = r.uuid();
    else if (tag === 1 && v >= 18) o.highWatermark = r.int64();
    r.endTagged(end);
  }
  return o;
}
export function writeFetchPartition(w: KafkaWriter, v: number, o: Init<FetchPartition>): void {
  w.int32(o.partition === undefined ? 0 : o.partition);
  if (v >= 9) { w.int32(o.currentLeaderEpoch === undefined ? -1 : o.currentLeaderEpoch); }
  w.int64(o.fetchOffset === undefined ? 0 : o.fetchOffset);
  if (v >= 12) { w.int32(o.lastFetchedEpoch === undefined ? -1 : o.lastFetchedEpoch); }
  if (v >= 5) { w.int64(o.logStartOffset === undefined ? -1 : o.logStartOffset); }
  w.int32(o.partitionMaxBytes === undefined ? 0 : o.partitionMaxBytes);
  if (v >= 12) {
    const has0 = v >= 17 && o.replicaDirectoryId !== undefined && !w.isSame(o.replicaDirectoryId, "00000000-0000-0000-0000-000000000000");
    const has1 = v >= 18 && o.highWatermark !== undefined && !w.isSame(o.highWatermark, 9223372036854776000);
    w.uvarint((has0 ? 1 : 0) + (has1 ? 1 : 0));
    if (has0) w.tagged(0, () => { w.uuid(o.replicaDirectoryId === undefined ? "00000000-0000-0000-0000-000000000000" : o.replicaDirectoryId); });
    if (has1) w.tagged(1, () => { w.int64(o.highWatermark === undefined ? 9223372036854776000 : o.highWatermark); });
  }
}

export interface ForgottenTopic {
  topic: string;
  topicId: string;
  partitions: number[];
}
export function readForgottenTopic(r: KafkaReader, v: number): ForgottenTopic {
  const o: ForgottenTopic = { topic: "", topicId: "00000000-0000-0000-0000-000000000000", partitions: [] };
  if (v >= 7 && v <= 12) { o.topic = r.string(v >= 12); }
  if (v >= 13) { o.topicId = r.uuid(); }
  if (v >= 7) { o.partitions = r.array(v >= 12, () => r.int32()); }
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeForgottenTopic(w: KafkaWriter, v: number, o: Init<ForgottenTopic>): void {
  if (v >= 7 && v <= 12) { w.string(v >= 12, o.topic === undefined ? "" : o.topic); }
  if (v >= 13) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  if (v >= 7) { w.array(v >= 12, o.partitions === undefined ? [] : o.partitions, (e) => w.int32(e)); }
  if (v >= 12) w.uvarint(0);
}

export interface FetchRequest {
  clusterId: string | null;
  replicaId: number;
  replicaState: ReplicaState;
  maxWaitMs: number;
  minBytes: number;
  maxBytes: number;
  isolationLevel: number;
  sessionId: number;
  sessionEpoch: number;
  topics: FetchTopic[];
  forgottenTopicsData: ForgottenTopic[];
  rackId: string;
}
export function readFetchRequest(r: KafkaReader, v: number): FetchRequest {
  const o: FetchRequest = { clusterId: null, replicaId: -1, replicaState: { replicaId: -1, replicaEpoch: -1 }, maxWaitMs: 0, minBytes: 0, maxBytes: 2147483647, isolationLevel: 0, sessionId: 0, sessionEpoch: -1, topics: [], forgottenTopicsData: [], rackId: "" };
  if (v <= 14) { o.replicaId = r.int32(); }
  o.maxWaitMs = r.int32();
  o.minBytes = r.int32();
  o.maxBytes = r.int32();
  o.isolationLevel = r.int8();
  if (v >= 7) { o.sessionId = r.int32(); }
  if (v >= 7) { o.sessionEpoch = r.int32(); }
  o.topics = r.array(v >= 12, () => readFetchTopic(r, v));
  if (v >= 7) { o.forgottenTopicsData = r.array(v >= 12, () => readForgottenTopic(r, v)); }
  if (v >= 11) { o.rackId = r.string(v >= 12); }
  if (v >= 12) for (let n = r.taggedCount(); n > 0; n--) {
    const tag = r.uvarint(), end = r.taggedEnd();
    if (tag === 0 && v >= 12) o.clusterId = v >= 12 ? r.nullableString(v >= 12) : r.string(v >= 12);
    else if (tag === 1 && v >= 15) o.replicaState = readReplicaState(r, v);
    r.endTagged(end);
  }
  return o;
}
export function writeFetchRequest(w: KafkaWriter, v: number, o: Init<FetchRequest>): void {
  if (v <= 14) { w.int32(o.replicaId === undefined ? -1 : o.replicaId); }
  w.int32(o.maxWaitMs === undefined ? 0 : o.maxWaitMs);
  w.int32(o.minBytes === undefined ? 0 : o.minBytes);
  w.int32(o.maxBytes === undefined ? 2147483647 : o.maxBytes);
  w.int8(o.isolationLevel === undefined ? 0 : o.isolationLevel);
  if (v >= 7) { w.int32(o.sessionId === undefined ? 0 : o.sessionId); }
  if (v >= 7) { w.int32(o.sessionEpoch === undefined ? -1 : o.sessionEpoch); }
  w.array(v >= 12, o.topics === undefined ? [] : o.topics, (e) => writeFetchTopic(w, v, e));
  if (v >= 7) { w.array(v >= 12, o.forgottenTopicsData === undefined ? [] : o.forgottenTopicsData, (e) => writeForgottenTopic(w, v, e)); }
  if (v >= 11) { w.string(v >= 12, o.rackId === undefined ? "" : o.rackId); }
  if (v >= 12) {
    const has0 = v >= 12 && o.clusterId !== undefined && !w.isSame(o.clusterId, null);
    const has1 = v >= 15 && o.replicaState !== undefined && !w.isSame(o.replicaState, { replicaId: -1, replicaEpoch: -1 });
    w.uvarint((has0 ? 1 : 0) + (has1 ? 1 : 0));
    if (has0) w.tagged(0, () => { w.string(v >= 12, o.clusterId === undefined ? null : o.clusterId); });
    if (has1) w.tagged(1, () => { writeReplicaState(w, v, o.replicaState ?? {}); });
  }
}

