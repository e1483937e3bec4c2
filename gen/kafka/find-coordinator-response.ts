// Made by npm run generate:kafka from FindCoordinatorResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface Coordinator {
  key: string;
  nodeId: number;
  host: string;
  port: number;
  errorCode: number;
  errorMessage: string | null;
}
export function readCoordinator(r: KafkaReader, v: number): Coordinator {
  const o: Coordinator = { key: "", nodeId: 0, host: "", port: 0, errorCode: 0, errorMessage: "" };
  if (v >= 4) { o.key = r.string(v >= 3); }
  if (v >= 4) { o.nodeId = r.int32(); }
  if (v >= 4) { o.host = r.string(v >= 3); }
  if (v >= 4) { o.port = r.int32(); }
  if (v >= 4) { o.errorCode = r.int16(); }
  if (v >= 4) { o.errorMessage = v >= 4 ? r.nullableString(v >= 3) : r.string(v >= 3); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeCoordinator(w: KafkaWriter, v: number, o: Init<Coordinator>): void {
  if (v >= 4) { w.string(v >= 3, o.key === undefined ? "" : o.key); }
  if (v >= 4) { w.int32(o.nodeId === undefined ? 0 : o.nodeId); }
  if (v >= 4) { w.string(v >= 3, o.host === undefined ? "" : o.host); }
  if (v >= 4) { w.int32(o.port === undefined ? 0 : o.port); }
  if (v >= 4) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 4) { w.string(v >= 3, o.errorMessage === undefined ? "" : o.errorMessage); }
  if (v >= 3) w.uvarint(0);
}

export interface FindCoordinatorResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  nodeId: number;
  host: string;
  port: number;
  coordinators: Coordinator[];
}
export function readFindCoordinatorResponse(r: KafkaReader, v: number): FindCoordinatorResponse {
  const o: FindCoordinatorResponse = { throttleTimeMs: 0, errorCode: 0, errorMessage: "", nodeId: 0, host: "", port: 0, coordinators: [] };
  if (v >= 1) { o.throttleTimeMs = r.int32(); }
  if (v <= 3) { o.errorCode = r.int16(); }
  if (v >= 1 && v <= 3) { o.errorMessage = v >= 1 && v <= 3 ? r.nullableString(v >= 3) : r.string(v >= 3); }
  if (v <= 3) { o.nodeId = r.int32(); }
  if (v <= 3) { o.host = r.string(v >= 3); }
  if (v <= 3) { o.port = r.int32(); }
  if (v >= 4) { o.coordinators = r.array(v >= 3, () => readCoordinator(r, v)); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeFindCoordinatorResponse(w: KafkaWriter, v: number, o: Init<FindCoordinatorResponse>): void {
  if (v >= 1) { w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs); }
  if (v <= 3) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  if (v >= 1 && v <= 3) { w.string(v >= 3, o.errorMessage === undefined ? "" : o.errorMessage); }
  if (v <= 3) { w.int32(o.nodeId === undefined ? 0 : o.nodeId); }
  if (v <= 3) { w.string(v >= 3, o.host === undefined ? "" : o.host); }
  if (v <= 3) { w.int32(o.port === undefined ? 0 : o.port); }
  if (v >= 4) { w.array(v >= 3, o.coordinators === undefined ? [] : o.coordinators, (e) => writeCoordinator(w, v, e)); }
  if (v >= 3) w.uvarint(0);
}

