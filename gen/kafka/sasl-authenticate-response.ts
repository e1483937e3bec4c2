// Made by npm run generate:kafka from SaslAuthenticateResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface SaslAuthenticateResponse {
  errorCode: number;
  errorMessage: string | null;
  authBytes: Uint8Array;
  sessionLifetimeMs: number;
}
export function readSaslAuthenticateResponse(r: KafkaReader, v: number): SaslAuthenticateResponse {
  const o: SaslAuthenticateResponse = { errorCode: 0, errorMessage: "", authBytes: new Uint8Array(0), sessionLifetimeMs: 0 };
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 2);
  o.authBytes = r.bytes(v >= 2);
  if (v >= 1) { o.sessionLifetimeMs = r.int64(); }
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeSaslAuthenticateResponse(w: KafkaWriter, v: number, o: Init<SaslAuthenticateResponse>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.errorMessage === undefined ? "" : o.errorMessage);
  w.bytes(v >= 2, o.authBytes === undefined ? new Uint8Array(0) : o.authBytes);
  if (v >= 1) { w.int64(o.sessionLifetimeMs === undefined ? 0 : o.sessionLifetimeMs); }
  if (v >= 2) w.uvarint(0);
}

