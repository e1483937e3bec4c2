// Made by npm run generate:kafka from SyncGroupRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface SyncGroupRequestAssignment {
  memberId: string;
  assignment: Uint8Array;
}
export function readSyncGroupRequestAssignment(r: KafkaReader, v: number): SyncGroupRequestAssignment {
  const o: SyncGroupRequestAssignment = { memberId: "", assignment: new Uint8Array(0) };
  o.memberId = r.string(v >= 4);
  o.assignment = r.bytes(v >= 4);
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeSyncGroupRequestAssignment(w: KafkaWriter, v: number, o: Init<SyncGroupRequestAssignment>): void {
  w.string(v >= 4, o.memberId === undefined ? "" : o.memberId);
  w.bytes(v >= 4, o.assignment === undefined ? new Uint8Array(0) : o.assignment);
  if (v >= 4) w.uvarint(0);
}

export interface SyncGroupRequest {
  groupId: string;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
  protocolType: string | null;
  protocolName: string | null;
  assignments: SyncGroupRequestAssignment[];
}
export function readSyncGroupRequest(r: KafkaReader, v: number): SyncGroupRequest {
  const o: SyncGroupRequest = { groupId: "", generationId: 0, memberId: "", groupInstanceId: null, protocolType: null, protocolName: null, assignments: [] };
  o.groupId = r.string(v >= 4);
  o.generationId = r.int32();
  o.memberId = r.string(v >= 4);
  if (v >= 3) { o.groupInstanceId = v >= 3 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 5) { o.protocolType = v >= 5 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 5) { o.protocolName = v >= 5 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  o.assignments = r.array(v >= 4, () => readSyncGroupRequestAssignment(r, v));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeSyncGroupRequest(w: KafkaWriter, v: number, o: Init<SyncGroupRequest>): void {
  w.string(v >= 4, o.groupId === undefined ? "" : o.groupId);
  w.int32(o.generationId === undefined ? 0 : o.generationId);
  w.string(v >= 4, o.memberId === undefined ? "" : o.memberId);
  if (v >= 3) { w.string(v >= 4, o.groupInstanceId === undefined ? null : o.groupInstanceId); }
  if (v >= 5) { w.string(v >= 4, o.protocolType === undefined ? null : o.protocolType); }
  if (v >= 5) { w.string(v >= 4, o.protocolName === undefined ? null : o.protocolName); }
  w.array(v >= 4, o.assignments === undefined ? [] : o.assignments, (e) => writeSyncGroupRequestAssignment(w, v, e));
  if (v >= 4) w.uvarint(0);
}

