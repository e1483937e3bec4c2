// Made by npm run generate:kafka from CreateAclsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AclCreation {
  resourceType: number;
  resourceName: string;
  resourcePatternType: number;
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}
export function readAclCreation(r: KafkaReader, v: number): AclCreation {
  const o: AclCreation = { resourceType: 0, resourceName: "", resourcePatternType: 3, principal: "", host: "", operation: 0, permissionType: 0 };
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 2);
  o.resourcePatternType = r.int8();
  o.principal = r.string(v >= 2);
  o.host = r.string(v >= 2);
  o.operation = r.int8();
  o.permissionType = r.int8();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeAclCreation(w: KafkaWriter, v: number, o: Init<AclCreation>): void {
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 2, o.resourceName === undefined ? "" : o.resourceName);
  w.int8(o.resourcePatternType === undefined ? 3 : o.resourcePatternType);
  w.string(v >= 2, o.principal === undefined ? "" : o.principal);
  w.string(v >= 2, o.host === undefined ? "" : o.host);
  w.int8(o.operation === undefined ? 0 : o.operation);
  w.int8(o.permissionType === undefined ? 0 : o.permissionType);
  if (v >= 2) w.uvarint(0);
}

export interface CreateAclsRequest {
  creations: AclCreation[];
}
export function readCreateAclsRequest(r: KafkaReader, v: number): CreateAclsRequest {
  const o: CreateAclsRequest = { creations: [] };
  o.creations = r.array(v >= 2, () => readAclCreation(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeCreateAclsRequest(w: KafkaWriter, v: number, o: Init<CreateAclsRequest>): void {
  w.array(v >= 2, o.creations === undefined ? [] : o.creations, (e) => writeAclCreation(w, v, e));
  if (v >= 2) w.uvarint(0);
}

