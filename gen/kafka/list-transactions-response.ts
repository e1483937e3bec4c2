// Made by npm run generate:kafka from ListTransactionsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface TransactionState {
  transactionalId: string;
  producerId: number;
  transactionState: string;
}
export function readTransactionState(r: KafkaReader, _v: number): TransactionState {
  const o: TransactionState = { transactionalId: "", producerId: 0, transactionState: "" };
  o.transactionalId = r.string(true);
  o.producerId = r.int64();
  o.transactionState = r.string(true);
  r.skipTagged();
  return o;
}
export function writeTransactionState(w: KafkaWriter, _v: number, o: Init<TransactionState>): void {
  w.string(true, o.transactionalId === undefined ? "" : o.transactionalId);
  w.int64(o.producerId === undefined ? 0 : o.producerId);
  w.string(true, o.transactionState === undefined ? "" : o.transactionState);
  w.uvarint(0);
}

export interface ListTransactionsResponse {
  throttleTimeMs: number;
  errorCode: number;
  unknownStateFilters: string[];
  transactionStates: TransactionState[];
}
export function readListTransactionsResponse(r: KafkaReader, v: number): ListTransactionsResponse {
  const o: ListTransactionsResponse = { throttleTimeMs: 0, errorCode: 0, unknownStateFilters: [], transactionStates: [] };
  o.throttleTimeMs = r.int32();
  o.errorCode = r.int16();
  o.unknownStateFilters = r.array(true, () => r.string(true));
  o.transactionStates = r.array(true, () => readTransactionState(r, v));
  r.skipTagged();
  return o;
}
export function writeListTransactionsResponse(w: KafkaWriter, v: number, o: Init<ListTransactionsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.array(true, o.unknownStateFilters === undefined ? [] : o.unknownStateFilters, (e) => w.string(true, e));
  w.array(true, o.transactionStates === undefined ? [] : o.transactionStates, (e) => writeTransactionState(w, v, e));
  w.uvarint(0);
}

