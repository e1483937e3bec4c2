// Made by npm run generate:kafka from ConsumerGroupDescribeRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ConsumerGroupDescribeRequest {
  groupIds: string[];
  includeAuthorizedOperations: boolean;
}
export function readConsumerGroupDescribeRequest(r: KafkaReader, _v: number): ConsumerGroupDescribeRequest {
  const o: ConsumerGroupDescribeRequest = { groupIds: [], includeAuthorizedOperations: false };
  o.groupIds = r.array(true, () => r.string(true));
  o.includeAuthorizedOperations = r.bool();
  r.skipTagged();
  return o;
}
export function writeConsumerGroupDescribeRequest(w: KafkaWriter, _v: number, o: Init<ConsumerGroupDescribeRequest>): void {
  w.array(true, o.groupIds === undefined ? [] : o.groupIds, (e) => w.string(true, e));
  w.bool(o.includeAuthorizedOperations === undefined ? false : o.includeAuthorizedOperations);
  w.uvarint(0);
}

