// Made by npm run generate:kafka from CreateTopicsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface CreatableTopicResult {
  name: string;
  topicId: string;
  errorCode: number;
  errorMessage: string | null;
  topicConfigErrorCode: number;
  numPartitions: number;
  replicationFactor: number;
  configs: CreatableTopicConfigs[] | null;
}
export function readCreatableTopicResult(r: KafkaReader, v: number): CreatableTopicResult {
  const o: CreatableTopicResult = { name: "", topicId: "00000000-0000-0000-0000-000000000000", errorCode: 0, errorMessage: "", topicConfigErrorCode: 0, numPartitions: -1, replicationFactor: -1, configs: [] };
  o.name = r.string(v >= 5);
  if (v >= 7) { o.topicId = r.uuid(); }
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 5);
  if (v >= 5) { o.numPartitions = r.int32(); }
  if (v >= 5) { o.replicationFactor = r.int16(); }
  if (v >= 5) { o.configs = v >= 5 ? r.nullableArray(v >= 5, () => readCreatableTopicConfigs(r, v)) : r.array(v >= 5, () => readCreatableTopicConfigs(r, v)); }
  if (v >= 5) for (let n = r.taggedCount(); n > 0; n--) {
    const tag = r.uvarint(), end = r.taggedEnd();
    if (tag === 0 && v >= 5) o.topicConfigErrorCode = r.int16();
    r.endTagged(end);
  }
  return o;
}
export function writeCreatableTopicResult(w: KafkaWriter, v: number, o: Init<CreatableTopicResult>): void {
  w.string(v >= 5, o.name === undefined ? "" : o.name);
  if (v >= 7) { w.uuid(o.topicId === undefined ? "00000000-0000-0000-0000-000000000000" : o.topicId); }
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 5, o.errorMessage === undefined ? "" : o.errorMessage);
  if (v >= 5) { w.int32(o.numPartitions === undefined ? -1 : o.numPartitions); }
  if (v >= 5) { w.int16(o.replicationFactor === undefined ? -1 : o.replicationFactor); }
  if (v >= 5) { w.array(v >= 5, o.configs === undefined ? [] : o.configs, (e) => writeCreatableTopicConfigs(w, v, e)); }
  if (v >= 5) {
    const has0 = v >= 5 && o.topicConfigErrorCode !== undefined && !w.isSame(o.topicConfigErrorCode, 0);
    w.uvarint((has0 ? 1 : 0));
    if (has0) w.tagged(0, () => { w.int16(o.topicConfigErrorCode === undefined ? 0 : o.topicConfigErrorCode); });
  }
}

export interface CreatableTopicConfigs {
  name: string;
  value: string | null;
  readOnly: boolean;
  configSource: number;
  isSensitive: boolean;
}
export function readCreatableTopicConfigs(r: KafkaReader, v: number): CreatableTopicConfigs {
  const o: CreatableTopicConfigs = { name: "", value: "", readOnly: false, configSource: -1, isSensitive: false };
  if (v >= 5) { o.name = r.string(v >= 5); }
  if (v >= 5) { o.value = v >= 5 ? r.nullableString(v >= 5) : r.string(v >= 5); }
  if (v >= 5) { o.readOnly = r.bool(); }
  if (v >= 5) { o.configSource = r.int8(); }
  if (v >= 5) { o.isSensitive = r.bool(); }
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeCreatableTopicConfigs(w: KafkaWriter, v: number, o: Init<CreatableTopicConfigs>): void {
  if (v >= 5) { w.string(v >= 5, o.name === undefined ? "" : o.name); }
  if (v >= 5) { w.string(v >= 5, o.value === undefined ? "" : o.value); }
  if (v >= 5) { w.bool(o.readOnly === undefined ? false : o.readOnly); }
  if (v >= 5) { w.int8(o.configSource === undefined ? -1 : o.configSource); }
  if (v >= 5) { w.bool(o.isSensitive === undefined ? false : o.isSensitive); }
  if (v >= 5) w.uvarint(0);
}

export interface CreateTopicsResponse {
  throttleTimeMs: number;
  topics: CreatableTopicResult[];
}
export function readCreateTopicsResponse(r: KafkaReader, v: number): CreateTopicsResponse {
  const o: CreateTopicsResponse = { throttleTimeMs: 0, topics: [] };
  o.throttleTimeMs = r.int32();
  o.topics = r.array(v >= 5, () => readCreatableTopicResult(r, v));
  if (v >= 5) r.skipTagged();
  return o;
}
export function writeCreateTopicsResponse(w: KafkaWriter, v: number, o: Init<CreateTopicsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 5, o.topics === undefined ? [] : o.topics, (e) => writeCreatableTopicResult(w, v, e));
  if (v >= 5) w.uvarint(0);
}

