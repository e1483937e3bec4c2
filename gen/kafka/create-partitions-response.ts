// Made by npm run generate:kafka from CreatePartitionsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface CreatePartitionsTopicResult {
  name: string;
  errorCode: number;
  errorMessage: string | null;
}
export function readCreatePartitionsTopicResult(r: KafkaReader, v: number): CreatePartitionsTopicResult {
  const o: CreatePartitionsTopicResult = { name: "", errorCode: 0, errorMessage: null };
  o.name = r.string(v >= 2);
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 2);
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeCreatePartitionsTopicResult(w: KafkaWriter, v: number, o: Init<CreatePartitionsTopicResult>): void {
  w.string(v >= 2, o.name === undefined ? "" : o.name);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.errorMessage === undefined ? null : o.errorMessage);
  if (v >= 2) w.uvarint(0);
}

export interface CreatePartitionsResponse {
  throttleTimeMs: number;
  results: CreatePartitionsTopicResult[];
}
export function readCreatePartitionsResponse(r: KafkaReader, v: number): CreatePartitionsResponse {
  const o: CreatePartitionsResponse = { throttleTimeMs: 0, results: [] };
  o.throttleTimeMs = r.int32();
  o.results = r.array(v >= 2, () => readCreatePartitionsTopicResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeCreatePartitionsResponse(w: KafkaWriter, v: number, o: Init<CreatePartitionsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 2, o.results === undefined ? [] : o.results, (e) => writeCreatePartitionsTopicResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

