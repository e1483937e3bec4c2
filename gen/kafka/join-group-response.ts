// Made by npm run generate:kafka from JoinGroupResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface JoinGroupResponseMember {
  memberId: string;
  groupInstanceId: string | null;
  metadata: Uint8Array;
}
export function readJoinGroupResponseMember(r: KafkaReader, v: number): JoinGroupResponseMember {
  const o: JoinGroupResponseMember = { memberId: "", groupInstanceId: null, metadata: new Uint8Array(0) };
  o.memberId = r.string(v >= 6);
  if (v >= 5) { o.groupInstanceId = v >= 5 ? r.nullableString(v >= 6) : r.string(v >= 6); }
  o.metadata = r.bytes(v >= 6);
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeJoinGroupResponseMember(w: KafkaWriter, v: number, o: Init<JoinGroupResponseMember>): void {
  w.string(v >= 6, o.memberId === undefined ? "" : o.memberId);
  if (v >= 5) { w.string(v >= 6, o.groupInstanceId === undefined ? null : o.groupInstanceId); }
  w.bytes(v >= 6, o.metadata === undefined ? new Uint8Array(0) : o.metadata);
  if (v >= 6) w.uvarint(0);
}

export interface JoinGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  generationId: number;
  protocolType: string | null;
  protocolName: string | null;
  leader: string;
  skipAssignment: boolean;
  memberId: string;
  members: JoinGroupResponseMember[];
}
export function readJoinGroupResponse(r: KafkaReader, v: number): JoinGroupResponse {
  const o: JoinGroupResponse = { throttleTimeMs: 0, errorCode: 0, generationId: -1, protocolType: null, protocolName: "", leader: "", skipAssignment: false, memberId: "", members: [] };
  if (v >= 2) { o.throttleTimeMs = r.int32(); }
  o.errorCode = r.int16();
  o.generationId = r.int32();
  if (v >= 7) { o.protocolType = v >= 7 ? r.nullableString(v >= 6) : r.string(v >= 6); }
  o.protocolName = v >= 7 ? r.nullableString(v >= 6) : r.string(v >= 6);
  o.leader = r.string(v >= 6);
  if (v >= 9) { o.skipAssignment = r.bool(); }
  o.memberId = r.string(v >= 6);
  o.members = r.array(v >= 6, () => readJoinGroupResponseMember(r, v));
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeJoinGroupResponse(w: KafkaWriter, v: number, o: Init<JoinGroupResponse>): void {
  if (v >= 2) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int32(o.generationId === undefined ? -1 : o.generationId);
  if (v >= 7) { w.string(v >= 6, o.protocolType === undefined ? null : o.protocolType); }
  w.string(v >= 6, o.protocolName === undefined ? "" : o.protocolName);
  w.string(v >= 6, o.leader === undefined ? "" : o.leader);
  if (v >= 9) { w.bool(o.skipAssignment === undefined ? false : o.skipAssignment); }
  w.string(v >= 6, o.memberId === undefined ? "" : o.memberId);
  w.array(v >= 6, o.members === undefined ? [] : o.members, (e) => writeJoinGroupResponseMember(w, v, e));
  if (v >= 6) w.uvarint(0);
}

