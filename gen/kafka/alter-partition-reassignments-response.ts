// Made by npm run generate:kafka from AlterPartitionReassignmentsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ReassignableTopicResponse {
  name: string;
  partitions: ReassignablePartitionResponse[];
}
export function readReassignableTopicResponse(r: KafkaReader, v: number): ReassignableTopicResponse {
  const o: ReassignableTopicResponse = { name: "", partitions: [] };
  o.name = r.string(true);
  o.partitions = r.array(true, () => readReassignablePartitionResponse(r, v));
  r.skipTagged();
  return o;
}
export function writeReassignableTopicResponse(w: KafkaWriter, v: number, o: Init<ReassignableTopicResponse>): void {
  w.string(true, o.name === undefined ? "" : o.name);
  w.array(true, o.partitions === undefined ? [] : o.partitions, (e) => writeReassignablePartitionResponse(w, v, e));
  w.uvarint(0);
}

export interface ReassignablePartitionResponse {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
}
export function readReassignablePartitionResponse(r: KafkaReader, _v: number): ReassignablePartitionResponse {
  const o: ReassignablePartitionResponse = { partitionIndex: 0, errorCode: 0, errorMessage: "" };
  o.partitionIndex = r.int32();
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(true);
  r.skipTagged();
  return o;
}
export function writeReassignablePartitionResponse(w: KafkaWriter, _v: number, o: Init<ReassignablePartitionResponse>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.errorMessage === undefined ? "" : o.errorMessage);
  w.uvarint(0);
}

export interface AlterPartitionReassignmentsResponse {
  throttleTimeMs: number;
  allowReplicationFactorChange: boolean;
  errorCode: number;
  errorMessage: string | null;
  responses: ReassignableTopicResponse[];
}
export function readAlterPartitionReassignmentsResponse(r: KafkaReader, v: number): AlterPartitionReassignmentsResponse {
  const o: AlterPartitionReassignmentsResponse = { throttleTimeMs: 0, allowReplicationFactorChange: true, errorCode: 0, errorMessage: "", responses: [] };
  o.throttleTimeMs = r.int32();
  if (v >= 1) { o.allowReplicationFactorChange = r.bool(); }
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(true);
  o.responses = r.array(true, () => readReassignableTopicResponse(r, v));
  r.skipTagged();
  return o;
}
export function writeAlterPartitionReassignmentsResponse(w: KafkaWriter, v: number, o: Init<AlterPartitionReassignmentsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  if (v >= 1) { w.bool(o.allowReplicationFactorChange === undefined ? true : o.allowReplicationFactorChange); }
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.errorMessage === undefined ? "" : o.errorMessage);
  w.array(true, o.responses === undefined ? [] : o.responses, (e) => writeReassignableTopicResponse(w, v, e));
  w.uvarint(0);
}

