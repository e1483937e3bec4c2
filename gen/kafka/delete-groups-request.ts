// Made by npm run generate:kafka from DeleteGroupsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DeleteGroupsRequest {
  groupsNames: string[];
}
export function readDeleteGroupsRequest(r: KafkaReader, v: number): DeleteGroupsRequest {
  const o: DeleteGroupsRequest = { groupsNames: [] };
  o.groupsNames = r.array(v >= 2, () => r.string(v >= 2));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDeleteGroupsRequest(w: KafkaWriter, v: number, o: Init<DeleteGroupsRequest>): void {
  w.array(v >= 2, o.groupsNames === undefined ? [] : o.groupsNames, (e) => w.string(v >= 2, e));
  if (v >= 2) w.uvarint(0);
}

