// Made by npm run generate:kafka from EndTxnRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface EndTxnRequest {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  committed: boolean;
}
export function readEndTxnRequest(r: KafkaReader, v: number): EndTxnRequest {
  const o: EndTxnRequest = { transactionalId: "", producerId: 0, producerEpoch: 0, committed: false };
  o.transactionalId = r.string(v >= 3);
  o.producerId = r.int64();
  o.producerEpoch = r.int16();
  o.committed = r.bool();
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeEndTxnRequest(w: KafkaWriter, v: number, o: Init<EndTxnRequest>): void {
  w.string(v >= 3, o.transactionalId === undefined ? "" : o.transactionalId);
  w.int64(o.producerId === undefined ? 0 : o.producerId);
  w.int16(o.producerEpoch === undefined ? 0 : o.producerEpoch);
  w.bool(o.committed === undefined ? false : o.committed);
  if (v >= 3) w.uvarint(0);
}

