import type { AppendRequest } from "../engine.js";
import { InvalidField, LogFull, RecordTooLarge, UnexpectedOffset } from "../errors.js";
import type { AppendedRun, EncodedRecords } from "../records.js";
import { type ScannedRecord, scanRecord } from "./log/record-scan.js";
import { MAX_ENTRY_OVERHEAD } from "./log/segment.js";
import { partitionOfKey } from "./partitioner.js";
import type { Topic } from "./topic.js";

export interface AppendLimits {
  readonly maxRequestRecords: number;
  readonly maxRecordHeaders: number;
}

const UNLIMITED: AppendLimits = {
  maxRequestRecords: Number.POSITIVE_INFINITY,
  maxRecordHeaders: Number.POSITIVE_INFINITY,
};

/** What the scan of a request found, three numbers a record; kept between requests, so that none is made per record. */
let bodies = new Int32Array(3 * 1024);
let timestamps = new Float64Array(1024);
const scanned: ScannedRecord = { bodyStart: 0, bodyEnd: 0, keyStart: -1, keyEnd: -1, timestampMs: 0, headers: 0 };

/**
 * Appends a request's records to the partitions of a topic: checks all, then makes room for all, then writes all.
 *
 * @param nowMs the timestamp of records that bring none
 */
export function append(topic: Topic, request: AppendRequest, nowMs: number, limits = UNLIMITED): AppendedRun[] {
  const { records, partition, expectedOffset } = request;
  checkTarget(topic, partition, expectedOffset);
  const { bytesOf, takesTurn } = scan(topic, records, partition, nowMs, limits);
  reserve(topic, bytesOf, nowMs);
  if (takesTurn) topic.takeTurn();

  const runs: AppendedRun[] = [];
  let run: AppendedRun | undefined;
  const count = records.spans.length / 2;
  for (let i = 0; i < count; i++) {
    const target = bodies[3 * i + 2]!;
    const log = topic.log(target);
    const offset = log.write(records.bytes, bodies[3 * i]!, bodies[3 * i + 1]!, timestamps[i]!);
    if (run?.partition === target) run.count++;
    else {
      run = { partition: target, baseOffset: offset, count: 1 };
      runs.push(run);
    }
  }
  for (const index of bytesOf.keys()) {
    const log = topic.log(index);
    const appendedFrom = log.highWatermark;
    log.publish();
    log.retain(topic.config, nowMs, appendedFrom);
  }
  return runs;
}

/**
 * Makes room in every partition, or in none.
 *
 * @throws {LogFull}
 */
function reserve(topic: Topic, bytesOf: ReadonlyMap<number, number>, nowMs: number): void {
  try {
    reserveAll(topic, bytesOf, false);
  } catch (error) {
    if (!(error instanceof LogFull) || bytesOf.size === 1) throw error;
    // What was reserved first stayed, however old it was, and may have taken what is enough for all.
    for (const index of bytesOf.keys()) topic.log(index).retain(topic.config, nowMs);
    reserveAll(topic, bytesOf, true);
  }
}

function reserveAll(topic: Topic, bytesOf: ReadonlyMap<number, number>, sparing: boolean): void {
  try {
    for (const [index, bytes] of bytesOf) topic.log(index).reserve(bytes, topic.config, sparing);
  } catch (error) {
    for (const index of bytesOf.keys()) topic.log(index).unreserve();
    throw error;
  }
}

function checkTarget(topic: Topic, partition: number | undefined, expectedOffset: number | undefined): void {
  if (partition === undefined) {
    if (expectedOffset !== undefined)
      throw new InvalidField("expected_offset", "needs partition: say which one it is of");
    return;
  }
  const log = topic.log(partition);
  if (expectedOffset !== undefined && expectedOffset !== log.highWatermark) {
    throw new UnexpectedOffset(topic.name, partition, expectedOffset, log.highWatermark);
  }
}

/**
 * Checks every record, and chooses its partition.
 *
 * @returns an upper bound of the bytes that each partition will take, and whether there are records without key that
 * go where it is their turn
 */
function scan(
  topic: Topic,
  records: EncodedRecords,
  given: number | undefined,
  nowMs: number,
  { maxRequestRecords, maxRecordHeaders }: AppendLimits,
): { bytesOf: ReadonlyMap<number, number>; takesTurn: boolean } {
  const { bytes, spans } = records;
  const count = spans.length / 2;
  if (count === 0) throw new InvalidField("records", "is empty: give at least one record");
  if (count > maxRequestRecords) {
    throw new InvalidField("records", `has ${count} records: --max-request-records allows ${maxRequestRecords}`);
  }
  if (count > timestamps.length) {
    timestamps = new Float64Array(count);
    bodies = new Int32Array(3 * count);
  }
  const { maxRecordBytes } = topic.config;
  const bytesOf = new Map<number, number>();
  let takesTurn = false;
  let partition = -1;
  let partitionBytes = 0;
  let index = 0;
  const path = () => `records[${index}]`;
  for (; index < count; index++) {
    const start = spans[2 * index]!;
    const end = spans[2 * index + 1]!;
    if (end - start > maxRecordBytes) throw new RecordTooLarge(path(), end - start, maxRecordBytes);
    scanRecord(bytes, start, end, path, scanned);
    if (scanned.headers > maxRecordHeaders) {
      const problem = `has ${scanned.headers} headers: --max-record-headers allows ${maxRecordHeaders}`;
      throw new InvalidField(`${path()}.headers`, problem);
    }

    let target: number;
    if (given !== undefined) target = given;
    else if (scanned.keyStart >= 0) {
      target = partitionOfKey(bytes, scanned.keyStart, scanned.keyEnd, topic.partitionCount);
    } else {
      takesTurn = true;
      target = topic.nextPartition;
    }
    if (target !== partition) {
      if (partition >= 0) bytesOf.set(partition, partitionBytes);
      partition = target;
      partitionBytes = bytesOf.get(target) ?? 0;
    }
    partitionBytes += scanned.bodyEnd - scanned.bodyStart + MAX_ENTRY_OVERHEAD;
    bodies[3 * index] = scanned.bodyStart;
    bodies[3 * index + 1] = scanned.bodyEnd;
    bodies[3 * index + 2] = target;
    timestamps[index] = scanned.timestampMs || nowMs;
  }
  bytesOf.set(partition, partitionBytes);
  return { bytesOf, takesTurn };
}
