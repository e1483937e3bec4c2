// Made by npm run generate:kafka from DescribeLogDirsResponse.json of kafka-clients 4.3.1 (Apache License 2.0).
import type { Init, KafkaReader, KafkaWriter } from "../../src/kafka-protocol/messages.js";

export interface DescribeLogDirsResult {
  errorCode: number;
  logDir: string;
  topics: DescribeLogDirsTopic[];
  totalBytes: number;
  usableBytes: number;
  isCordoned: boolean;
}
export function readDescribeLogDirsResult(r: KafkaReader, v: number): DescribeLogDirsResult {
  const o: DescribeLogDirsResult = { errorCode: 0, logDir: "", topics: [], totalBytes: -1, usableBytes: -1, isCordoned: false };
  o.errorCode = r.int16();
  o.logDir = r.string(v >= 2);
  o.topics = r.array(v >= 2, () => readDescribeLogDirsTopic(r, v));
  if (v >= 4) { o.totalBytes = r.int64(); }
  if (v >= 4) { o.usableBytes = r.int64(); }
  if (v >= 5) { o.isCordoned = r.bool(); }
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribeLogDirsResult(w: KafkaWriter, v: number, o: Init<DescribeLogDirsResult>): void {
  w.int16(o.errorCode === undefined ? 0 : o.errorCode);
  w.string(v >= 2, o.logDir === undefined ? "" : o.logDir);
  w.array(v >= 2, o.topics === undefined ? [] : o.topics, (e) => writeDescribeLogDirsTopic(w, v, e));
  if (v >= 4) { w.int64(o.totalBytes === undefined ? -1 : o.totalBytes); }
  if (v >= 4) { w.int64(o.usableBytes === undefined ? -1 : o.usableBytes); }
  if (v >= 5) { w.bool(o.isCordoned === undefined ? false : o.isCordoned); }
  if (v >= 2) w.uvarint(0);
}

export interface DescribeLogDirsTopic {
  name: string;
  partitions: DescribeLogDirsPartition[];
}
export function readDescribeLogDirsTopic(r: KafkaReader, v: number): DescribeLogDirsTopic {
  const o: DescribeLogDirsTopic = { name: "", partitions: [] };
  o.name = r.string(v >= 2);
  o.partitions = r.array(v >= 2, () => readDescribeLogDirsPartition(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribeLogDirsTopic(w: KafkaWriter, v: number, o: Init<DescribeLogDirsTopic>): void {
  w.string(v >= 2, o.name === undefined ? "" : o.name);
  w.array(v >= 2, o.partitions === undefined ? [] : o.partitions, (e) => writeDescribeLogDirsPartition(w, v, e));
  if (v >= 2) w.uvarint(0);
}

export interface DescribeLogDirsPartition {
  partitionIndex: number;
  partitionSize: number;
  offsetLag: number;
  isFutureKey: boolean;
}
export function readDescribeLogDirsPartition(r: KafkaReader, v: number): DescribeLogDirsPartition {
  const o: DescribeLogDirsPartition = { partitionIndex: 0, partitionSize: 0, offsetLag: 0, isFutureKey: false };
  o.partitionIndex = r.int32();
  o.partitionSize = r.int64();
  o.offsetLag = r.int64();
  o.isFutureKey = r.bool();
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribeLogDirsPartition(w: KafkaWriter, v: number, o: Init<DescribeLogDirsPartition>): void {
  w.int32(o.partitionIndex === undefined ? 0 : o.partitionIndex);
  w.int64(o.partitionSize === undefined ? 0 : o.partitionSize);
  w.int64(o.offsetLag === undefined ? 0 : o.offsetLag);
  w.bool(o.isFutureKey === undefined ? false : o.isFutureKey);
  if (v >= 2) w.uvarint(0);
}

export interface DescribeLogDirsResponse {
  throttleTimeMs: number;
  errorCode: number;
  results: DescribeLogDirsResult[];
}
export function readDescribeLogDirsResponse(r: KafkaReader, v: number): DescribeLogDirsResponse {
  const o: DescribeLogDirsResponse = { throttleTimeMs: 0, errorCode: 0, results: [] };
  o.throttleTimeMs = r.int32();
  if (v >= 3) { o.errorCode = r.int16(); }
  o.results = r.array(v >= 2, () => readDescribeLogDirsResult(r, v));
  if (v >= 2) r.skipTagged();
  return o;
}
export function writeDescribeLogDirsResponse(w: KafkaWriter, v: number, o: Init<DescribeLogDirsResponse>): void {
  w.int32(o.throttleTimeMs === undefined ? 0 : o.throttleTimeMs);
  if (v >= 3) { w.int16(o.errorCode === undefined ? 0 : o.errorCode); }
  w.array(v >= 2, o.results === undefined ? [] : o.results, (e) => writeDescribeLogDirsResult(w, v, e));
  if (v >= 2) w.uvarint(0);
}

