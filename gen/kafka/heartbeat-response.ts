// Made by npm run generate:kafka from HeartbeatResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface HeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
}
export function readHeartbeatResponse(r: KafkaReader, v: number): HeartbeatResponse {
  const o: HeartbeatResponse = { throttleTimeMs: 0, errorCode: 0 };
  if (v >= 1) { o.throttleTimeMs = r.int32(); }
  o.errorCode = r.int16();
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeHeartbeatResponse(w: KafkaWriter, v: number, o: Init<HeartbeatResponse>): void {
  if (v >= 1) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 4) w.uvarint(0);
}

