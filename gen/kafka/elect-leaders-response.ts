// Made by npm run generate:kafka from ElectLeadersResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ReplicaElectionResult {
  topic: string;
  partitionResult: PartitionResult[];
}
export function readReplicaElectionResult(r: KafkaReader, v: number): ReplicaElectionResult {
  const o: ReplicaElectionResult = { topic: "", partitionResult: [] };
  o.topic = r.string(v >= 2);
  o.partitionResult = r.array(v >= 2, () => readPartitionResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeReplicaElectionResult(w: KafkaWriter, v: number, o: Init<ReplicaElectionResult>): void {
  w.string(v >= 2, o.topic === undefined ? "" : o.topic);
  w.array(v >= 2, o.partitionResult === undefined ? [] : o.partitionResult, (e) => writePartitionResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

export interface PartitionResult {
  partitionId: number;
  errorCode: number;
  errorMessage: string | null;
}
export function readPartitionResult(r: KafkaReader, v: number): PartitionResult {
  const o: PartitionResult = { partitionId: 0, errorCode: 0, errorMessage: "" };
  o.partitionId = r.int32();
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 2);
  if (v >= 2) r.skipTagged();
  return o;
}
export function writePartitionResult(w: KafkaWriter, v: number, o: Init<PartitionResult>): void {
  w.int32(o.partitionId === undefined ? 0 : o.partitionId);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.errorMessage === undefined ? "" : o.errorMessage);
  if (v >= 2) w.uvarint(0);
}

export interface ElectLeadersResponse {
  throttleTimeMs: number;
  errorCode: number;
  replicaElectionResults: ReplicaElectionResult[];
}
export function readElectLeadersResponse(r: KafkaReader, v: number): ElectLeadersResponse {
  const o: ElectLeadersResponse = { throttleTimeMs: 0, errorCode: 0, replicaElectionResults: [] };
  o.throttleTimeMs = r.int32();
  if (v >= 1) { o.errorCode = r.int16(); }
  o.replicaElectionResults = r.array(v >= 2, () => readReplicaElectionResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeElectLeadersResponse(w: KafkaWriter, v: number, o: Init<ElectLeadersResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  if (v >= 1) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  w.array(v >= 2, o.replicaElectionResults === undefined ? [] : o.replicaElectionResults, (e) => writeReplicaElectionResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

