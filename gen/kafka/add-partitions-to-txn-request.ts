// Made by npm run generate:kafka from AddPartitionsToTxnRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AddPartitionsToTxnTopic {
  name: string;
  partitions: number[];
}
export function readAddPartitionsToTxnTopic(r: KafkaReader, v: number): AddPartitionsToTxnTopic {
  const o: AddPartitionsToTxnTopic = { name: "", partitions: [] };
  o.name = r.string(v >= 3);
  o.partitions = r.array(v >= 3, () => r.int32());
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddPartitionsToTxnTopic(w: KafkaWriter, v: number, o: Init<AddPartitionsToTxnTopic>): void {
  w.string(v >= 3, o.name === undefined ? "" : o.name);
  w.array(v >= 3, o.partitions === undefined ? [] : o.partitions, (e) => w.int32(e));
  if (v >= 3) w.uvarint(0);
}

export interface AddPartitionsToTxnTransaction {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  verifyOnly: boolean;
  topics: AddPartitionsToTxnTopic[];
}
export function readAddPartitionsToTxnTransaction(r: KafkaReader, v: number): AddPartitionsToTxnTransaction {
  const o: AddPartitionsToTxnTransaction = { transactionalId: "", producerId: 0, producerEpoch: 0, verifyOnly: false, topics: [] };
  if (v >= 4) { o.transactionalId = r.string(v >= 3); }
  if (v >= 4) { o.producerId = r.int64(); }
  if (v >= 4) { o.producerEpoch = r.int16(); }
  if (v >= 4) { o.verifyOnly = r.bool(); }
  if (v >= 4) { o.topics = r.array(v >= 3, () => readAddPartitionsToTxnTopic(r, v)); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddPartitionsToTxnTransaction(w: KafkaWriter, v: number, o: Init<AddPartitionsToTxnTransaction>): void {
  if (v >= 4) { w.string(v >= 3, o.transactionalId === undefined ? "" : o.transactionalId); }
  if (v >= 4) { w.int64(o.producerId === undefined ? 0 : o.producerId); }
  if (v >= 4) { w.int16(o.producerEpoch === undefined ? 0 : o.producerEpoch); }
  if (v >= 4) { w.bool(o.verifyOnly === undefined ? false : o.verifyOnly); }
  if (v >= 4) { w.array(v >= 3, o.topics === undefined ? [] : o.topics, (e) => writeAddPartitionsToTxnTopic(w, v, e)); }
  if (v >= 3) w.uvarint(0);
}

export interface AddPartitionsToTxnRequest {
  transactions: AddPartitionsToTxnTransaction[];
  v3AndBelowTransactionalId: string;
  v3AndBelowProducerId: number;
  v3AndBelowProducerEpoch: number;
  v3AndBelowTopics: AddPartitionsToTxnTopic[];
}
export function readAddPartitionsToTxnRequest(r: KafkaReader, v: number): AddPartitionsToTxnRequest {
  const o: AddPartitionsToTxnRequest = { transactions: [], v3AndBelowTransactionalId: "", v3AndBelowProducerId: 0, v3AndBelowProducerEpoch: 0, v3AndBelowTopics: [] };
  if (v >= 4) { o.transactions = r.array(v >= 3, () => readAddPartitionsToTxnTransaction(r, v)); }
  if (v <= 3) { o.v3AndBelowTransactionalId = r.string(v >= 3); }
  if (v <= 3) { o.v3AndBelowProducerId = r.int64(); }
  if (v <= 3) { o.v3AndBelowProducerEpoch = r.int16(); }
  if (v <= 3) { o.v3AndBelowTopics = r.array(v >= 3, () => readAddPartitionsToTxnTopic(r, v)); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddPartitionsToTxnRequest(w: KafkaWriter, v: number, o: Init<AddPartitionsToTxnRequest>): void {
  if (v >= 4) { w.array(v >= 3, o.transactions === undefined ? [] : o.transactions, (e) => writeAddPartitionsToTxnTransaction(w, v, e)); }
  if (v <= 3) { w.string(v >= 3, o.v3AndBelowTransactionalId === undefined ? "" : o.v3AndBelowTransactionalId); }
  if (v <= 3) { w.int64(o.v3AndBelowProducerId === undefined ? 0 : o.v3AndBelowProducerId); }
  if (v <= 3) { w.int16(o.v3AndBelowProducerEpoch === undefined ? 0 : o.v3AndBelowProducerEpoch); }
  if (v <= 3) { w.array(v >= 3, o.v3AndBelowTopics === undefined ? [] : o.v3AndBelowTopics, (e) => writeAddPartitionsToTxnTopic(w, v, e)); }
  if (v >= 3) w.uvarint(0);
}

