// Made by npm run generate:kafka from DeleteGroupsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DeletableGroupResult {
  groupId: string;
  errorCode: number;
}
export function readDeletableGroupResult(r: KafkaReader, v: number): DeletableGroupResult {
  const o: DeletableGroupResult = { groupId: "", errorCode: 0 };
  o.groupId = r.string(v >= 2);
  o.errorCode = r.int16();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeletableGroupResult(w: KafkaWriter, v: number, o: Init<DeletableGroupResult>): void {
  w.string(v >= 2, o.groupId === undefined ? "" : o.groupId);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 2) w.uvarint(0);
}

export interface DeleteGroupsResponse {
  throttleTimeMs: number;
  results: DeletableGroupResult[];
}
export function readDeleteGroupsResponse(r: KafkaReader, v: number): DeleteGroupsResponse {
  const o: DeleteGroupsResponse = { throttleTimeMs: 0, results: [] };
  o.throttleTimeMs = r.int32();
  o.results = r.array(v >= 2, () => readDeletableGroupResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteGroupsResponse(w: KafkaWriter, v: number, o: Init<DeleteGroupsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.array(v >= 2, o.results === undefined ? [] : o.results, (e) => writeDeletableGroupResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

