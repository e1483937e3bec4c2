// Made by npm run generate:kafka from FindCoordinatorRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface FindCoordinatorRequest {
  key: string;
  keyType: number;
  coordinatorKeys: string[];
}
export function readFindCoordinatorRequest(r: KafkaReader, v: number): FindCoordinatorRequest {
  const o: FindCoordinatorRequest = { key: "", keyType: 0, coordinatorKeys: [] };
  if (v <= 3) { o.key = r.string(v >= 3); }
  if (v >= 1) { o.keyType = r.int8(); }
  if (v >= 4) { o.coordinatorKeys = r.array(v >= 3, () => r.string(v >= 3)); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeFindCoordinatorRequest(w: KafkaWriter, v: number, o: Init<FindCoordinatorRequest>): void {
  if (v <= 3) { w.string(v >= 3, o.key === undefined ? "" : o.key); }
  if (v >= 1) { w.int8(o.keyType === undefined ? 0 : o.keyType); }
  if (v >= 4) { w.array(v >= 3, o.coordinatorKeys === undefined ? [] : o.coordinatorKeys, (e) => w.string(v >= 3, e)); }
  if (v >= 3) w.uvarint(0);
}

