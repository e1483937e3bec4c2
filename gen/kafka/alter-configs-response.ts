// Made by npm run generate:kafka from AlterConfigsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AlterConfigsResourceResponse {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
}
export function readAlterConfigsResourceResponse(r: KafkaReader, v: number): AlterConfigsResourceResponse {
  const o: AlterConfigsResourceResponse = { errorCode: 0, errorMessage: "", resourceType: 0, resourceName: "" };
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 2);
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 2);
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeAlterConfigsResourceResponse(w: KafkaWriter, v: number, o: Init<AlterConfigsResourceResponse>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.errorMessage === undefined ? "" : o.errorMessage);
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 2, o.resourceName === undefined ? "" : o.resourceName);
  if (v >= 2) w.uvarint(0);
}

export interface AlterConfigsResponse {
  throttleTimeMs: number;
  responses: AlterConfigsResourceResponse[];
}
export function readAlterConfigsResponse(r: KafkaReader, v: number): AlterConfigsResponse {
  const o: AlterConfigsResponse = { throttleTimeMs: 0, responses: [] };
  o.throttleTimeMs = r.int32();
  o.responses = r.array(v >= 2, () => readAlterConfigsResourceResponse(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeAlterConfigsResponse(w: KafkaWriter, v: number, o: Init<AlterConfigsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 2, o.responses === undefined ? [] : o.responses, (e) => writeAlterConfigsResourceResponse(w, v, e));
  if (v >= 2) w.uvarint(0);
}

