// Made by npm run generate:kafka from AlterConfigsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AlterConfigsResource {
  resourceType: number;
  resourceName: string;
  configs: AlterableConfig[];
}
export function readAlterConfigsResource(r: KafkaReader, v: number): AlterConfigsResource {
  const o: AlterConfigsResource = { resourceType: 0, resourceName: "", configs: [] };
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 2);
  o.configs = r.array(v >= 2, () => readAlterableConfig(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeAlterConfigsResource(w: KafkaWriter, v: number, o: Init<AlterConfigsResource>): void {
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 2, o.resourceName === undefined ? "" : o.resourceName);
  w.array(v >= 2, o.configs === undefined ? [] : o.configs, (e) => writeAlterableConfig(w, v, e));
  if (v >= 2) w.uvarint(0);
}

export interface AlterableConfig {
  name: string;
  value: string | null;
}
export function readAlterableConfig(r: KafkaReader, v: number): AlterableConfig {
  const o: AlterableConfig = { name: "", value: "" };
  o.name = r.string(v >= 2);
  o.value = r.nullableString(v >= 2);
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeAlterableConfig(w: KafkaWriter, v: number, o: Init<AlterableConfig>): void {
  w.string(v >= 2, o.name === undefined ? "" : o.name);
  w.string(v >= 2, o.value === undefined ? "" : o.value);
  if (v >= 2) w.uvarint(0);
}

export interface AlterConfigsRequest {
  resources: AlterConfigsResource[];
  validateOnly: boolean;
}
export function readAlterConfigsRequest(r: KafkaReader, v: number): AlterConfigsRequest {
  const o: AlterConfigsRequest = { resources: [], validateOnly: false };
  o.resources = r.array(v >= 2, () => readAlterConfigsResource(r, v));
  o.validateOnly = r.bool();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeAlterConfigsRequest(w: KafkaWriter, v: number, o: Init<AlterConfigsRequest>): void {
  w.array(v >= 2, o.resources === undefined ? [] : o.resources, (e) => writeAlterConfigsResource(w, v, e));
  w.bool(o.validateOnly === undefined ? false : o.validateOnly);
  if (v >= 2) w.uvarint(0);
}

