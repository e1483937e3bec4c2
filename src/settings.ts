import { deriveSettings } from "./memory-budget.js";

/** A setting that can't be used. The message names it, as the flag or the option that it was given with. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** Where the broker listens, how it logs and what it allows. */
export interface Settings {
  /** `host:port`, of which port 0 picks a free one, or `unix:/path`. */
  readonly grpcListen: string;
  /** `host:port`; port 0 picks a free one; `off`: no Kafka clients. */
  readonly kafkaListen: string;
  /** `host:port`; `auto`: where the broker listens. */
  readonly kafkaAdvertised: string;
  readonly logLevel: LogLevel;
  /** The directory that everything is kept in; empty: nowhere, it is in memory alone. */
  readonly dataDir: string;
  readonly fsync: FsyncWhen;
  readonly fsyncIntervalMs: number;
  /** Bytes; 0: no bound. */
  readonly maxDiskBytes: number;
  readonly defaultPartitions: number;
  /** Milliseconds; -1: kept for ever. */
  readonly defaultRetentionMs: number;
  /** Bytes of one partition; -1: no bound. */
  readonly defaultRetentionBytes: number;
  readonly defaultMaxRecordBytes: number;
  readonly autoCreateTopics: boolean;
  readonly maxMessageBytes: number;
  readonly maxBatchBytes: number;
  readonly maxTopics: number;
  readonly maxPartitions: number;
  readonly maxTopicPartitions: number;
  /** Bytes. */
  readonly maxMemoryBytes: number;
  /** Bytes. */
  readonly maxLogBytes: number;
  readonly maxRequestRecords: number;
  readonly maxRecordHeaders: number;
  readonly maxMetadataBytes: number;
  /** Bytes. */
  readonly maxPendingBytes: number;
  readonly maxConnections: number;
  readonly maxStreamsPerConnection: number;
  readonly maxStreams: number;
  readonly maxWaitingFetches: number;
  /** Of one Subscribe. */
  readonly maxStreamPartitions: number;
  /** Of all Subscribes together. */
  readonly maxSubscribedPartitions: number;
  readonly maxGroups: number;
  readonly maxGroupMembers: number;
  /** Of all groups together. */
  readonly maxCommittedOffsets: number;
  /** Milliseconds; -1: for ever. */
  readonly offsetsRetentionMs: number;
  /** Milliseconds; 0: no heartbeats. */
  readonly heartbeatIntervalMs: number;
  readonly keepaliveTimeMs: number;
  readonly keepaliveTimeoutMs: number;
  /** Milliseconds; 0: any age. */
  readonly maxConnectionAgeMs: number;
  readonly shutdownGraceMs: number;
}

export type LogLevel = (typeof LOG_LEVELS)[number];

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** When records that are acknowledged with ACKS_LEADER go to the disk: before, some time after, or when the system likes. */
export type FsyncWhen = (typeof FSYNC_WHEN)[number];

const FSYNC_WHEN = ["always", "interval", "never"] as const;

/** One setting: what it means and which values it takes. */
export interface Setting<T> {
  readonly description: string;
  /** What stands for the value in `--help`. */
  readonly placeholder: string;
  readonly default: T;
  /** @throws {SettingError} with what is expected, as the end of a sentence that starts with the value */
  parse(value: unknown): T;
}

/** How the settings that are derived say so. */
const DERIVED = "0: what the memory has room for";

/** A byte for the tag and room for topic, partition and offsets around a record, in a request and in an answer. */
const MESSAGE_OVERHEAD_BYTES = 1024;

/**
 * Of one topic. The answers of GetTopic and ListOffsets have an entry for each, and stay below the 4 MiB that gRPC's clients
 * take as one message with the longest name too.
 */
const MOST_PARTITIONS = 10_000;

