// Made by npm run generate:kafka from CreateAclsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AclCreationResult {
  errorCode: number;
  errorMessage: string | null;
}
export function readAclCreationResult(r: KafkaReader, v: number): AclCreationResult {
  const o: AclCreationResult = { errorCode: 0, errorMessage: "" };
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 2);
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeAclCreationResult(w: KafkaWriter, v: number, o: Init<AclCreationResult>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.errorMessage === undefined ? "" : o.errorMessage);
  if (v >= 2) w.uvarint(0);
}

export interface CreateAclsResponse {
  throttleTimeMs: number;
  results: AclCreationResult[];
}
export function readCreateAclsResponse(r: KafkaReader, v: number): CreateAclsResponse {
  const o: CreateAclsResponse = { throttleTimeMs: 0, results: [] };
  o.throttleTimeMs = r.int32();
  o.results = r.array(v >= 2, () => readAclCreationResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeCreateAclsResponse(w: KafkaWriter, v: number, o: Init<CreateAclsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 2, o.results === undefined ? [] : o.results, (e) => writeAclCreationResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

