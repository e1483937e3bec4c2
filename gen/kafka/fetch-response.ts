// Made by npm run generate:kafka from FetchResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface FetchableTopicResponse {
  topic: string;
  topicId: string;
  partitions: PartitionData[];
}
export function readFetchableTopicResponse(r: KafkaReader, v: number): FetchableTopicResponse {
  const o: FetchableTopicResponse = { topic: "", topicId: "00000000-0000-0000-0000-000000000000", partitions: [] };
  if (v <= 12) { o.topic = r.string(v >= 12); }
  if (v >= 13) { o.topicId = r.uuid(); }
  o.partitions = r.array(v >= 12, () => readPartitionData(r, v));
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeFetchableTopicResponse(w: KafkaWriter, v: number, o: Init<FetchableTopicResponse>): void {
  if (v <= 12) { w.string(v >= 12, o.topic === undefined ? "" : o.topic); }
  if (v >= 13) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.array(v >= 12, o.partitions === undefined ? [] : o.partitions, (e) => writePartitionData(w, v, e));
  if (v >= 12) w.uvarint(0);
}

export interface PartitionData {
  partitionIndex: number;
  errorCode: number;
  highWatermark: number;
  lastStableOffset: number;
  logStartOffset: number;
  divergingEpoch: EpochEndOffset;
  currentLeader: LeaderIdAndEpoch;
  snapshotId: SnapshotId;
  abortedTransactions: AbortedTransaction[] | null;
  preferredReadReplica: number;
  records: Uint8Array | null;
}
export function readPartitionData(r: KafkaReader, v: number): PartitionData {
  const o: PartitionData = { partitionIndex: 0, errorCode: 0, highWatermark: 0, lastStableOffset: -1, logStartOffset: -1, divergingEpoch: { epoch: -1, endOffset: -1 }, currentLeader: { leaderId: -1, leaderEpoch: -1 }, snapshotId: { endOffset: -1, epoch: -1 }, abortedTransactions: [], preferredReadReplica: -1, records: new Uint8Array(0) };
  o.partitionIndex = r.int32();
  o.errorCode = r.int16();
  o.highWatermark = r.int64();
  o.lastStableOffset = r.int64();
  if (v >= 5) { o.logStartOffset = r.int64(); }
  o.abortedTransactions = r.nullableArray(v >= 12, () => readAbortedTransaction(r, v));
  if (v >= 11) { o.preferredReadReplica = r.int32(); }
  o.records = r.nullableBytes(v >= 12);
  if (v >= 12) for (let n = r.taggedCount(); n > 0; n--) {
    const tag = r.uvarint(), end = r.taggedEnd();
    if (tag === 0 && v >= 12) o.divergingEpoch = readEpochEndOffset(r, v);
    else if (tag === 1 && v >= 12) o.currentLeader = readLeaderIdAndEpoch(r, v);
    else if (tag === 2 && v >= 12) o.snapshotId = readSnapshotId(r, v);
    r.endTagged(end);
  }
  return o;
}
export function writePartitionData(w: KafkaWriter, v: number, o: Init<PartitionData>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int64(o.highWatermark === undefined ? 0 : o.highWatermark);
  w.int64(o.lastStableOffset === undefined ? -1 : o.lastStableOffset);
  if (v >= 5) { w.int64(o.logStartOffset === undefined ? -1 : o.logStartOffset); }
  w.array(v >= 12, o.abortedTransactions === undefined ? [] : o.abortedTransactions, (e) => writeAbortedTransaction(w, v, e));
  if (v >= 11) { w.int32(o.preferredReadReplica === undefined ? -1 : o.preferredReadReplica); }
  w.bytes(v >= 12, o.records === undefined ? new Uint8Array(0) : o.records);
  if (v >= 12) {
    const has0 = v >= 12 && o.divergingEpoch !== undefined && !w.isSame(o.divergingEpoch, { epoch: -1, endOffset: -1 });
    const has1 = v >= 12 && o.currentLeader !== undefined && !w.isSame(o.currentLeader, { leaderId: -1, leaderEpoch: -1 });
    const has2 = v >= 12 && o.snapshotId !== undefined && !w.isSame(o.snapshotId, { endOffset: -1, epoch: -1 });
    w.uvarint((has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0));
    if (has0) w.tagged(0, () => { writeEpochEndOffset(w, v, o.divergingEpoch ?? {}); });
    if (has1) w.tagged(1, () => { writeLeaderIdAndEpoch(w, v, o.currentLeader ?? {}); });
    if (has2) w.tagged(2, () => { writeSnapshotId(w, v, o.snapshotId ?? {}); });
  }
}

export interface EpochEndOffset {
  epoch: number;
  endOffset: number;
}
export function readEpochEndOffset(r: KafkaReader, v: number): EpochEndOffset {
  const o: EpochEndOffset = { epoch: -1, endOffset: -1 };
  if (v >= 12) { o.epoch = r.int32(); }
  if (v >= 12) { o.endOffset = r.int64(); }
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeEpochEndOffset(w: KafkaWriter, v: number, o: Init<EpochEndOffset>): void {
  if (v >= 12) { w.int32(o.epoch === undefined ? -1 : o.epoch); }
  if (v >= 12) { w.int64(o.endOffset === undefined ? -1 : o.endOffset); }
  if (v >= 12) w.uvarint(0);
}

export interface LeaderIdAndEpoch {
  leaderId: number;
  leaderEpoch: number;
}
export function readLeaderIdAndEpoch(r: KafkaReader, v: number): LeaderIdAndEpoch {
  const o: LeaderIdAndEpoch = { leaderId: -1, leaderEpoch: -1 };
  if (v >= 12) { o.leaderId = r.int32(); }
  if (v >= 12) { o.leaderEpoch = r.int32(); }
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeLeaderIdAndEpoch(w: KafkaWriter, v: number, o: Init<LeaderIdAndEpoch>): void {
  if (v >= 12) { w.int32(o.leaderId === undefined ? -1 : o.leaderId); }
  if (v >= 12) { w.int32(o.leaderEpoch === undefined ? -1 : o.leaderEpoch); }
  if (v >= 12) w.uvarint(0);
}

export interface SnapshotId {
  endOffset: number;
  epoch: number;
}
export function readSnapshotId(r: KafkaReader, v: number): SnapshotId {
  const o: SnapshotId = { endOffset: -1, epoch: -1 };
  o.endOffset = r.int64();
  o.epoch = r.int32();
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeSnapshotId(w: KafkaWriter, v: number, o: Init<SnapshotId>): void {
  w.int64(o.endOffset === undefined ? -1 : o.endOffset);
  w.int32(o.epoch === undefined ? -1 : o.epoch);
  if (v >= 12) w.uvarint(0);
}

export interface AbortedTransaction {
  producerId: number;
  firstOffset: number;
}
export function readAbortedTransaction(r: KafkaReader, v: number): AbortedTransaction {
  const o: AbortedTransaction = { producerId: 0, firstOffset: 0 };
  o.producerId = r.int64();
  o.firstOffset = r.int64();
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeAbortedTransaction(w: KafkaWriter, v: number, o: Init<AbortedTransaction>): void {
  w.int64(o.producerId === undefined ? 0 : o.producerId);
  w.int64(o.firstOffset === undefined ? 0 : o.firstOffset);
  if (v >= 12) w.uvarint(0);
}

export interface NodeEndpoint {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}
export function readNodeEndpoint(r: KafkaReader, v: number): NodeEndpoint {
  const o: NodeEndpoint = { nodeId: 0, host: "", port: 0, rack: null };
  if (v >= 16) { o.nodeId = r.int32(); }
  if (v >= 16) { o.host = r.string(v >= 12); }
  if (v >= 16) { o.port = r.int32(); }
  if (v >= 16) { o.rack = v >= 16 ? r.nullableString(v >= 12) : r.string(v >= 12); }
  if (v >= 12) r.skipTagged();
  return o;
}
export function writeNodeEndpoint(w: KafkaWriter, v: number, o: Init<NodeEndpoint>): void {
  if (v >= 16) { w.int32(o.nodeId === undefined ? 0 : o.nodeId); }
  if (v >= 16) { w.string(v >= 12, o.host === undefined ? "" : o.host); }
  if (v >= 16) { w.int32(o.port === undefined ? 0 : o.port); }
  if (v >= 16) { w.string(v >= 12, o.rack === undefined ? null : o.rack); }
  if (v >= 12) w.uvarint(0);
}

export interface FetchResponse {
  throttleTimeMs: number;
  errorCode: number;
  sessionId: number;
  responses: FetchableTopicResponse[];
  nodeEndpoints: NodeEndpoint[];
}
export function readFetchResponse(r: KafkaReader, v: number): FetchResponse {
  const o: FetchResponse = { throttleTimeMs: 0, errorCode: 0, sessionId: 0, responses: [], nodeEndpoints: [] };
  o.throttleTimeMs = r.int32();
  if (v >= 7) { o.errorCode = r.int16(); }
  if (v >= 7) { o.sessionId = r.int32(); }
  o.responses = r.array(v >= 12, () => readFetchableTopicResponse(r, v));
  if (v >= 12) for (let n = r.taggedCount(); n > 0; n--) {
    const tag = r.uvarint(), end = r.taggedEnd();
    if (tag === 0 && v >= 16) o.nodeEndpoints = r.array(v >= 12, () => readNodeEndpoint(r, v));
    r.endTagged(end);
  }
  return o;
}
export function writeFetchResponse(w: KafkaWriter, v: number, o: Init<FetchResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  if (v >= 7) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 7) { w.int32(o.sessionId === undefined ? 0 : o.sessionId); }
  w.array(v >= 12, o.responses === undefined ? [] : o.responses, (e) => writeFetchableTopicResponse(w, v, e));
  if (v >= 12) {
    const has0 = v >= 16 && o.nodeEndpoints !== undefined && !w.isSame(o.nodeEndpoints, []);
    w.uvarint((has0 ? 1 : 0));
    if (has0) w.tagged(0, () => { w.array(v >= 12, o.nodeEndpoints === undefined ? [] : o.nodeEndpoints, (e) => writeNodeEndpoint(w, v, e)); });
  }
}

