// Made by npm run generate:kafka from DescribeClusterRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeClusterRequest {
  includeClusterAuthorizedOperations: boolean;
  endpointType: number;
  includeFencedBrokers: boolean;
}
export function readDescribeClusterRequest(r: KafkaReader, v: number): DescribeClusterRequest {
  const o: DescribeClusterRequest = { includeClusterAuthorizedOperations: false, endpointType: 1, includeFencedBrokers: false };
  o.includeClusterAuthorizedOperations = r.bool();
  if (v >= 1) { o.endpointType = r.int8(); }
  if (v >= 2) { o.includeFencedBrokers = r.bool(); }
  r.skipTagged();
  return o;
}
export function writeDescribeClusterRequest(w: KafkaWriter, v: number, o: Init<DescribeClusterRequest>): void {
  w.bool(o.includeClusterAuthorizedOperations === undefined ? false : o.includeClusterAuthorizedOperations);
  if (v >= 1) { w.int8(o.endpointType === undefined ? 1 : o.endpointType); }
  if (v >= 2) { w.bool(o.includeFencedBrokers === undefined ? false : o.includeFencedBrokers); }
  w.uvarint(0);
}

