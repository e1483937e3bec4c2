// Made by npm run generate:kafka from ListGroupsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ListedGroup {
  groupId: string;
  protocolType: string;
  groupState: string;
  groupType: string;
}
export function readListedGroup(r: KafkaReader, v: number): ListedGroup {
  const o: ListedGroup = { groupId: "", protocolType: "", groupState: "", groupType: "" };
  o.groupId = r.string(v >= 3);
  o.protocolType = r.string(v >= 3);
  if (v >= 4) { o.groupState = r.string(v >= 3); }
  if (v >= 5) { o.groupType = r.string(v >= 3); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeListedGroup(w: KafkaWriter, v: number, o: Init<ListedGroup>): void {
  w.string(v >= 3, o.groupId === undefined ? "" : o.groupId);
  w.string(v >= 3, o.protocolType === undefined ? "" : o.protocolType);
  if (v >= 4) { w.string(v >= 3, o.groupState === undefined ? "" : o.groupState); }
  if (v >= 5) { w.string(v >= 3, o.groupType === undefined ? "" : o.groupType); }
  if (v >= 3) w.uvarint(0);
}

export interface ListGroupsResponse {
  throttleTimeMs: number;
  errorCode: number;
  groups: ListedGroup[];
}
export function readListGroupsResponse(r: KafkaReader, v: number): ListGroupsResponse {
  const o: ListGroupsResponse = { throttleTimeMs: 0, errorCode: 0, groups: [] };
  if (v >= 1) { o.throttleTimeMs = r.int32(); }
  o.errorCode = r.int16();
  o.groups = r.array(v >= 3, () => readListedGroup(r, v));
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeListGroupsResponse(w: KafkaWriter, v: number, o: Init<ListGroupsResponse>): void {
  if (v >= 1) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.array(v >= 3, o.groups === undefined ? [] : o.groups, (e) => writeListedGroup(w, v, e));
  if (v >= 3) w.uvarint(0);
}

