// Made by npm run generate:kafka from DescribeConfigsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeConfigsResult {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
  configs: DescribeConfigsResourceResult[];
}
export function readDescribeConfigsResult(r: KafkaReader, v: number): DescribeConfigsResult {
  const o: DescribeConfigsResult = { errorCode: 0, errorMessage: "", resourceType: 0, resourceName: "", configs: [] };
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(v >= 4);
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 4);
  o.configs = r.array(v >= 4, () => readDescribeConfigsResourceResult(r, v));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDescribeConfigsResult(w: KafkaWriter, v: number, o: Init<DescribeConfigsResult>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 4, o.errorMessage === undefined ? "" : o.errorMessage);
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 4, o.resourceName === undefined ? "" : o.resourceName);
  w.array(v >= 4, o.configs === undefined ? [] : o.configs, (e) => writeDescribeConfigsResourceResult(w, v, e));
  if (v >= 4) w.uvarint(0);
}

export interface DescribeConfigsResourceResult {
  name: string;
  value: string | null;
  readOnly: boolean;
  configSource: number;
  isSensitive: boolean;
  synonyms: DescribeConfigsSynonym[];
  configType: number;
  documentation: string | null;
}
export function readDescribeConfigsResourceResult(r: KafkaReader, v: number): DescribeConfigsResourceResult {
  const o: DescribeConfigsResourceResult = { name: "", value: "", readOnly: false, configSource: -1, isSensitive: false, synonyms: [], configType: 0, documentation: "" };
  o.name = r.string(v >= 4);
  o.value = r.nullableString(v >= 4);
  o.readOnly = r.bool();
  o.configSource = r.int8();
  o.isSensitive = r.bool();
  o.synonyms = r.array(v >= 4, () => readDescribeConfigsSynonym(r, v));
  if (v >= 3) { o.configType = r.int8(); }
  if (v >= 3) { o.documentation = r.nullableString(v >= 4); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDescribeConfigsResourceResult(w: KafkaWriter, v: number, o: Init<DescribeConfigsResourceResult>): void {
  w.string(v >= 4, o.name === undefined ? "" : o.name);
  w.string(v >= 4, o.value === undefined ? "" : o.value);
  w.bool(o.readOnly === undefined ? false : o.readOnly);
  w.int8(o.configSource === undefined ? -1 : o.configSource);
  w.bool(o.isSensitive === undefined ? false : o.isSensitive);
  w.array(v >= 4, o.synonyms === undefined ? [] : o.synonyms, (e) => writeDescribeConfigsSynonym(w, v, e));
  if (v >= 3) { w.int8(o.configType === undefined ? 0 : o.configType); }
  if (v >= 3) { w.string(v >= 4, o.documentation === undefined ? "" : o.documentation); }
  if (v >= 4) w.uvarint(0);
}

export interface DescribeConfigsSynonym {
  name: string;
  value: string | null;
  source: number;
}
export function readDescribeConfigsSynonym(r: KafkaReader, v: number): DescribeConfigsSynonym {
  const o: DescribeConfigsSynonym = { name: "", value: "", source: 0 };
  o.name = r.string(v >= 4);
  o.value = r.nullableString(v >= 4);
  o.source = r.int8();
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDescribeConfigsSynonym(w: KafkaWriter, v: number, o: Init<DescribeConfigsSynonym>): void {
  w.string(v >= 4, o.name === undefined ? "" : o.name);
  w.string(v >= 4, o.value === undefined ? "" : o.value);
  w.int8(o.source === undefined ? 0 : o.source);
  if (v >= 4) w.uvarint(0);
}

export interface DescribeConfigsResponse {
  throttleTimeMs: number;
  results: DescribeConfigsResult[];
}
export function readDescribeConfigsResponse(r: KafkaReader, v: number): DescribeConfigsResponse {
  const o: DescribeConfigsResponse = { throttleTimeMs: 0, results: [] };
  o.throttleTimeMs = r.int32();
  o.results = r.array(v >= 4, () => readDescribeConfigsResult(r, v));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDescribeConfigsResponse(w: KafkaWriter, v: number, o: Init<DescribeConfigsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 4, o.results === undefined ? [] : o.results, (e) => writeDescribeConfigsResult(w, v, e));
  if (v >= 4) w.uvarint(0);
}

