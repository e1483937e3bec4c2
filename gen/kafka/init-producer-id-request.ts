// Made by npm run generate:kafka from InitProducerIdRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface InitProducerIdRequest {
  transactionalId: string | null;
  transactionTimeoutMs: number;
  producerId: number;
  producerEpoch: number;
  enable2Pc: boolean;
  keepPreparedTxn: boolean;
}
export function readInitProducerIdRequest(r: KafkaReader, v: number): InitProducerIdRequest {
  const o: InitProducerIdRequest = { transactionalId: "", transactionTimeoutMs: 0, producerId: -1, producerEpoch: -1, enable2Pc: false, keepPreparedTxn: false };
  o.transactionalId = r.nullableString(v >= 2);
  o.transactionTimeoutMs = r.int32();
  if (v >= 3) { o.producerId = r.int64(); }
  if (v >= 3) { o.producerEpoch = r.int16(); }
  if (v >= 6) { o.enable2Pc = r.bool(); }
  if (v >= 6) { o.keepPreparedTxn = r.bool(); }
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeInitProducerIdRequest(w: KafkaWriter, v: number, o: Init<InitProducerIdRequest>): void {
  w.string(v >= 2, o.transactionalId === undefined ? "" : o.transactionalId);
  w.int32(o.transactionTimeoutMs === undefined ? 0 : o.transactionTimeoutMs);
  if (v >= 3) { w.int64(o.producerId === undefined ? -1 : o.producerId); }
  if (v >= 3) { w.int16(o.producerEpoch === undefined ? -1 : o.producerEpoch); }
  if (v >= 6) { w.bool(o.enable2Pc === undefined ? false : o.enable2Pc); }
  if (v >= 6) { w.bool(o.keepPreparedTxn === undefined ? false : o.keepPreparedTxn); }
  if (v >= 2) w.uvarint(0);
}

