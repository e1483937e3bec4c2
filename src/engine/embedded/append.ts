import { entryWriter, type Share, type Shares } from "../../record/entry-writer.js";
import { RefusedRecord } from "../../record/refused-record.js";
import type { AppendRequest } from "../engine.js";
import { type BrokerError, InvalidField, LogFull, RecordTooLarge, UnexpectedOffset } from "../errors.js";
import type { AppendedRun, EncodedRecords } from "../records.js";
import type { PartitionLog } from "./log/partition-log.js";
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
const writer = entryWriter();

interface TopicShare {
  readonly log: PartitionLog;
  readonly share: Share;
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
  const taken = take(topic, records, partition, nowMs, limits);
  const shares = taken.shares.map((share) => ({ log: topic.log(share.partition), share }));
  reserve(topic, shares, retentionNowMs);
  if (taken.tookTurn) topic.takeTurn();

  const runs = runsOf(shares, taken.shareOfRecord, records.count);
  journal?.begin();
  for (const { log, share } of shares) {
    const appendedFrom = log.logEndOffset;
    log.write(writer, share);
    if (journal === undefined) log.publish();
    else journal.written(log, appendedFrom);
    log.retain(topic.config, retentionNowMs, appendedFrom);
  }
  return runs;
}

/** Where the records will be, in the order of the request. */
function runsOf(shares: readonly TopicShare[], shareOfRecord: Int32Array, count: number): AppendedRun[] {
  if (shares.length === 1) {
    const { log } = shares[0]!;
    return [{ partition: log.partition, baseOffset: log.logEndOffset, count }];
  }
  const nextOffsets = shares.map(({ log }) => log.logEndOffset);
  const runs: AppendedRun[] = [];
  for (let i = 0; i < count; ) {
    const index = shareOfRecord[i]!;
    const from = i;
    do i++;
    while (i < count && shareOfRecord[i] === index);
    runs.push({ partition: shares[index]!.log.partition, baseOffset: nextOffsets[index]!, count: i - from });
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
    for (const { log, share } of shares) log.reserve(share.bytes, topic.config, sparing);
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

/**
 * Checks every record, and chooses its partition.
 *
 * @throws {InvalidField}
 * @throws {RecordTooLarge}
 */
function take(
  topic: Topic,
  records: EncodedRecords,
  given: number | undefined,
  nowMs: number,
  { maxRequestRecords, maxRecordHeaders }: AppendLimits,
): Shares {
  const { count } = records;
  if (count === 0) throw new InvalidField("records", "is empty: give at least one record");
  if (count > maxRequestRecords) {
    throw new InvalidField("records", `has ${count} records: --max-request-records allows ${maxRequestRecords}`);
  }
  const { maxRecordBytes } = topic.config;
  const targets = { given, turn: topic.nextPartition, partitions: topic.partitionCount };
  try {
    return writer.take(records, targets, { maxRecordBytes, maxHeaders: maxRecordHeaders, nowMs });
  } catch (error) {
    throw error instanceof RefusedRecord ? toBrokerError(error, maxRecordBytes, maxRecordHeaders) : error;
  }
}

function toBrokerError({ index, refusal }: RefusedRecord, maxBytes: number, maxHeaders: number): BrokerError {
  const path = `records[${index}]`;
  switch (refusal.kind) {
    case "malformed":
      return new InvalidField(refusal.field === "" ? path : `${path}.${refusal.field}`, refusal.problem);
    case "too-large":
      return new RecordTooLarge(path, refusal.bytes, maxBytes);
    case "too-many-headers":
      return new InvalidField(
        `${path}.headers`,
        `has ${refusal.headers} headers: --max-record-headers allows ${maxHeaders}`,
      );
  }
}
