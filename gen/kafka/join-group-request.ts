// Made by npm run generate:kafka from JoinGroupRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface JoinGroupRequestProtocol {
  name: string;
  metadata: Uint8Array;
}
export function readJoinGroupRequestProtocol(r: KafkaReader, v: number): JoinGroupRequestProtocol {
  const o: JoinGroupRequestProtocol = { name: "", metadata: new Uint8Array(0) };
  o.name = r.string(v >= 6);
  o.metadata = r.bytes(v >= 6);
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeJoinGroupRequestProtocol(w: KafkaWriter, v: number, o: Init<JoinGroupRequestProtocol>): void {
  w.string(v >= 6, o.name === undefined ? "" : o.name);
  w.bytes(v >= 6, o.metadata === undefined ? new Uint8Array(0) : o.metadata);
  if (v >= 6) w.uvarint(0);
}

export interface JoinGroupRequest {
  groupId: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  memberId: string;
  groupInstanceId: string | null;
  protocolType: string;
  protocols: JoinGroupRequestProtocol[];
  reason: string | null;
}
export function readJoinGroupRequest(r: KafkaReader, v: number): JoinGroupRequest {
  const o: JoinGroupRequest = { groupId: "", sessionTimeoutMs: 0, rebalanceTimeoutMs: -1, memberId: "", groupInstanceId: null, protocolType: "", protocols: [], reason: null };
  o.groupId = r.string(v >= 6);
  o.sessionTimeoutMs = r.int32();
  if (v >= 1) { o.rebalanceTimeoutMs = r.int32(); }
  o.memberId = r.string(v >= 6);
  if (v >= 5) { o.groupInstanceId = v >= 5 ? r.nullableString(v >= 6) : r.string(v >= 6); }
  o.protocolType = r.string(v >= 6);
  o.protocols = r.array(v >= 6, () => readJoinGroupRequestProtocol(r, v));
  if (v >= 8) { o.reason = v >= 8 ? r.nullableString(v >= 6) : r.string(v >= 6); }
  if (v >= 6) r.skipTagged();
  return o;
}
export function writeJoinGroupRequest(w: KafkaWriter, v: number, o: Init<JoinGroupRequest>): void {
  w.string(v >= 6, o.groupId === undefined ? "" : o.groupId);
  w.int32(o.sessionTimeoutMs === undefined ? 0 : o.sessionTimeoutMs);
  if (v >= 1) { w.int32(o.rebalanceTimeoutMs === undefined ? -1 : o.rebalanceTimeoutMs); }
  w.string(v >= 6, o.memberId === undefined ? "" : o.memberId);
  if (v >= 5) { w.string(v >= 6, o.groupInstanceId === undefined ? null : o.groupInstanceId); }
  w.string(v >= 6, o.protocolType === undefined ? "" : o.protocolType);
  w.array(v >= 6, o.protocols === undefined ? [] : o.protocols, (e) => writeJoinGroupRequestProtocol(w, v, e));
  if (v >= 8) { w.string(v >= 6, o.reason === undefined ? null : o.reason); }
  if (v >= 6) w.uvarint(0);
}

