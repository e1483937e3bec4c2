// Made by npm run generate:kafka from ApiVersionsRequest.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface ApiVersionsRequest {
  clientSoftwareName: string;
  clientSoftwareVersion: string;
}
export function readApiVersionsRequest(r: KafkaReader, v: number): ApiVersionsRequest {
  const o: ApiVersionsRequest = { clientSoftwareName: "", clientSoftwareVersion: "" };
  if (v >= 3) { o.clientSoftwareName = r.string(v >= 3); }
  if (v >= 3) { o.clientSoftwareVersion = r.string(v >= 3); }
  if (v >= 3) r.skipTagged();
  return o;
}
export function writeApiVersionsRequest(w: KafkaWriter, v: number, o: Init<ApiVersionsRequest>): void {
  if (v >= 3) { w.string(v >= 3, o.clientSoftwareName === undefined ? "" : o.clientSoftwareName); }
  if (v >= 3) { w.string(v >= 3, o.clientSoftwareVersion === undefined ? "" : o.clientSoftwareVersion); }
  if (v >= 3) w.uvarint(0);
}

