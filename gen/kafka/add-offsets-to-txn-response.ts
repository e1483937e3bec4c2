// Made by npm run generate:kafka from AddOffsetsToTxnResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface AddOffsetsToTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
}
export function readAddOffsetsToTxnResponse(r: KafkaReader, v: number): AddOffsetsToTxnResponse {
  const o: AddOffsetsToTxnResponse = { throttleTimeMs: 0, errorCode: 0 };
  o.throttleTimeMs = r.int32();
  o.errorCode = r.int16();
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeAddOffsetsToTxnResponse(w: KafkaWriter, v: number, o: Init<AddOffsetsToTxnResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  if (v >= 3) w.uvarint(0);
}

