// Made by npm run generate:kafka from RequestHeader.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface RequestHeader {
  requestApiKey: number;
  requestApiVersion: number;
  correlationId: number;
  clientId: string | null;
}
export function readRequestHeader(r: KafkaReader, v: number): RequestHeader {
  const o: RequestHeader = { requestApiKey: 0, requestApiVersion: 0, correlationId: 0, clientId: "" };
  o.requestApiKey = r.int16();
  o.requestApiVersion = r.int16();
  o.correlationId = r.int32();
  o.clientId = r.nullableString(false);
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeRequestHeader(w: KafkaWriter, v: number, o: Init<RequestHeader>): void {
  w.int16(o.requestApiKey === undefined ? 0 : o.requestApiKey);
  w.int16(o.requestApiVersion === undefined ? 0 : o.requestApiVersion);
  w.int32(o.correlationId === undefined ? 0 : o.correlationId);
  w.string(false, o.clientId === undefined ? "" : o.clientId);
  if (v >= 2) w.uvarint(0);
}

