// Made by npm run generate:kafka from ListGroupsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ListGroupsRequest {
  statesFilter: string[];
  typesFilter: string[];
}
export function readListGroupsRequest(r: KafkaReader, v: number): ListGroupsRequest {
  const o: ListGroupsRequest = { statesFilter: [], typesFilter: [] };
  if (v >= 4) { o.statesFilter = r.array(v >= 3, () => r.string(v >= 3)); }
  if (v >= 5) { o.typesFilter = r.array(v >= 3, () => r.string(v >= 3)); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeListGroupsRequest(w: KafkaWriter, v: number, o: Init<ListGroupsRequest>): void {
  if (v >= 4) { w.array(v >= 3, o.statesFilter === undefined ? [] : o.statesFilter, (e) => w.string(v >= 3, e)); }
  if (v >= 5) { w.array(v >= 3, o.typesFilter === undefined ? [] : o.typesFilter, (e) => w.string(v >= 3, e)); }
  if (v >= 3) w.uvarint(0);
}

