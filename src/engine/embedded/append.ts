import type { AppendRequest } from "../engine.js";
import { InvalidField, LogFull, RecordTooLarge, UnexpectedOffset } from "../errors.js";
import type { AppendedRun, EncodedRecords } from "../records.js";
import { EntryWriter, type Share } from "./entry-writer/entry-writer.js";
import type { PartitionLog } from "./log/partition-log.js";
import { type ScannedRecord, scanRecord } from "./log/record-scan.js";
import type { Topic } from "./topic.js";

export interface AppendLimits {
  readonly maxRequestRecords: number;
  readonly maxRecordHeaders: number;
}

const UNLIMITED: AppendLimits = {
  maxRequestRecords: Number.POSITIVE_INFINITY,
  maxRecordHeaders: Number.POSITIVE_INFINITY,
};

/** One for all, as an append is done when the call returns. */
const writer = new EntryWriter();
const scanned: ScannedRecord = { bodyStart: 0, bodyEnd: 0, keyStart: -1, keyEnd: -1, timestampMs: 0, headers: 0 };

interface TopicShare extends Share {
  readonly log: PartitionLog;
}

/** What an append goes through beside the memory, before anybody may read it. */
export interface AppendJournal {
  /** Called once all is checked and there is room, before the first of {@link written}. */
  begin(): void;
  /** Called for each partition that was written to, in the same turn of the event loop. */
  written(log: PartitionLog, baseOffset: number): void;
}

/**
 * Appends a request's records to the partitions of a topic: checks all, then makes room for all, then writes all.
 *
 * @param nowMs the timestamp of records that bring none
 * @param retentionNowMs the time by which older records may go
 * @param journal who publishes the records; absent: they can be read at once
 */
export function append(
  topic: Topic,
  request: AppendRequest,
  nowMs: number,
  limits = UNLIMITED,
  retentionNowMs = nowMs,
  journal?: AppendJournal,
): AppendedRun[] {
  const { records, partition, expectedOffset } = request;
  checkTarget(topic, partition, expectedOffset);
  scan(topic, records, partition, nowMs, limits);
  const shares = writer
    .shares()
    .map(({ partition, first, bytes }) => ({ log: topic.log(partition), partition, first, bytes }));
  reserve(topic, shares, retentionNowMs);
  if (writer.tookTurn) topic.takeTurn();

  const runs = runsOf(shares, records.count);
  journal?.begin();
  for (const { log, first } of shares) {
    const appendedFrom = log.logEndOffset;
    log.write(writer, first);
    if (journal === undefined) log.publish();
    else journal.written(log, appendedFrom);
    log.retain(topic.config, retentionNowMs, appendedFrom);
  }
  return runs;
}

/** Where the records will be, in the order of the request. */
function runsOf(shares: readonly TopicShare[], count: number): AppendedRun[] {
  if (shares.length === 1) {
    const { log, partition } = shares[0]!;
    return [{ partition, baseOffset: log.logEndOffset, count }];
  }
  const nextOffsets = shares.map(({ log }) => log.logEndOffset);
  const runs: AppendedRun[] = [];
  for (let i = 0; i < count; ) {
    const index = writer.shareOf(i);
    const from = i;
    do i++;
    while (i < count && writer.shareOf(i) === index);
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
function reserve(topic: Topic, shares: readonly TopicShare[], retentionNowMs: number): void {
  try {
    reserveAll(topic, shares, false);
  } catch (error) {
    if (!(error instanceof LogFull) || shares.length === 1) throw error;
    // What was reserved first stayed, however old it was, and may have taken what is enough for all.
    for (const { log } of shares) log.retain(topic.config, retentionNowMs);
    reserveAll(topic, shares, true);
  }
}

function reserveAll(topic: Topic, shares: readonly TopicShare[], sparing: boolean): void {
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
  if (expectedOffset !== undefined && expectedOffset !== log.logEndOffset) {
    throw new UnexpectedOffset(topic.name, partition, expectedOffset, log.logEndOffset);
  }
}

/** Checks every record, and chooses its partition. */
function scan(
  topic: Topic,
  records: EncodedRecords,
  given: number | undefined,
  nowMs: number,
  { maxRequestRecords, maxRecordHeaders }: AppendLimits,
): void {
  const { count } = records;
  if (count === 0) throw new InvalidField("records", "is empty: give at least one record");
  if (count > maxRequestRecords) {
    throw new InvalidField("records", `has ${count} records: --max-request-records allows ${maxRequestRecords}`);
  }
  const { maxRecordBytes } = topic.config;
  writer.load(records, { given, turn: topic.nextPartition, partitions: topic.partitionCount });
  for (let record = 0; ; record++) {
    record = writer.take(record, maxRecordBytes, nowMs);
    if (record === count) return;

    const start = writer.startOf(record);
    const end = writer.endOf(record);
    if (end - start > maxRecordBytes) throw new RecordTooLarge(`records[${record}]`, end - start, maxRecordBytes);
    scanRecord(writer.input, start, end, record, scanned);
    if (scanned.headers > maxRecordHeaders) {
      const problem = `has ${scanned.headers} headers: --max-record-headers allows ${maxRecordHeaders}`;
      throw new InvalidField(`records[${record}].headers`, problem);
    }
    writer.put(record, scanned, nowMs);
  }
}
