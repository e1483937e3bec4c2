// Made by npm run generate:kafka from DescribeConfigsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeConfigsResource {
  resourceType: number;
  resourceName: string;
  configurationKeys: string[] | null;
}
export function readDescribeConfigsResource(r: KafkaReader, v: number): DescribeConfigsResource {
  const o: DescribeConfigsResource = { resourceType: 0, resourceName: "", configurationKeys: [] };
  o.resourceType = r.int8();
  o.resourceName = r.string(v >= 4);
  o.configurationKeys = r.nullableArray(v >= 4, () => r.string(v >= 4));
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDescribeConfigsResource(w: KafkaWriter, v: number, o: Init<DescribeConfigsResource>): void {
  w.int8(o.resourceType === undefined ? 0 : o.resourceType);
  w.string(v >= 4, o.resourceName === undefined ? "" : o.resourceName);
  w.array(v >= 4, o.configurationKeys === undefined ? [] : o.configurationKeys, (e) => w.string(v >= 4, e));
  if (v >= 4) w.uvarint(0);
}

export interface DescribeConfigsRequest {
  resources: DescribeConfigsResource[];
  includeSynonyms: boolean;
  includeDocumentation: boolean;
}
export function readDescribeConfigsRequest(r: KafkaReader, v: number): DescribeConfigsRequest {
  const o: DescribeConfigsRequest = { resources: [], includeSynonyms: false, includeDocumentation: false };
  o.resources = r.array(v >= 4, () => readDescribeConfigsResource(r, v));
  o.includeSynonyms = r.bool();
  if (v >= 3) { o.includeDocumentation = r.bool(); }
  if (v >= 4) r.skipTagged();
  return o;
}
export function writeDescribeConfigsRequest(w: KafkaWriter, v: number, o: Init<DescribeConfigsRequest>): void {
  w.array(v >= 4, o.resources === undefined ? [] : o.resources, (e) => writeDescribeConfigsResource(w, v, e));
  w.bool(o.includeSynonyms === undefined ? false : o.includeSynonyms);
  if (v >= 3) { w.bool(o.includeDocumentation === undefined ? false : o.includeDocumentation); }
  if (v >= 4) w.uvarint(0);
}

