// Made by npm run generate:kafka from DescribeGroupsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeGroupsRequest {
  groups: string[];
  includeAuthorizedOperations: boolean;
}
export function readDescribeGroupsRequest(r: KafkaReader, v: number): DescribeGroupsRequest {
  const o: DescribeGroupsRequest = { groups: [], includeAuthorizedOperations: false };
  o.groups = r.array(v >= 5, () => r.string(v >= 5));
  if (v >= 3) { o.includeAuthorizedOperations = r.bool(); }
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeDescribeGroupsRequest(w: KafkaWriter, v: number, o: Init<DescribeGroupsRequest>): void {
  w.array(v >= 5, o.groups === undefined ? [] : o.groups, (e) => w.string(v >= 5, e));
  if (v >= 3) { w.bool(o.includeAuthorizedOperations === undefined ? false : o.includeAuthorizedOperations); }
  if (v >= 5) w.uvarint(0);
}

