// Made by npm run generate:kafka from InitProducerIdResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface InitProducerIdResponse {
  throttleTimeMs: number;
  errorCode: number;
  producerId: number;
  producerEpoch: number;
  ongoingTxnProducerId: number;
  ongoingTxnProducerEpoch: number;
}
export function readInitProducerIdResponse(r: KafkaReader, v: number): InitProducerIdResponse {
  const o: InitProducerIdResponse = { throttleTimeMs: 0, errorCode: 0, producerId: -1, producerEpoch: 0, ongoingTxnProducerId: -1, ongoingTxnProducerEpoch: -1 };
  o.throttleTimeMs = r.int32();
  o.errorCode = r.int16();
  o.producerId = r.int64();
  o.producerEpoch = r.int16();
  if (v >= 6) { o.ongoingTxnProducerId = r.int64(); }
  if (v >= 6) { o.ongoingTxnProducerEpoch = r.int16(); }
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeInitProducerIdResponse(w: KafkaWriter, v: number, o: Init<InitProducerIdResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.int64(o.producerId === undefined ? -1 : o.producerId);
  w.int16(o.producerEpoch === undefined ? 0 : o.producerEpoch);
  if (v >= 6) { w.int64(o.ongoingTxnProducerId === undefined ? -1 : o.ongoingTxnProducerId); }
  if (v >= 6) { w.int16(o.ongoingTxnProducerEpoch === undefined ? -1 : o.ongoingTxnProducerEpoch); }
  if (v >= 2) w.uvarint(0);
}

