// Made by npm run generate:kafka from DescribeAclsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeAclsResource {
  resourceType: number;
  resourceName: string;
  patternType: number;
  acls: AclDescription[];
}
export function readDescribeAclsResource(r: KafkaReader, v: number): DescribeAclsResource {
  const o: DescribeAclsResource = { resourceType: 0, resourceName: "", patternType: 3, acls: [] };
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 2);
  o.patternType = r.int8();
  o.acls = r.array(v >= 2, () => readAclDescription(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribeAclsResource(w: KafkaWriter, v: number, o: Init<DescribeAclsResource>): void {
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 2, o.resourceName === undefined ? "" : o.resourceName);
  w.int8(o.patternType === undefined ? 3 : o.patternType);
  w.array(v >= 2, o.acls === undefined ? [] : o.acls, (e) => writeAclDescription(w, v, e));
  if (v >= 2) w.uvarint(0);
}

export interface AclDescription {
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}
export function readAclDescription(r: KafkaReader, v: number): AclDescription {
  const o: AclDescription = { principal: "", host: "", operation: 0, permissionType: 0 };
  o.principal = r.string(v >= 2);
  o.host = r.string(v >= 2);
  o.operation = r.int8();
  o.permissionType = r.int8();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeAclDescription(w: KafkaWriter, v: number, o: Init<AclDescription>): void {
  w.string(v >= 2, o.principal === undefined ? "" : o.principal);
  w.string(v >= 2, o.host === undefined ? "" : o.host);
  w.int8(o.operation === undefined ? 0 : o.operation);
  w.int8(o.permissionType === undefined ? 0 : o.permissionType);
  if (v >= 2) w.uvarint(0);
}

export interface DescribeAclsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  resources: DescribeAclsResource[];
}
export function readDescribeAclsResponse(r: KafkaReader, v: number): DescribeAclsResponse {
  const o: DescribeAclsResponse = { throttleTimeMs: 0, errorCode: 0, errorMessage: "", resources: [] };
  o.throttleTimeMs = r.int32();
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 2);
  o.resources = r.array(v >= 2, () => readDescribeAclsResource(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribeAclsResponse(w: KafkaWriter, v: number, o: Init<DescribeAclsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.errorMessage === undefined ? "" : o.errorMessage);
  w.array(v >= 2, o.resources === undefined ? [] : o.resources, (e) => writeDescribeAclsResource(w, v, e));
  if (v >= 2) w.uvarint(0);
}

