// Made by npm run generate:kafka from IncrementalAlterConfigsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
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
  o.errorMessage = r.nullableString(v >= 1);
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 1);
  if (v >= 1) r.skipTagged();
  return o;
}
export function writeAlterConfigsResourceResponse(w: KafkaWriter, v: number, o: Init<AlterConfigsResourceResponse>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 1, o.errorMessage === undefined ? "" : o.errorMessage);
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 1, o.resourceName === undefined ? "" : o.resourceName);
  if (v >= 1) w.uvarint(0);
}

export interface IncrementalAlterConfigsResponse {
  throttleTimeMs: number;
  responses: AlterConfigsResourceResponse[];
}
export function readIncrementalAlterConfigsResponse(r: KafkaReader, v: number): IncrementalAlterConfigsResponse {
  const o: IncrementalAlterConfigsResponse = { throttleTimeMs: 0, responses: [] };
  o.throttleTimeMs = r.int32();
  o.responses = r.array(v >= 1, () => readAlterConfigsResourceResponse(r, v));
  if (v >= 1) r.skipTagged();
  return o;
}
export function writeIncrementalAlterConfigsResponse(w: KafkaWriter, v: number, o: Init<IncrementalAlterConfigsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 1, o.responses === undefined ? [] : o.responses, (e) => writeAlterConfigsResourceResponse(w, v, e));
  if (v >= 1) w.uvarint(0);
}

