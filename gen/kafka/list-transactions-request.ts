// Made by npm run generate:kafka from ListTransactionsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ListTransactionsRequest {
  stateFilters: string[];
  producerIdFilters: number[];
  durationFilter: number;
  transactionalIdPattern: string | null;
}
export function readListTransactionsRequest(r: KafkaReader, v: number): ListTransactionsRequest {
  const o: ListTransactionsRequest = { stateFilters: [], producerIdFilters: [], durationFilter: -1, transactionalIdPattern: null };
  o.stateFilters = r.array(true, () => r.string(true));
  o.producerIdFilters = r.array(true, () => r.int64());
  if (v >= 1) { o.durationFilter = r.int64(); }
  if (v >= 2) { o.transactionalIdPattern = v >= 2 ? r.nullableString(true) : r.string(true); }
  r.skipTagged();
  return o;
}
export function writeListTransactionsRequest(w: KafkaWriter, v: number, o: Init<ListTransactionsRequest>): void {
  w.array(true, o.stateFilters === undefined ? [] : o.stateFilters, (e) => w.string(true, e));
  w.array(true, o.producerIdFilters === undefined ? [] : o.producerIdFilters, (e) => w.int64(e));
  if (v >= 1) { w.int64(o.durationFilter === undefined ? -1 : o.durationFilter); }
  if (v >= 2) { w.string(true, o.transactionalIdPattern === undefined ? null : o.transactionalIdPattern); }
  w.uvarint(0);
}

