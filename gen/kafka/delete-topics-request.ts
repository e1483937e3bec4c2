// Made by npm run generate:kafka from DeleteTopicsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DeleteTopicState {
  name: string | null;
  topicId: string;
}
export function readDeleteTopicState(r: KafkaReader, v: number): DeleteTopicState {
  const o: DeleteTopicState = { name: null, topicId: "00000000-0000-0000-0000-000000000000" };
  if (v >= 6) { o.name = v >= 6 ? r.nullableString(v >= 4) : r.string(v >= 4); }
  if (v >= 6) { o.topicId = r.uuid(); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDeleteTopicState(w: KafkaWriter, v: number, o: Init<DeleteTopicState>): void {
  if (v >= 6) { w.string(v >= 4, o.name === undefined ? null : o.name); }
  if (v >= 6) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  if (v >= 4) w.uvarint(0);
}

export interface DeleteTopicsRequest {
  topics: DeleteTopicState[];
  topicNames: string[];
  timeoutMs: number;
}
export function readDeleteTopicsRequest(r: KafkaReader, v: number): DeleteTopicsRequest {
  const o: DeleteTopicsRequest = { topics: [], topicNames: [], timeoutMs: 0 };
  if (v >= 6) { o.topics = r.array(v >= 4, () => readDeleteTopicState(r, v)); }
  if (v <= 5) { o.topicNames = r.array(v >= 4, () => r.string(v >= 4)); }
  o.timeoutMs = r.int32();
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDeleteTopicsRequest(w: KafkaWriter, v: number, o: Init<DeleteTopicsRequest>): void {
  if (v >= 6) { w.array(v >= 4, o.topics === undefined ? [] : o.topics, (e) => writeDeleteTopicState(w, v, e)); }
  if (v <= 5) { w.array(v >= 4, o.topicNames === undefined ? [] : o.topicNames, (e) => w.string(v >= 4, e)); }
  w.int32(o.timeoutMs === undefined ? 0 : o.timeoutMs);
  if (v >= 4) w.uvarint(0);
}

