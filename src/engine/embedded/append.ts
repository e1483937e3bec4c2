import { viewOf } from "../../wire/copy.js";
import type { AppendRequest } from "../engine.js";
import { InvalidField, LogFull, RecordTooLarge, UnexpectedOffset } from "../errors.js";
import type { AppendedRun, EncodedRecords } from "../records.js";
import type { PartitionLog } from "./log/partition-log.js";
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

/** What one partition gets of a request. */
interface Share {
  readonly log: PartitionLog;
  readonly partition: number;
  /** An upper bound of the bytes that it will take. */
  bytes: number;
  readonly first: number;
  last: number;
}

/** What the scan of a request found; kept between requests, so that nothing is made per record. */
let found = arraysFor(1024);
/** The index of each partition's share, which may be left over from an earlier request. */
let shareOfPartition = new Int32Array(64);
const NONE = -1;
const scanned: ScannedRecord = { bodyStart: 0, bodyEnd: 0, keyStart: -1, keyEnd: -1, timestampMs: 0, headers: 0 };

/**
 * Appends a request's records to the partitions of a topic: checks all, then makes room for all, then writes all.
 *
 * @param nowMs the timestamp of records that bring none
 */
export function append(topic: Topic, request: AppendRequest, nowMs: number, limits = UNLIMITED): AppendedRun[] {
  const { records, partition, expectedOffset } = request;
  checkTarget(topic, partition, expectedOffset);
  const { shares, takesTurn } = scan(topic, records, partition, nowMs, limits);
  reserve(topic, shares, nowMs);
  if (takesTurn) topic.takeTurn();

  const runs = runsOf(shares, records.count);
  const checked = { ...found, source: viewOf(records.bytes) };
  for (const { log, first } of shares) {
    const appendedFrom = log.highWatermark;
    log.write(checked, first);
    log.publish();
    log.retain(topic.config, nowMs, appendedFrom);
  }
  return runs;
}

/** Where the records will be, in the order of the request. */
function runsOf(shares: readonly Share[], count: number): AppendedRun[] {
  if (shares.length === 1) {
    const { log, partition } = shares[0]!;
    return [{ partition, baseOffset: log.highWatermark, count }];
  }
  const { shareOfRecord } = found;
  const nextOffsets = shares.map(({ log }) => log.highWatermark);
  const runs: AppendedRun[] = [];
  for (let i = 0; i < count; ) {
    const index = shareOfRecord[i]!;
    const from = i;
    do i++;
    while (i < count && shareOfRecord[i] === index);
    runs.push({ partition: shares[index]!.partition, baseOffset: nextOffsets[index]!, count: i - from });
    nextOffsets[index]! += i - from;
  }
  return runs;
}

/**
 * Makes room in every partition, or in none.
 *
 * @throws {LogFull}
 */
function reserve(topic: Topic, shares: readonly Share[], nowMs: number): void {
  try {
    reserveAll(topic, shares, false);
  } catch (error) {
    if (!(error instanceof LogFull) || shares.length === 1) throw error;
    // What was reserved first stayed, however old it was, and may have taken what is enough for all.
    for (const { log } of shares) log.retain(topic.config, nowMs);
    reserveAll(topic, shares, true);
  }
}

function reserveAll(topic: Topic, shares: readonly Share[], sparing: boolean): void {
  try {
    for (const { log, bytes } of shares) log.reserve(bytes, topic.config, sparing);
  } catch (error) {
    for (const { log } of shares) log.unreserve();
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
 * @returns what each partition gets, its records linked by `next`, and whether there are records without key that go
 * where it is their turn
 */
function scan(
  topic: Topic,
  { bytes, count, spans }: EncodedRecords,
  given: number | undefined,
  nowMs: number,
  { maxRequestRecords, maxRecordHeaders }: AppendLimits,
): { shares: readonly Share[]; takesTurn: boolean } {
  if (count === 0) throw new InvalidField("records", "is empty: give at least one record");
  if (count > maxRequestRecords) {
    throw new InvalidField("records", `has ${count} records: --max-request-records allows ${maxRequestRecords}`);
  }
  if (count > found.next.length) found = arraysFor(count);
  const { bodies, timestamps, next, shareOfRecord } = found;
  const { maxRecordBytes } = topic.config;
  const { partitionCount, nextPartition } = topic;
  if (partitionCount > shareOfPartition.length) shareOfPartition = new Int32Array(partitionCount);
  const shares: Share[] = [];
  let share: Share | undefined;
  let takesTurn = false;
  for (let index = 0; index < count; index++) {
    const start = spans[2 * index]!;
    const end = spans[2 * index + 1]!;
    if (end - start > maxRecordBytes) throw new RecordTooLarge(`records[${index}]`, end - start, maxRecordBytes);
    scanRecord(bytes, start, end, index, scanned);
    if (scanned.headers > maxRecordHeaders) {
      const problem = `has ${scanned.headers} headers: --max-record-headers allows ${maxRecordHeaders}`;
      throw new InvalidField(`records[${index}].headers`, problem);
    }
    bodies[2 * index] = scanned.bodyStart;
    bodies[2 * index + 1] = scanned.bodyEnd;
    timestamps[index] = scanned.timestampMs || nowMs;
    next[index] = NONE;

    let target: number;
    if (given !== undefined) target = given;
    else if (scanned.keyStart >= 0) {
      target = partitionOfKey(bytes, scanned.keyStart, scanned.keyEnd, partitionCount);
    } else {
      takesTurn = true;
      target = nextPartition;
    }
    if (share?.partition !== target) {
      share = shares[shareOfPartition[target]!];
      if (share?.partition !== target) {
        shareOfPartition[target] = shares.length;
        share = { log: topic.log(target), partition: target, bytes: 0, first: index, last: NONE };
        shares.push(share);
      }
    }
    shareOfRecord[index] = shareOfPartition[target]!;
    if (share.last !== NONE) next[share.last] = index;
    share.last = index;
    share.bytes += scanned.bodyEnd - scanned.bodyStart + MAX_ENTRY_OVERHEAD;
  }
  return { shares, takesTurn };
}

/** @param count of records */
function arraysFor(count: number) {
  return {
    bodies: new Int32Array(2 * count),
    timestamps: new Float64Array(count),
    next: new Int32Array(count),
    /** The index of each record's share. */
    shareOfRecord: new Int32Array(count),
  };
}
