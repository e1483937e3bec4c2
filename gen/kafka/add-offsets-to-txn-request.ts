// Made by npm run generate:kafka from AddOffsetsToTxnRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AddOffsetsToTxnRequest {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  groupId: string;
}
export function readAddOffsetsToTxnRequest(r: KafkaReader, v: number): AddOffsetsToTxnRequest {
  const o: AddOffsetsToTxnRequest = { transactionalId: "", producerId: 0, producerEpoch: 0, groupId: "" };
  o.transactionalId = r.string(v >= 3);
  o.producerId = r.int64();
  o.producerEpoch = r.int16();
  o.groupId = r.string(v >= 3);
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddOffsetsToTxnRequest(w: KafkaWriter, v: number, o: Init<AddOffsetsToTxnRequest>): void {
  w.string(v >= 3, o.transactionalId === undefined ? "" : o.transactionalId);
  w.int64(o.producerId === undefined ? 0 : o.producerId);
  w.int16(o.producerEpoch === undefined ? 0 : o.producerEpoch);
  w.string(v >= 3, o.groupId === undefined ? "" : o.groupId);
  if (v >= 3) w.uvarint(0);
}

