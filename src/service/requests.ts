import type { Duration } from "../../gen/ts/google/protobuf/duration.js";
import type { Position as WirePosition } from "../../gen/ts/headwater/v1/record.js";
import { CleanupPolicy, TimestampType, type TopicConfig as WireTopicConfig } from "../../gen/ts/headwater/v1/topic.js";
import type { BatchBounds, Position, TopicConfig } from "../engine/engine.js";
import { type EngineKind, InvalidField, UnsupportedByEngine } from "../engine/errors.js";

/** A count of which 0 means that it is not given. */
export function optionalCount(value: number | bigint, field: string): number | undefined {
  if (value < 0) throw new InvalidField(field, "must not be negative");
  return value === 0 || value === 0n ? undefined : Number(value);
}

/**
 * Where a position points; `undefined` where none is set. Offsets above 2^53 lose precision; no log reaches them, so they are refused as out of range.
 *
 * @param field the position's path in the request, for errors
 */
export function toPosition(position: WirePosition | undefined, field: string): Position | undefined {
  if (position === undefined) return undefined;
  const { earliest, latest, offset, timestampMs, tail } = position;
  if (earliest === false) throw new InvalidField(`${field}.earliest`, "must be true where it is given");
  if (latest === false) throw new InvalidField(`${field}.latest`, "must be true where it is given");
  if (earliest) return { at: "earliest" };
  if (latest) return { at: "latest" };
  if (offset !== undefined) return { at: "offset", offset: Number(offset) };
  if (timestampMs !== undefined) return { at: "timestamp", timestampMs: Number(timestampMs) };
  if (tail === undefined) return undefined;
  if (tail < 0n) throw new InvalidField(`${field}.tail`, "must not be negative");
  return { at: "tail", count: Number(tail) };
}

/** Milliseconds, with the part of one kept. */
export function toMilliseconds(duration: Duration, field: string): number {
  const { seconds, nanos } = duration;
  if (seconds < 0n || nanos < 0 || nanos > 999_999_999) {
    throw new InvalidField(field, "must be a duration of 0 or more, with nanos from 0 to 999999999");
  }
  return Number(seconds) * 1000 + nanos / 1e6;
}

export function toDuration(milliseconds: number): Duration {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds: BigInt(seconds), nanos: Math.round((milliseconds - seconds * 1000) * 1e6) };
}

/**
 * @param fields the names of the two bounds in the request
 * @param maxBytes the server's bound, for the one that is not given or larger
 */
export function toBounds(
  given: { records: number; bytes: number },
  fields: { records: string; bytes: string },
  maxBytes: number,
): BatchBounds {
  return {
    maxRecords: optionalCount(given.records, fields.records) ?? Number.MAX_SAFE_INTEGER,
    maxBytes: Math.min(optionalCount(given.bytes, fields.bytes) ?? maxBytes, maxBytes),
  };
}

export function toTopicConfig(config: WireTopicConfig | undefined, engine: EngineKind): Partial<TopicConfig> {
  if (config === undefined) return {};
  refuseUnsupported(config, engine);
  const { retentionMs, retentionBytes, maxRecordBytes } = config;
  return {
    ...(retentionMs !== undefined && { retentionMs: toSafeInteger(retentionMs, "config.retention_ms") }),
    ...(retentionBytes !== undefined && { retentionBytes: toSafeInteger(retentionBytes, "config.retention_bytes") }),
    ...(maxRecordBytes !== undefined && { maxRecordBytes }),
  };
}

/** Refuses what the contract allows and the engine can't keep, so that no setting is ignored. */
function refuseUnsupported(config: WireTopicConfig, engine: EngineKind): void {
  const { cleanupPolicy, timestampType, replicationFactor = 1 } = config;
  checkEnum(cleanupPolicy, CleanupPolicy, "CleanupPolicy", "config.cleanup_policy");
  checkEnum(timestampType, TimestampType, "TimestampType", "config.timestamp_type");
  if (replicationFactor < 1) throw new InvalidField("config.replication_factor", "must be at least 1");
  const unsupported = {
    cleanup_policy: cleanupPolicy > CleanupPolicy.CLEANUP_POLICY_DELETE,
    delete_retention_ms: config.deleteRetentionMs !== undefined,
    min_compaction_lag_ms: config.minCompactionLagMs !== undefined,
    timestamp_type: timestampType > TimestampType.TIMESTAMP_TYPE_CREATE_TIME,
    replication_factor: replicationFactor > 1,
    min_in_sync_replicas: config.minInSyncReplicas !== undefined,
  };
  for (const [field, isGiven] of Object.entries(unsupported)) {
    if (isGiven) throw new UnsupportedByEngine(`what config.${field} asks for`, engine, `config.${field}`);
  }
}

/** Refuses a number that the enum has no name for. */
export function checkEnum(value: number, values: Readonly<Record<string, number>>, name: string, field: string): void {
  if (value < 0 || !Object.values(values).includes(value)) {
    throw new InvalidField(field, `is ${value}, which is none of the values of ${name}`);
  }
}

/** What is kept, and read back as it was given. */
function toSafeInteger(value: bigint, field: string): number {
  if (value > Number.MAX_SAFE_INTEGER) {
    throw new InvalidField(field, `must be at most ${Number.MAX_SAFE_INTEGER}; -1 stands for no bound`);
  }
  return Number(value);
}

/** Each name or number once. */
export function checkDistinct(values: readonly (string | number)[], field: string): void {
  const first = new Map<string | number, number>();
  for (const [index, value] of values.entries()) {
    const earlier = first.get(value);
    if (earlier !== undefined) {
      throw new InvalidField(`${field}[${index}]`, `is ${value}, which ${field}[${earlier}] names already`);
    }
    first.set(value, index);
  }
}
