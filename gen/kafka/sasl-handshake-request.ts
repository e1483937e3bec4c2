// Made by npm run generate:kafka from SaslHandshakeRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface SaslHandshakeRequest {
  mechanism: string;
}
export function readSaslHandshakeRequest(r: KafkaReader, _v: number): SaslHandshakeRequest {
  const o: SaslHandshakeRequest = { mechanism: "" };
  o.mechanism = r.string(false);
  return o;
}
export function writeSaslHandshakeRequest(w: KafkaWriter, _v: number, o: Init<SaslHandshakeRequest>): void {
  w.string(false, o.mechanism === undefined ? "" : o.mechanism);
}

