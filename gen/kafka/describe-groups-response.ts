// Made by npm run generate:kafka from DescribeGroupsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribedGroup {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  protocolType: string;
  protocolData: string;
  members: DescribedGroupMember[];
  authorizedOperations: number;
}
export function readDescribedGroup(r: KafkaReader, v: number): DescribedGroup {
  const o: DescribedGroup = { errorCode: 0, errorMessage: null, groupId: "", groupState: "", protocolType: "", protocolData: "", members: [], authorizedOperations: -2147483648 };
  o.errorCode = r.int16();
  if (v >= 6) { o.errorMessage = v >= 6 ? r.nullableString(v >= 5) : r.string(v >= 5); }
  o.groupId = r.string(v >= 5);
  o.groupState = r.string(v >= 5);
  o.protocolType = r.string(v >= 5);
  o.protocolData = r.string(v >= 5);
  o.members = r.array(v >= 5, () => readDescribedGroupMember(r, v));
  if (v >= 3) { o.authorizedOperations = r.int32(); }
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeDescribedGroup(w: KafkaWriter, v: number, o: Init<DescribedGroup>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 6) { w.string(v >= 5, o.errorMessage === undefined ? null : o.errorMessage); }
  w.string(v >= 5, o.groupId === undefined ? "" : o.groupId);
  w.string(v >= 5, o.groupState === undefined ? "" : o.groupState);
  w.string(v >= 5, o.protocolType === undefined ? "" : o.protocolType);
  w.string(v >= 5, o.protocolData === undefined ? "" : o.protocolData);
  w.array(v >= 5, o.members === undefined ? [] : o.members, (e) => writeDescribedGroupMember(w, v, e));
  if (v >= 3) { w.int32(o.authorizedOperations === undefined ? -2147483648 : o.authorizedOperations); }
  if (v >= 5) w.uvarint(0);
}

export interface DescribedGroupMember {
  memberId: string;
  groupInstanceId: string | null;
  clientId: string;
  clientHost: string;
  memberMetadata: Uint8Array;
  memberAssignment: Uint8Array;
}
export function readDescribedGroupMember(r: KafkaReader, v: number): DescribedGroupMember {
  const o: DescribedGroupMember = { memberId: "", groupInstanceId: null, clientId: "", clientHost: "", memberMetadata: new Uint8Array(0), memberAssignment: new Uint8Array(0) };
  o.memberId = r.string(v >= 5);
  if (v >= 4) { o.groupInstanceId = v >= 4 ? r.nullableString(v >= 5) : r.string(v >= 5); }
  o.clientId = r.string(v >= 5);
  o.clientHost = r.string(v >= 5);
  o.memberMetadata = r.bytes(v >= 5);
  o.memberAssignment = r.bytes(v >= 5);
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeDescribedGroupMember(w: KafkaWriter, v: number, o: Init<DescribedGroupMember>): void {
  w.string(v >= 5, o.memberId === undefined ? "" : o.memberId);
  if (v >= 4) { w.string(v >= 5, o.groupInstanceId === undefined ? null : o.groupInstanceId); }
  w.string(v >= 5, o.clientId === undefined ? "" : o.clientId);
  w.string(v >= 5, o.clientHost === undefined ? "" : o.clientHost);
  w.bytes(v >= 5, o.memberMetadata === undefined ? new Uint8Array(0) : o.memberMetadata);
  w.bytes(v >= 5, o.memberAssignment === undefined ? new Uint8Array(0) : o.memberAssignment);
  if (v >= 5) w.uvarint(0);
}

export interface DescribeGroupsResponse {
  throttleTimeMs: number;
  groups: DescribedGroup[];
}
export function readDescribeGroupsResponse(r: KafkaReader, v: number): DescribeGroupsResponse {
  const o: DescribeGroupsResponse = { throttleTimeMs: 0, groups: [] };
  if (v >= 1) { o.throttleTimeMs = r.int32(); }
  o.groups = r.array(v >= 5, () => readDescribedGroup(r, v));
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeDescribeGroupsResponse(w: KafkaWriter, v: number, o: Init<DescribeGroupsResponse>): void {
  if (v >= 1) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.array(v >= 5, o.groups === undefined ? [] : o.groups, (e) => writeDescribedGroup(w, v, e));
  if (v >= 5) w.uvarint(0);
}

