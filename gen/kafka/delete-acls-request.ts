// Made by npm run generate:kafka from DeleteAclsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DeleteAclsFilter {
  resourceTypeFilter: number;
  resourceNameFilter: string | null;
  patternTypeFilter: number;
  principalFilter: string | null;
  hostFilter: string | null;
  operation: number;
  permissionType: number;
}
export function readDeleteAclsFilter(r: KafkaReader, v: number): DeleteAclsFilter {
  const o: DeleteAclsFilter = { resourceTypeFilter: 0, resourceNameFilter: "", patternTypeFilter: 3, principalFilter: "", hostFilter: "", operation: 0, permissionType: 0 };
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
export function writeDeleteAclsFilter(w: KafkaWriter, v: number, o: Init<DeleteAclsFilter>): void {
  w.int8(o.resourceTypeFilter === undefined ? 0 : o.resourceTypeFilter);
  w.string(v >= 2, o.resourceNameFilter === undefined ? "" : o.resourceNameFilter);
  w.int8(o.patternTypeFilter === undefined ? 3 : o.patternTypeFilter);
  w.string(v >= 2, o.principalFilter === undefined ? "" : o.principalFilter);
  w.string(v >= 2, o.hostFilter === undefined ? "" : o.hostFilter);
  w.int8(o.operation === undefined ? 0 : o.operation);
  w.int8(o.permissionType === undefined ? 0 : o.permissionType);
  if (v >= 2) w.uvarint(0);
}

export interface DeleteAclsRequest {
  filters: DeleteAclsFilter[];
}
export function readDeleteAclsRequest(r: KafkaReader, v: number): DeleteAclsRequest {
  const o: DeleteAclsRequest = { filters: [] };
  o.filters = r.array(v >= 2, () => readDeleteAclsFilter(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteAclsRequest(w: KafkaWriter, v: number, o: Init<DeleteAclsRequest>): void {
  w.array(v >= 2, o.filters === undefined ? [] : o.filters, (e) => writeDeleteAclsFilter(w, v, e));
  if (v >= 2) w.uvarint(0);
}

