// Made by npm run generate:kafka from SyncGroupResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface SyncGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  protocolType: string | null;
  protocolName: string | null;
  assignment: Uint8Array;
}
export function readSyncGroupResponse(r: KafkaReader, v: number): SyncGroupResponse {
  const o: SyncGroupResponse = { throttleTimeMs: 0, errorCode: 0, protocolType: null, protocolName: null, assignment: new Uint8Array(0) };
  if (v >= 1) { o.throttleTimeMs = r.int32(); }
  o.errorCode = r.int16();
  if (v >= 5) { o.protocolType = v >= 5 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 5) { o.protocolName = v >= 5 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  o.assignment = r.bytes(v >= 4);
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeSyncGroupResponse(w: KafkaWriter, v: number, o: Init<SyncGroupResponse>): void {
  if (v >= 1) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 5) { w.string(v >= 4, o.protocolType === undefined ? null : o.protocolType); }
  if (v >= 5) { w.string(v >= 4, o.protocolName === undefined ? null : o.protocolName); }
  w.bytes(v >= 4, o.assignment === undefined ? new Uint8Array(0) : o.assignment);
  if (v >= 4) w.uvarint(0);
}

