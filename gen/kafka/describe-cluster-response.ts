// Made by npm run generate:kafka from DescribeClusterResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeClusterBroker {
  brokerId: number;
  host: string;
  port: number;
  rack: string | null;
  isFenced: boolean;
}
export function readDescribeClusterBroker(r: KafkaReader, v: number): DescribeClusterBroker {
  const o: DescribeClusterBroker = { brokerId: 0, host: "", port: 0, rack: null, isFenced: false };
  o.brokerId = r.int32();
  o.host = r.string(true);
  o.port = r.int32();
  o.rack = r.nullableString(true);
  if (v >= 2) { o.isFenced = r.bool(); }
  r.skipTagged();
  return o;
}
export function writeDescribeClusterBroker(w: KafkaWriter, v: number, o: Init<DescribeClusterBroker>): void {
  w.int32(o.brokerId === undefined ? 0 : o.brokerId);
  w.string(true, o.host === undefined ? "" : o.host);
  w.int32(o.port === undefined ? 0 : o.port);
  w.string(true, o.rack === undefined ? null : o.rack);
  if (v >= 2) { w.bool(o.isFenced === undefined ? false : o.isFenced); }
  w.uvarint(0);
}

export interface DescribeClusterResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  endpointType: number;
  clusterId: string;
  controllerId: number;
  brokers: DescribeClusterBroker[];
  clusterAuthorizedOperations: number;
}
export function readDescribeClusterResponse(r: KafkaReader, v: number): DescribeClusterResponse {
  const o: DescribeClusterResponse = { throttleTimeMs: 0, errorCode: 0, errorMessage: null, endpointType: 1, clusterId: "", controllerId: -1, brokers: [], clusterAuthorizedOperations: -2147483648 };
  o.throttleTimeMs = r.int32();
  o.errorCode = r.int16();
  o.errorMessage = r.nullableString(true);
  if (v >= 1) { o.endpointType = r.int8(); }
  o.clusterId = r.string(true);
  o.controllerId = r.int32();
  o.brokers = r.array(true, () => readDescribeClusterBroker(r, v));
  o.clusterAuthorizedOperations = r.int32();
  r.skipTagged();
  return o;
}
export function writeDescribeClusterResponse(w: KafkaWriter, v: number, o: Init<DescribeClusterResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(true, o.errorMessage === undefined ? null : o.errorMessage);
  if (v >= 1) { w.int8(o.endpointType === undefined ? 1 : o.endpointType); }
  w.string(true, o.clusterId === undefined ? "" : o.clusterId);
  w.int32(o.controllerId === undefined ? -1 : o.controllerId);
  w.array(true, o.brokers === undefined ? [] : o.brokers, (e) => writeDescribeClusterBroker(w, v, e));
  w.int32(o.clusterAuthorizedOperations === undefined ? -2147483648 : o.clusterAuthorizedOperations);
  w.uvarint(0);
}

