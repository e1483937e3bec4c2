// Made by npm run generate:kafka from LeaveGroupResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface MemberResponse {
  memberId: string;
  groupInstanceId: string | null;
  errorCode: number;
}
export function readMemberResponse(r: KafkaReader, v: number): MemberResponse {
  const o: MemberResponse = { memberId: "", groupInstanceId: "", errorCode: 0 };
  if (v >= 3) { o.memberId = r.string(v >= 4); }
  if (v >= 3) { o.groupInstanceId = v >= 3 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 3) { o.errorCode = r.int16(); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeMemberResponse(w: KafkaWriter, v: number, o: Init<MemberResponse>): void {
  if (v >= 3) { w.string(v >= 4, o.memberId === undefined ? "" : o.memberId); }
  if (v >= 3) { w.string(v >= 4, o.groupInstanceId === undefined ? "" : o.groupInstanceId); }
  if (v >= 3) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 4) w.uvarint(0);
}

export interface LeaveGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  members: MemberResponse[];
}
export function readLeaveGroupResponse(r: KafkaReader, v: number): LeaveGroupResponse {
  const o: LeaveGroupResponse = { throttleTimeMs: 0, errorCode: 0, members: [] };
  if (v >= 1) { o.throttleTimeMs = r.int32(); }
  o.errorCode = r.int16();
  if (v >= 3) { o.members = r.array(v >= 4, () => readMemberResponse(r, v)); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeLeaveGroupResponse(w: KafkaWriter, v: number, o: Init<LeaveGroupResponse>): void {
  if (v >= 1) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 3) { w.array(v >= 4, o.members === undefined ? [] : o.members, (e) => writeMemberResponse(w, v, e)); }
  if (v >= 4) w.uvarint(0);
}

