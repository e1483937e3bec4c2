// Made by npm run generate:kafka from SaslAuthenticateRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface SaslAuthenticateRequest {
  authBytes: Uint8Array;
}
export function readSaslAuthenticateRequest(r: KafkaReader, v: number): SaslAuthenticateRequest {
  const o: SaslAuthenticateRequest = { authBytes: new Uint8Array(0) };
  o.authBytes = r.bytes(v >= 2);
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeSaslAuthenticateRequest(w: KafkaWriter, v: number, o: Init<SaslAuthenticateRequest>): void {
  w.bytes(v >= 2, o.authBytes === undefined ? new Uint8Array(0) : o.authBytes);
  if (v >= 2) w.uvarint(0);
}

