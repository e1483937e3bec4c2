// Made by npm run generate:kafka from HeartbeatRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface HeartbeatRequest {
  groupId: string;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
}
export function readHeartbeatRequest(r: KafkaReader, v: number): HeartbeatRequest {
  const o: HeartbeatRequest = { groupId: "", generationId: 0, memberId: "", groupInstanceId: null };
  o.groupId = r.string(v >= 4);
  o.generationId = r.int32();
  o.memberId = r.string(v >= 4);
  if (v >= 3) { o.groupInstanceId = v >= 3 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeHeartbeatRequest(w: KafkaWriter, v: number, o: Init<HeartbeatRequest>): void {
  w.string(v >= 4, o.groupId === undefined ? "" : o.groupId);
  w.int32(o.generationId === undefined ? 0 : o.generationId);
  w.string(v >= 4, o.memberId === undefined ? "" : o.memberId);
  if (v >= 3) { w.string(v >= 4, o.groupInstanceId === undefined ? null : o.groupInstanceId); }
  if (v >= 4) w.uvarint(0);
}