export const SETTINGS: { readonly [Name in keyof Settings]: Setting<Settings[Name]> } = {
  grpcListen: {
    description: "address to serve gRPC on: host:port, of which port 0 picks a free one, or unix:/path",
    placeholder: "address",
    default: "127.0.0.1:50051",
    parse: listenAddress,
  },
  kafkaListen: {
    description: "address to serve Kafka's protocol on; port 0 picks a free one; off: don't",
    placeholder: "host:port",
    default: "off",
    parse: (value) => (value === "off" ? value : hostAndPort(value)),
  },
  kafkaAdvertised: {
    description: "address that Kafka clients are told to connect to; auto: the one that is listened on",
    placeholder: "host:port",
    default: "auto",
    parse: (value) => (value === "auto" ? value : hostAndPort(value)),
  },
  logLevel: {
    description: `least severe level that is logged: ${LOG_LEVELS.join(", ")}`,
    placeholder: "level",
    default: "info",
    parse: (value) => LOG_LEVELS.find((level) => level === value) ?? expected(`one of ${LOG_LEVELS.join(", ")}`),
  },
  dataDir: {
    description: "directory to keep everything in that is acknowledged; without one it is in memory alone",
    placeholder: "directory",
    default: "",
    parse: (value) => (typeof value === "string" ? value : expected("the path of a directory")),
  },
  fsync: {
    description:
      "when records go to the disk: always, before they are acknowledged; interval, every --fsync-interval-ms; " +
      "never, when the operating system writes them",
    placeholder: "when",
    default: "always",
    parse: (value) => FSYNC_WHEN.find((when) => when === value) ?? expected(`one of ${FSYNC_WHEN.join(", ")}`),
  },
  fsyncIntervalMs: integer("milliseconds between two syncs with --fsync interval", "ms", 100, 1, 3_600_000),
  maxDiskBytes: integer("most bytes that the files in --data-dir take; 0: all that the disk has", "bytes", 0, 0),
  defaultPartitions: integer("partitions of a topic that is created without a number", "count", 1, 1, MOST_PARTITIONS),
  defaultRetentionMs: integer(
    "milliseconds that records are kept in a topic that doesn't say; -1: for ever",
    "ms",
    7 * 24 * 60 * 60 * 1000,
    -1,
  ),
  defaultRetentionBytes: integer("bytes that a partition keeps in a topic that doesn't say; -1: all", "bytes", -1, -1),
  defaultMaxRecordBytes: integer("largest record in a topic that doesn't say", "bytes", 1024 * 1024, 1, 2 ** 30),
  autoCreateTopics: {
    description: "create a topic when it is first produced or subscribed to",
    placeholder: "",
    default: false,
    parse: boolean,
  },
  maxMessageBytes: integer("largest request", "bytes", 4 * 1024 * 1024, 64 * 1024, 2 ** 30),
  maxBatchBytes: integer("most bytes of records in one message to a reader", "bytes", 256 * 1024, 1, 2 ** 30),
  maxTopics: integer("most topics", "count", 10_000, 1),
  maxPartitions: integer("most partitions of all topics together", "count", 100_000, 1),
  maxTopicPartitions: integer("most partitions of one topic", "count", 1000, 1, MOST_PARTITIONS),
  maxMemoryBytes: integer(
    "memory that all other limits of which the default is 0 are derived from; 0: what the machine or the container has",
    "bytes",
    0,
    0,
  ),
  maxLogBytes: integer(
    `most memory that the logs occupy, or with --data-dir what is kept of them in memory; ${DERIVED}, about half of it`,
    "bytes",
    0,
    0,
  ),
  maxRequestRecords: integer("most records in one request", "count", 100_000, 1, 10_000_000),
  maxRecordHeaders: integer("most headers of one record", "count", 1000, 0),
  maxMetadataBytes: integer("most metadata of one call", "bytes", 16 * 1024, 1024, 2 ** 30),
  maxPendingBytes: integer(
    `most bytes of incomplete requests, and as many of answers that are not read; ${DERIVED}`,
    "bytes",
    0,
    0,
  ),
  maxConnections: integer(`most connections; ${DERIVED}`, "count", 0, 0),
  maxStreamsPerConnection: integer(
    "most calls that one connection has open; a client waits beyond it",
    "count",
    1000,
    1,
    2 ** 31 - 1,
  ),
  maxStreams: integer(`most streams that are open at once; ${DERIVED}`, "count", 0, 0),
  maxWaitingFetches: integer(`most Fetch calls that wait for records; ${DERIVED}`, "count", 0, 0),
  maxStreamPartitions: integer(
    "most partitions that one Subscribe or one consumer group reads; 0: ten times --max-topic-partitions",
    "count",
    0,
    0,
  ),
  maxSubscribedPartitions: integer(
    `most partitions with unread records, or of groups, that all Subscribe calls read together; ${DERIVED}`,
    "count",
    0,
    0,
  ),
  maxGroups: integer("most consumer groups", "count", 10_000, 1),
  maxGroupMembers: integer("most members of one consumer group", "count", 1000, 1),
  maxCommittedOffsets: integer(`most committed offsets of all groups together; ${DERIVED}`, "count", 0, 0),
  offsetsRetentionMs: integer(
    "milliseconds that a group's offsets are kept while it has no members; -1: for ever",
    "ms",
    7 * 24 * 60 * 60 * 1000,
    -1,
  ),
  heartbeatIntervalMs: integer(
    "longest silence of a Subscribe stream that doesn't choose its own, after which a heartbeat is sent; 0: no heartbeats",
    "ms",
    30_000,
    0,
    2 ** 31 - 1,
  ),
  keepaliveTimeMs: integer(
    "milliseconds after which a client is asked for a sign of life",
    "ms",
    10_000,
    10,
    2 ** 31 - 1,
  ),
  keepaliveTimeoutMs: integer(
    "milliseconds that the sign of life may take before the client counts as gone",
    "ms",
    5000,
    10,
    2 ** 31 - 1,
  ),
  maxConnectionAgeMs: integer(
    "milliseconds, give or take a tenth, after which a connection is asked to end, so that a balancer can move it; 0: never",
    "ms",
    0,
    0,
    1_800_000_000,
  ),
  shutdownGraceMs: integer(
    "milliseconds that calls under way have to end when the broker stops, or their connection",
    "ms",
    5000,
    0,
    3_600_000,
  ),
};

