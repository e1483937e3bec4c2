// Made by npm run generate:kafka from DeleteTopicsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DeletableTopicResult {
  name: string | null;
  topicId: string;
  errorCode: number;
  errorMessage: string | null;
}
export function readDeletableTopicResult(r: KafkaReader, v: number): DeletableTopicResult {
  const o: DeletableTopicResult = { name: "", topicId: "00000000-0000-0000-0000-000000000000", errorCode: 0, errorMessage: null };
  o.name = v >= 6 ? r.nullableString(v >= 4) : r.string(v >= 4);
  if (v >= 6) { o.topicId = r.uuid(); }
  o.errorCode = r.int16();
  if (v >= 5) { o.errorMessage = v >= 5 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDeletableTopicResult(w: KafkaWriter, v: number, o: Init<DeletableTopicResult>): void {
  w.string(v >= 4, o.name === undefined ? "" : o.name);
  if (v >= 6) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 5) { w.string(v >= 4, o.errorMessage === undefined ? null : o.errorMessage); }
  if (v >= 4) w.uvarint(0);
}

export interface DeleteTopicsResponse {
  throttleTimeMs: number;
  responses: DeletableTopicResult[];
}
export function readDeleteTopicsResponse(r: KafkaReader, v: number): DeleteTopicsResponse {
  const o: DeleteTopicsResponse = { throttleTimeMs: 0, responses: [] };
  o.throttleTimeMs = r.int32();
  o.responses = r.array(v >= 4, () => readDeletableTopicResult(r, v));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDeleteTopicsResponse(w: KafkaWriter, v: number, o: Init<DeleteTopicsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 4, o.responses === undefined ? [] : o.responses, (e) => writeDeletableTopicResult(w, v, e));
  if (v >= 4) w.uvarint(0);
}

