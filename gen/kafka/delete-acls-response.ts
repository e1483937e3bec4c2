// Made by npm run generate:kafka from DeleteAclsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DeleteAclsFilterResult {
  errorCode: number;
  errorMessage: string | null;
  matchingAcls: DeleteAclsMatchingAcl[];
}
export function readDeleteAclsFilterResult(r: KafkaReader, v: number): DeleteAclsFilterResult {
  const o: DeleteAclsFilterResult = { errorCode: 0, errorMessage: "", matchingAcls: [] };
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 2);
  o.matchingAcls = r.array(v >= 2, () => readDeleteAclsMatchingAcl(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteAclsFilterResult(w: KafkaWriter, v: number, o: Init<DeleteAclsFilterResult>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.errorMessage === undefined ? "" : o.errorMessage);
  w.array(v >= 2, o.matchingAcls === undefined ? [] : o.matchingAcls, (e) => writeDeleteAclsMatchingAcl(w, v, e));
  if (v >= 2) w.uvarint(0);
}

export interface DeleteAclsMatchingAcl {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
  patternType: number;
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}
export function readDeleteAclsMatchingAcl(r: KafkaReader, v: number): DeleteAclsMatchingAcl {
  const o: DeleteAclsMatchingAcl = { errorCode: 0, errorMessage: "", resourceType: 0, resourceName: "", patternType: 3, principal: "", host: "", operation: 0, permissionType: 0 };
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 2);
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 2);
  o.patternType = r.int8();
  o.principal = r.string(v >= 2);
  o.host = r.string(v >= 2);
  o.operation = r.int8();
  o.permissionType = r.int8();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteAclsMatchingAcl(w: KafkaWriter, v: number, o: Init<DeleteAclsMatchingAcl>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.errorMessage === undefined ? "" : o.errorMessage);
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 2, o.resourceName === undefined ? "" : o.resourceName);
  w.int8(o.patternType === undefined ? 3 : o.patternType);
  w.string(v >= 2, o.principal === undefined ? "" : o.principal);
  w.string(v >= 2, o.host === undefined ? "" : o.host);
  w.int8(o.operation === undefined ? 0 : o.operation);
  w.int8(o.permissionType === undefined ? 0 : o.permissionType);
  if (v >= 2) w.uvarint(0);
}

export interface DeleteAclsResponse {
  throttleTimeMs: number;
  filterResults: DeleteAclsFilterResult[];
}
export function readDeleteAclsResponse(r: KafkaReader, v: number): DeleteAclsResponse {
  const o: DeleteAclsResponse = { throttleTimeMs: 0, filterResults: [] };
  o.throttleTimeMs = r.int32();
  o.filterResults = r.array(v >= 2, () => readDeleteAclsFilterResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteAclsResponse(w: KafkaWriter, v: number, o: Init<DeleteAclsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 2, o.filterResults === undefined ? [] : o.filterResults, (e) => writeDeleteAclsFilterResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

