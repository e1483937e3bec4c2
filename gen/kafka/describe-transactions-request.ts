// Made by npm run generate:kafka from DescribeTransactionsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeTransactionsRequest {
  transactionalIds: string[];
}
export function readDescribeTransactionsRequest(r: KafkaReader, _v: number): DescribeTransactionsRequest {
  const o: DescribeTransactionsRequest = { transactionalIds: [] };
  o.transactionalIds = r.array(true, () => r.string(true));
  r.skipTagged();
  return o;
}
export function writeDescribeTransactionsRequest(w: KafkaWriter, _v: number, o: Init<DescribeTransactionsRequest>): void {
  w.array(true, o.transactionalIds === undefined ? [] : o.transactionalIds, (e) => w.string(true, e));
  w.uvarint(0);
}

