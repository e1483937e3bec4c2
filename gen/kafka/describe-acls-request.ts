// Made by npm run generate:kafka from DescribeAclsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeAclsRequest {
  resourceTypeFilter: number;
  resourceNameFilter: string | null;
  patternTypeFilter: number;
  principalFilter: string | null;
  hostFilter: string | null;
  operation: number;
  permissionType: number;
}
export function readDescribeAclsRequest(r: KafkaReader, v: number): DescribeAclsRequest {
  const o: DescribeAclsRequest = { resourceTypeFilter: 0, resourceNameFilter: "", patternTypeFilter: 3, principalFilter: "", hostFilter: "", operation: 0, permissionType: 0 };
  o.resourceTypeFilter = r.int8();
  o.resourceNameFilter = r.nullableString(v >= 2);
  o.patternTypeFilter = r.int8();
  o.principalFilter = r.nullableString(v >= 2);
  o.hostFilter = r.nullableString(v >= 2);
  o.operation = r.int8();
  o.permissionType = r.int8();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribeAclsRequest(w: KafkaWriter, v: number, o: Init<DescribeAclsRequest>): void {
  w.int8(o.resourceTypeFilter === undefined ? 0 : o.resourceTypeFilter);
  w.string(v >= 2, o.resourceNameFilter === undefined ? "" : o.resourceNameFilter);
  w.int8(o.patternTypeFilter === undefined ? 3 : o.patternTypeFilter);
  w.string(v >= 2, o.principalFilter === undefined ? "" : o.principalFilter);
  w.string(v >= 2, o.hostFilter === undefined ? "" : o.hostFilter);
  w.int8(o.operation === undefined ? 0 : o.operation);
  w.int8(o.permissionType === undefined ? 0 : o.permissionType);
  if (v >= 2) w.uvarint(0);
}

