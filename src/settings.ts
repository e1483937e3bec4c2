import { deriveSettings } from "./memory-budget.js";

/** An invalid setting. The message names the flag or the option that it was given with. */
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

/** Overhead of a record in a request or a response: tags, topic, partition and offsets. */
const MESSAGE_OVERHEAD_BYTES = 1024;

/**
 * Of one topic. The answers of GetTopic and ListOffsets have an entry for each, and stay below the 4 MiB that gRPC's clients
 * take as one message with the longest name too.
 */
const MOST_PARTITIONS = 10_000;

export const SETTINGS: { readonly [Name in keyof Settings]: Setting<Settings[Name]> } = {
  grpcListen: {
    description: "address to serve gRPC on: host:port or unix:/path; port 0 picks a free port",
    placeholder: "address",
    default: "127.0.0.1:50051",
    parse: listenAddress,
  },
  kafkaListen: {
    description: "address to serve Kafka's protocol on; port 0 picks a free port; off: not served",
    placeholder: "host:port",
    default: "off",
    parse: (value) => (value === "off" ? value : hostAndPort(value)),
  },
  kafkaAdvertised: {
    description: "address that Kafka clients connect to; auto: the address of --kafka-listen",
    placeholder: "host:port",
    default: "auto",
    parse: (value) => (value === "auto" ? value : hostAndPort(value)),
  },
  logLevel: {
    description: `minimum level of log lines: ${LOG_LEVELS.join(", ")}`,
    placeholder: "level",
    default: "info",
    parse: (value) => LOG_LEVELS.find((level) => level === value) ?? expected(`one of ${LOG_LEVELS.join(", ")}`),
  },
  dataDir: {
    description: "directory for records, topics and committed offsets; without it they are in memory only",
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
  fsyncIntervalMs: integer("interval between syncs with --fsync interval, in ms", "ms", 100, 1, 3_600_000),
  maxDiskBytes: integer("maximum bytes of all files in --data-dir; 0: the free space of the disk", "bytes", 0, 0),
  defaultPartitions: integer("partitions of topics created without a number", "count", 1, 1, MOST_PARTITIONS),
  defaultRetentionMs: integer(
    "retention of topics created without retention_ms, in ms; -1: forever",
    "ms",
    7 * 24 * 60 * 60 * 1000,
    -1,
  ),
  defaultRetentionBytes: integer(
    "retention of topics created without retention_bytes, in bytes per partition; -1: no bound",
    "bytes",
    -1,
    -1,
  ),
  defaultMaxRecordBytes: integer(
    "maximum record size of topics created without max_record_bytes, in bytes",
    "bytes",
    1024 * 1024,
    1,
    2 ** 30,
  ),
  autoCreateTopics: {
    description: "create missing topics on Produce and Subscribe",
    placeholder: "",
    default: false,
    parse: boolean,
  },
  maxMessageBytes: integer("maximum size of a request, in bytes", "bytes", 4 * 1024 * 1024, 64 * 1024, 2 ** 30),
  maxBatchBytes: integer("maximum bytes of records in one batch to a reader", "bytes", 256 * 1024, 1, 2 ** 30),
  maxTopics: integer("maximum number of topics", "count", 10_000, 1),
  maxPartitions: integer("maximum number of partitions of all topics", "count", 100_000, 1),
  maxTopicPartitions: integer("maximum number of partitions of one topic", "count", 1000, 1, MOST_PARTITIONS),
  maxMemoryBytes: integer(
    "memory that the broker may use, from which limits with default 0 are derived; 0: the memory of the container or machine",
    "bytes",
    0,
    0,
  ),
  maxLogBytes: integer(
    `maximum memory of all logs; with --data-dir, the size of their cache; ${DERIVED}, about half of it`,
    "bytes",
    0,
    0,
  ),
  maxRequestRecords: integer("maximum number of records in one request", "count", 100_000, 1, 10_000_000),
  maxRecordHeaders: integer("maximum number of headers of one record", "count", 1000, 0),
  maxMetadataBytes: integer("maximum metadata of one call, in bytes", "bytes", 16 * 1024, 1024, 2 ** 30),
  maxPendingBytes: integer(
    `limit on buffered bytes of incomplete requests; applies again to unread responses; ${DERIVED}`,
    "bytes",
    0,
    0,
  ),
  maxConnections: integer(`maximum number of connections; ${DERIVED}`, "count", 0, 0),
  maxStreamsPerConnection: integer(
    "maximum number of open calls of one connection; clients queue further calls",
    "count",
    1000,
    1,
    2 ** 31 - 1,
  ),
  maxStreams: integer(`maximum number of open streams; ${DERIVED}`, "count", 0, 0),
  maxWaitingFetches: integer(`maximum number of Fetch calls that wait for records; ${DERIVED}`, "count", 0, 0),
  maxStreamPartitions: integer(
    "maximum number of partitions of one Subscribe or one consumer group; 0: ten times --max-topic-partitions",
    "count",
    0,
    0,
  ),
  maxSubscribedPartitions: integer(
    `maximum number of partitions that all Subscribe calls read; ${DERIVED}`,
    "count",
    0,
    0,
  ),
  maxGroups: integer("maximum number of consumer groups", "count", 10_000, 1),
  maxGroupMembers: integer("maximum number of members of one consumer group", "count", 1000, 1),
  maxCommittedOffsets: integer(`maximum number of committed offsets of all groups; ${DERIVED}`, "count", 0, 0),
  offsetsRetentionMs: integer(
    "retention of the committed offsets of groups without members, in ms; -1: forever",
    "ms",
    7 * 24 * 60 * 60 * 1000,
    -1,
  ),
  heartbeatIntervalMs: integer(
    "heartbeat interval of Subscribe streams that request none, in ms; 0: no heartbeats",
    "ms",
    30_000,
    0,
    2 ** 31 - 1,
  ),
  keepaliveTimeMs: integer("interval between keepalive pings, in ms", "ms", 10_000, 10, 2 ** 31 - 1),
  keepaliveTimeoutMs: integer(
    "timeout of a keepalive ping, in ms, after which the connection is closed",
    "ms",
    5000,
    10,
    2 ** 31 - 1,
  ),
  maxConnectionAgeMs: integer(
    "maximum age of a connection in ms, plus or minus a tenth, so that balancers can move clients; 0: no limit",
    "ms",
    0,
    0,
    1_800_000_000,
  ),
  shutdownGraceMs: integer(
    "time in ms that open calls have to finish when the broker or their connection is closed",
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
