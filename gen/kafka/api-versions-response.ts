// Made by npm run generate:kafka from ApiVersionsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ApiVersion {
  apiKey: number;
  minVersion: number;
  maxVersion: number;
}
export function readApiVersion(r: KafkaReader, v: number): ApiVersion {
  const o: ApiVersion = { apiKey: 0, minVersion: 0, maxVersion: 0 };
  o.apiKey = r.int16();
  o.minVersion = r.int16();
  o.maxVersion = r.int16();
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeApiVersion(w: KafkaWriter, v: number, o: Init<ApiVersion>): void {
  w.int16(o.apiKey === undefined ? 0 : o.apiKey);
  w.int16(o.minVersion === undefined ? 0 : o.minVersion);
  w.int16(o.maxVersion === undefined ? 0 : o.maxVersion);
  if (v >= 3) w.uvarint(0);
}

export interface SupportedFeatureKey {
  name: string;
  minVersion: number;
  maxVersion: number;
}
export function readSupportedFeatureKey(r: KafkaReader, v: number): SupportedFeatureKey {
  const o: SupportedFeatureKey = { name: "", minVersion: 0, maxVersion: 0 };
  if (v >= 3) { o.name = r.string(v >= 3); }
  if (v >= 3) { o.minVersion = r.int16(); }
  if (v >= 3) { o.maxVersion = r.int16(); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeSupportedFeatureKey(w: KafkaWriter, v: number, o: Init<SupportedFeatureKey>): void {
  if (v >= 3) { w.string(v >= 3, o.name === undefined ? "" : o.name); }
  if (v >= 3) { w.int16(o.minVersion === undefined ? 0 : o.minVersion); }
  if (v >= 3) { w.int16(o.maxVersion === undefined ? 0 : o.maxVersion); }
  if (v >= 3) w.uvarint(0);
}

export interface FinalizedFeatureKey {
  name: string;
  maxVersionLevel: number;
  minVersionLevel: number;
}
export function readFinalizedFeatureKey(r: KafkaReader, v: number): FinalizedFeatureKey {
  const o: FinalizedFeatureKey = { name: "", maxVersionLevel: 0, minVersionLevel: 0 };
  if (v >= 3) { o.name = r.string(v >= 3); }
  if (v >= 3) { o.maxVersionLevel = r.int16(); }
  if (v >= 3) { o.minVersionLevel = r.int16(); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeFinalizedFeatureKey(w: KafkaWriter, v: number, o: Init<FinalizedFeatureKey>): void {
  if (v >= 3) { w.string(v >= 3, o.name === undefined ? "" : o.name); }
  if (v >= 3) { w.int16(o.maxVersionLevel === undefined ? 0 : o.maxVersionLevel); }
  if (v >= 3) { w.int16(o.minVersionLevel === undefined ? 0 : o.minVersionLevel); }
  if (v >= 3) w.uvarint(0);
}

export interface ApiVersionsResponse {
  errorCode: number;
  apiKeys: ApiVersion[];
  throttleTimeMs: number;
  supportedFeatures: SupportedFeatureKey[];
  finalizedFeaturesEpoch: number;
  finalizedFeatures: FinalizedFeatureKey[];
  zkMigrationReady: boolean;
}
export function readApiVersionsResponse(r: KafkaReader, v: number): ApiVersionsResponse {
  const o: ApiVersionsResponse = { errorCode: 0, apiKeys: [], throttleTimeMs: 0, supportedFeatures: [], finalizedFeaturesEpoch: -1, finalizedFeatures: [], zkMigrationReady: false };
  o.errorCode = r.int16();
  o.apiKeys = r.array(v >= 3, () => readApiVersion(r, v));
  if (v >= 1) { o.throttleTimeMs = r.int32(); }
  if (v >= 3) for (let n = r.taggedCount(); n > 0; n--) {
    const tag = r.uvarint(), end = r.taggedEnd();
    if (tag === 0 && v >= 3) o.supportedFeatures = r.array(v >= 3, () => readSupportedFeatureKey(r, v));
    else if (tag === 1 && v >= 3) o.finalizedFeaturesEpoch = r.int64();
    else if (tag === 2 && v >= 3) o.finalizedFeatures = r.array(v >= 3, () => readFinalizedFeatureKey(r, v));
    else if (tag === 3 && v >= 3) o.zkMigrationReady = r.bool();
    r.endTagged(end);
  }
  return o;
}
export function writeApiVersionsResponse(w: KafkaWriter, v: number, o: Init<ApiVersionsResponse>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.array(v >= 3, o.apiKeys === undefined ? [] : o.apiKeys, (e) => writeApiVersion(w, v, e));
  if (v >= 1) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  if (v >= 3) {
    const has0 = v >= 3 && o.supportedFeatures !== undefined && !w.isSame(o.supportedFeatures, []);
    const has1 = v >= 3 && o.finalizedFeaturesEpoch !== undefined && !w.isSame(o.finalizedFeaturesEpoch, -1);
    const has2 = v >= 3 && o.finalizedFeatures !== undefined && !w.isSame(o.finalizedFeatures, []);
    const has3 = v >= 3 && o.zkMigrationReady !== undefined && !w.isSame(o.zkMigrationReady, false);
    w.uvarint((has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0) + (has3 ? 1 : 0));
    if (has0) w.tagged(0, () => { w.array(v >= 3, o.supportedFeatures === undefined ? [] : o.supportedFeatures, (e) => writeSupportedFeatureKey(w, v, e)); });
    if (has1) w.tagged(1, () => { w.int64(o.finalizedFeaturesEpoch === undefined ? -1 : o.finalizedFeaturesEpoch); });
    if (has2) w.tagged(2, () => { w.array(v >= 3, o.finalizedFeatures === undefined ? [] : o.finalizedFeatures, (e) => writeFinalizedFeatureKey(w, v, e)); });
    if (has3) w.tagged(3, () => { w.bool(o.zkMigrationReady === undefined ? false : o.zkMigrationReady); });
  }
}

