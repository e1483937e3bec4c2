// Made by npm run generate:kafka from IncrementalAlterConfigsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AlterConfigsResource {
  resourceType: number;
  resourceName: string;
  configs: AlterableConfig[];
}
export function readAlterConfigsResource(r: KafkaReader, v: number): AlterConfigsResource {
  const o: AlterConfigsResource = { resourceType: 0, resourceName: "", configs: [] };
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 1);
  o.configs = r.array(v >= 1, () => readAlterableConfig(r, v));
  if (v >= 1) r.skipTagged();
  return o;
}
export function writeAlterConfigsResource(w: KafkaWriter, v: number, o: Init<AlterConfigsResource>): void {
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 1, o.resourceName === undefined ? "" : o.resourceName);
  w.array(v >= 1, o.configs === undefined ? [] : o.configs, (e) => writeAlterableConfig(w, v, e));
  if (v >= 1) w.uvarint(0);
}

export interface AlterableConfig {
  name: string;
  configOperation: number;
  value: string | null;
}
export function readAlterableConfig(r: KafkaReader, v: number): AlterableConfig {
  const o: AlterableConfig = { name: "", configOperation: 0, value: "" };
  o.name = r.string(v >= 1);
  o.configOperation = r.int8();
  o.value = r.nullableString(v >= 1);
  if (v >= 1) r.skipTagged();
  return o;
}
export function writeAlterableConfig(w: KafkaWriter, v: number, o: Init<AlterableConfig>): void {
  w.string(v >= 1, o.name === undefined ? "" : o.name);
  w.int8(o.configOperation === undefined ? 0 : o.configOperation);
  w.string(v >= 1, o.value === undefined ? "" : o.value);
  if (v >= 1) w.uvarint(0);
}

export interface IncrementalAlterConfigsRequest {
  resources: AlterConfigsResource[];
  validateOnly: boolean;
}
export function readIncrementalAlterConfigsRequest(r: KafkaReader, v: number): IncrementalAlterConfigsRequest {
  const o: IncrementalAlterConfigsRequest = { resources: [], validateOnly: false };
  o.resources = r.array(v >= 1, () => readAlterConfigsResource(r, v));
  o.validateOnly = r.bool();
  if (v >= 1) r.skipTagged();
  return o;
}
export function writeIncrementalAlterConfigsRequest(w: KafkaWriter, v: number, o: Init<IncrementalAlterConfigsRequest>): void {
  w.array(v >= 1, o.resources === undefined ? [] : o.resources, (e) => writeAlterConfigsResource(w, v, e));
  w.bool(o.validateOnly === undefined ? false : o.validateOnly);
  if (v >= 1) w.uvarint(0);
}

