// Made by npm run generate:kafka from SaslHandshakeResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface SaslHandshakeResponse {
  errorCode: number;
  mechanisms: string[];
}
export function readSaslHandshakeResponse(r: KafkaReader, _v: number): SaslHandshakeResponse {
  const o: SaslHandshakeResponse = { errorCode: 0, mechanisms: [] };
  o.errorCode = r.int16();
  o.mechanisms = r.array(false, () => r.string(false));
  return o;
}
export function writeSaslHandshakeResponse(w: KafkaWriter, _v: number, o: Init<SaslHandshakeResponse>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.array(false, o.mechanisms === undefined ? [] : o.mechanisms, (e) => w.string(false, e));
}