/** The flag that sets it, as in `--grpc-listen`. */
export function flagOf(name: keyof Settings): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The environment variable that sets it, as in `HEADWATER_GRPC_LISTEN`. */
export function variableOf(name: keyof Settings): string {
  return `HEADWATER_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * All settings: those given, checked, and the defaults of the others, of which some are derived from the memory.
 *
 * @throws {SettingError} that names the setting
 */
export function resolveSettings(given: Partial<Settings>): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const value = given[name as keyof Settings];
    settings[name] = value === undefined ? setting.default : parseSetting(name as keyof Settings, value, name);
  }
  return checkTogether(derive(settings as unknown as Settings));
}

/** @param source how the user gave it, as in `--max-topics` or `HEADWATER_MAX_TOPICS` */
export function parseSetting<Name extends keyof Settings>(name: Name, value: unknown, source: string): Settings[Name] {
  try {
    return SETTINGS[name].parse(value);
  } catch (error) {
    if (error instanceof SettingError)
      throw new SettingError(`${source} must be ${error.message}, but is ${String(value)}`);
    throw error;
  }
}

function derive(settings: Settings): Settings {
  const { maxStreamPartitions, maxTopicPartitions } = settings;
  return deriveSettings({ ...settings, maxStreamPartitions: maxStreamPartitions || 10 * maxTopicPartitions });
}

/** Less than this has no room for the journal's files and a few segment files. */
const MIN_DISK_BYTES = 512 * 1024 * 1024;
/** Less than this has no room for records that wait to be written and for those that are read. */
const MIN_DISK_LOG_BYTES = 32 * 1024 * 1024;

function checkDisk({ dataDir, maxDiskBytes, maxLogBytes, maxMessageBytes }: Settings): void {
  if (dataDir === "") return;
  if (maxDiskBytes !== 0 && maxDiskBytes < MIN_DISK_BYTES) {
    throw new SettingError(
      `${flagOf("maxDiskBytes")} must be 0 or at least ${MIN_DISK_BYTES}, but is ${maxDiskBytes}: the journal alone ` +
        "takes half of that",
    );
  }
  const least = Math.max(MIN_DISK_LOG_BYTES, 8 * maxMessageBytes);
  if (maxLogBytes < least) {
    throw new SettingError(
      `${flagOf("maxLogBytes")} must be at least ${least} with ${flagOf("dataDir")}, and 8 times ` +
        `${flagOf("maxMessageBytes")}, but is ${maxLogBytes}: raise it`,
    );
  }
}

function checkTogether(settings: Settings): Settings {
  checkDisk(settings);
  const { maxMessageBytes, defaultMaxRecordBytes, maxPendingBytes, defaultPartitions, maxTopicPartitions } = settings;
  if (defaultPartitions > maxTopicPartitions) {
    throw new SettingError(
      `${flagOf("defaultPartitions")} is ${defaultPartitions}, but ${flagOf("maxTopicPartitions")} allows ` +
        `${maxTopicPartitions}: lower the one or raise the other`,
    );
  }
  const largestRecord = maxRecordBytes(maxMessageBytes);
  if (defaultMaxRecordBytes > largestRecord) {
    throw new SettingError(
      `${flagOf("defaultMaxRecordBytes")} is ${defaultMaxRecordBytes}, but ${flagOf("maxMessageBytes")} of ` +
        `${maxMessageBytes} allows ${largestRecord}: lower the one or raise the other`,
    );
  }
  if (maxPendingBytes < maxMessageBytes) {
    throw new SettingError(
      `${flagOf("maxPendingBytes")} is ${maxPendingBytes}, which is less than one message of ` +
        `${flagOf("maxMessageBytes")} ${maxMessageBytes}: raise the one or lower the other`,
    );
  }
  return settings;
}

/** The largest record that fits a message. */
export function maxRecordBytes(maxMessageBytes: number): number {
  return maxMessageBytes - MESSAGE_OVERHEAD_BYTES;
}

function integer(
  description: string,
  placeholder: string,
  preset: number,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): Setting<number> {
  return {
    description,
    placeholder,
    default: preset,
    parse(value) {
      const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
      if (typeof number === "number" && Number.isSafeInteger(number) && number >= least && number <= most)
        return number;
      return expected(
        `a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`,
      );
    },
  };
}

function boolean(value: unknown): boolean {
  if (value === true || value === "true" || value === "1") return true;
  if (value === false || value === "false" || value === "0") return false;
  return expected("true or false");
}

function listenAddress(value: unknown): string {
  return typeof value === "string" && /^unix:./.test(value) ? value : hostAndPort(value);
}

function hostAndPort(value: unknown): string {
  const match = typeof value === "string" ? /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(value) : null;
  if (match === null || Number(match[2]) > 65_535)
    return expected("host:port or unix:/path, as in 127.0.0.1:50051, [::1]:50051 or unix:/run/headwater.sock");
  return match[0];
}

function expected(what: string): never {
  throw new SettingError(what);
}
