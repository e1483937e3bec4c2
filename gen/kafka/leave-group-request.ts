// Made by npm run generate:kafka from LeaveGroupRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface MemberIdentity {
  memberId: string;
  groupInstanceId: string | null;
  reason: string | null;
}
export function readMemberIdentity(r: KafkaReader, v: number): MemberIdentity {
  const o: MemberIdentity = { memberId: "", groupInstanceId: null, reason: null };
  if (v >= 3) { o.memberId = r.string(v >= 4); }
  if (v >= 3) { o.groupInstanceId = v >= 3 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 5) { o.reason = v >= 5 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeMemberIdentity(w: KafkaWriter, v: number, o: Init<MemberIdentity>): void {
  if (v >= 3) { w.string(v >= 4, o.memberId === undefined ? "" : o.memberId); }
  if (v >= 3) { w.string(v >= 4, o.groupInstanceId === undefined ? null : o.groupInstanceId); }
  if (v >= 5) { w.string(v >= 4, o.reason === undefined ? null : o.reason); }
  if (v >= 4) w.uvarint(0);
}

export interface LeaveGroupRequest {
  groupId: string;
  memberId: string;
  members: MemberIdentity[];
}
export function readLeaveGroupRequest(r: KafkaReader, v: number): LeaveGroupRequest {
  const o: LeaveGroupRequest = { groupId: "", memberId: "", members: [] };
  o.groupId = r.string(v >= 4);
  if (v <= 2) { o.memberId = r.string(v >= 4); }
  if (v >= 3) { o.members = r.array(v >= 4, () => readMemberIdentity(r, v)); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeLeaveGroupRequest(w: KafkaWriter, v: number, o: Init<LeaveGroupRequest>): void {
  w.string(v >= 4, o.groupId === undefined ? "" : o.groupId);
  if (v <= 2) { w.string(v >= 4, o.memberId === undefined ? "" : o.memberId); }
  if (v >= 3) { w.array(v >= 4, o.members === undefined ? [] : o.members, (e) => writeMemberIdentity(w, v, e)); }
  if (v >= 4) w.uvarint(0);
}

