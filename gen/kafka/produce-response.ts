// Made by npm run generate:kafka from ProduceResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TopicProduceResponse {
  name: string;
  topicId: string;
  partitionResponses: PartitionProduceResponse[];
}
export function readTopicProduceResponse(r: KafkaReader, v: number): TopicProduceResponse {
  const o: TopicProduceResponse = { name: "", topicId: "00000000-0000-0000-0000-000000000000", partitionResponses: [] };
  if (v <= 12) { o.name = r.string(v >= 9); }
  if (v >= 13) { o.topicId = r.uuid(); }
  o.partitionResponses = r.array(v >= 9, () => readPartitionProduceResponse(r, v));
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeTopicProduceResponse(w: KafkaWriter, v: number, o: Init<TopicProduceResponse>): void {
  if (v <= 12) { w.string(v >= 9, o.name === undefined ? "" : o.name); }
  if (v >= 13) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.array(v >= 9, o.partitionResponses === undefined ? [] : o.partitionResponses, (e) => writePartitionProduceResponse(w, v, e));
  if (v >= 9) w.uvarint(0);
}

export interface PartitionProduceResponse {
  index: number;
  errorCode: number;
  baseOffset: number;
  logAppendTimeMs: number;
  logStartOffset: number;
  recordErrors: BatchIndexAndErrorMessage[];
  errorMessage: string | null;
  currentLeader: LeaderIdAndEpoch;
}
export function readPartitionProduceResponse(r: KafkaReader, v: number): PartitionProduceResponse {
  const o: PartitionProduceResponse = { index: 0, errorCode: 0, baseOffset: 0, logAppendTimeMs: -1, logStartOffset: -1, recordErrors: [], errorMessage: null, currentLeader: { leaderId: -1, leaderEpoch: -1 } };
  o.index = r.int32();
  o.errorCode = r.int16();
  o.baseOffset = r.int64();
  o.logAppendTimeMs = r.int64();
  if (v >= 5) { o.logStartOffset = r.int64(); }
  if (v >= 8) { o.recordErrors = r.array(v >= 9, () => readBatchIndexAndErrorMessage(r, v)); }
  if (v >= 8) { o.errorMessage = v >= 8 ? r.nullableString(v >= 9) : r.string(v >= 9); }
  if (v >= 9) for (let n = r.taggedCount(); n > 0; n--) {
    const tag = r.uvarint(), end = r.taggedEnd();
    if (tag === 0 && v >= 10) o.currentLeader = readLeaderIdAndEpoch(r, v);
    r.endTagged(end);
  }
  return o;
}
export function writePartitionProduceResponse(w: KafkaWriter, v: number, o: Init<PartitionProduceResponse>): void {
  w.int32(o.index === undefined ? 0 : o.index);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int64(o.baseOffset === undefined ? 0 : o.baseOffset);
  w.int64(o.logAppendTimeMs === undefined ? -1 : o.logAppendTimeMs);
  if (v >= 5) { w.int64(o.logStartOffset === undefined ? -1 : o.logStartOffset); }
  if (v >= 8) { w.array(v >= 9, o.recordErrors === undefined ? [] : o.recordErrors, (e) => writeBatchIndexAndErrorMessage(w, v, e)); }
  if (v >= 8) { w.string(v >= 9, o.errorMessage === undefined ? null : o.errorMessage); }
  if (v >= 9) {
    const has0 = v >= 10 && o.currentLeader !== undefined && !w.isSame(o.currentLeader, { leaderId: -1, leaderEpoch: -1 });
    w.uvarint((has0 ? 1 : 0));
    if (has0) w.tagged(0, () => { writeLeaderIdAndEpoch(w, v, o.currentLeader ?? {}); });
  }
}

export interface BatchIndexAndErrorMessage {
  batchIndex: number;
  batchIndexErrorMessage: string | null;
}
export function readBatchIndexAndErrorMessage(r: KafkaReader, v: number): BatchIndexAndErrorMessage {
  const o: BatchIndexAndErrorMessage = { batchIndex: 0, batchIndexErrorMessage: null };
  if (v >= 8) { o.batchIndex = r.int32(); }
  if (v >= 8) { o.batchIndexErrorMessage = v >= 8 ? r.nullableString(v >= 9) : r.string(v >= 9); }
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeBatchIndexAndErrorMessage(w: KafkaWriter, v: number, o: Init<BatchIndexAndErrorMessage>): void {
  if (v >= 8) { w.int32(o.batchIndex === undefined ? 0 : o.batchIndex); }
  if (v >= 8) { w.string(v >= 9, o.batchIndexErrorMessage === undefined ? null : o.batchIndexErrorMessage); }
  if (v >= 9) w.uvarint(0);
}

export interface LeaderIdAndEpoch {
  leaderId: number;
  leaderEpoch: number;
}
export function readLeaderIdAndEpoch(r: KafkaReader, v: number): LeaderIdAndEpoch {
  const o: LeaderIdAndEpoch = { leaderId: -1, leaderEpoch: -1 };
  if (v >= 10) { o.leaderId = r.int32(); }
  if (v >= 10) { o.leaderEpoch = r.int32(); }
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeLeaderIdAndEpoch(w: KafkaWriter, v: number, o: Init<LeaderIdAndEpoch>): void {
  if (v >= 10) { w.int32(o.leaderId === undefined ? -1 : o.leaderId); }
  if (v >= 10) { w.int32(o.leaderEpoch === undefined ? -1 : o.leaderEpoch); }
  if (v >= 9) w.uvarint(0);
}

export interface NodeEndpoint {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}
export function readNodeEndpoint(r: KafkaReader, v: number): NodeEndpoint {
  const o: NodeEndpoint = { nodeId: 0, host: "", port: 0, rack: null };
  if (v >= 10) { o.nodeId = r.int32(); }
  if (v >= 10) { o.host = r.string(v >= 9); }
  if (v >= 10) { o.port = r.int32(); }
  if (v >= 10) { o.rack = v >= 10 ? r.nullableString(v >= 9) : r.string(v >= 9); }
  if (v >= 9) r.skipTagged();
  return o;
}
export function writeNodeEndpoint(w: KafkaWriter, v: number, o: Init<NodeEndpoint>): void {
  if (v >= 10) { w.int32(o.nodeId === undefined ? 0 : o.nodeId); }
  if (v >= 10) { w.string(v >= 9, o.host === undefined ? "" : o.host); }
  if (v >= 10) { w.int32(o.port === undefined ? 0 : o.port); }
  if (v >= 10) { w.string(v >= 9, o.rack === undefined ? null : o.rack); }
  if (v >= 9) w.uvarint(0);
}

export interface ProduceResponse {
  responses: TopicProduceResponse[];
  throttleTimeMs: number;
  nodeEndpoints: NodeEndpoint[];
}
export function readProduceResponse(r: KafkaReader, v: number): ProduceResponse {
  const o: ProduceResponse = { responses: [], throttleTimeMs: 0, nodeEndpoints: [] };
  o.responses = r.array(v >= 9, () => readTopicProduceResponse(r, v));
  o.throttleTimeMs = r.int32();
  if (v >= 9) for (let n = r.taggedCount(); n > 0; n--) {
    const tag = r.uvarint(), end = r.taggedEnd();
    if (tag === 0 && v >= 10) o.nodeEndpoints = r.array(v >= 9, () => readNodeEndpoint(r, v));
    r.endTagged(end);
  }
  return o;
}
export function writeProduceResponse(w: KafkaWriter, v: number, o: Init<ProduceResponse>): void {
  w.array(v >= 9, o.responses === undefined ? [] : o.responses, (e) => writeTopicProduceResponse(w, v, e));
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  if (v >= 9) {
    const has0 = v >= 10 && o.nodeEndpoints !== undefined && !w.isSame(o.nodeEndpoints, []);
    w.uvarint((has0 ? 1 : 0));
    if (has0) w.tagged(0, () => { w.array(v >= 9, o.nodeEndpoints === undefined ? [] : o.nodeEndpoints, (e) => writeNodeEndpoint(w, v, e)); });
  }
}

