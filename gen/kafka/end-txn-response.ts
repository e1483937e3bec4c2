// Made by npm run generate:kafka from EndTxnResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface EndTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
  producerId: number;
  producerEpoch: number;
}
export function readEndTxnResponse(r: KafkaReader, v: number): EndTxnResponse {
  const o: EndTxnResponse = { throttleTimeMs: 0, errorCode: 0, producerId: -1, producerEpoch: -1 };
  o.throttleTimeMs = r.int32();
  o.errorCode = r.int16();
  if (v >= 5) { o.producerId = r.int64(); }
  if (v >= 5) { o.producerEpoch = r.int16(); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeEndTxnResponse(w: KafkaWriter, v: number, o: Init<EndTxnResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 5) { w.int64(o.producerId === undefined ? -1 : o.producerId); }
  if (v >= 5) { w.int16(o.producerEpoch === undefined ? -1 : o.producerEpoch); }
  if (v >= 3) w.uvarint(0);
}

