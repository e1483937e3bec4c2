import type { TopicConfig } from "../engine/engine.js";
import type { Settings } from "../settings.js";
import { ErrorCode, KafkaError } from "./errors.js";

type Defaults = Pick<Settings, "defaultRetentionMs" | "defaultRetentionBytes" | "defaultMaxRecordBytes">;

/** Where a value comes from, as DescribeConfigs says it. */
const FROM_TOPIC = 1;
const FROM_DEFAULTS = 5;

/** The type of a value, as DescribeConfigs says it. */
export const ConfigType = { BOOLEAN: 1, STRING: 2, INT: 3, LONG: 5, LIST: 7 } as const;

interface Setting {
  readonly field: keyof TopicConfig;
  readonly type: number;
  readonly defaultOf: (defaults: Defaults) => number;
}

/** What can be set of a topic, by Kafka's names. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  "retention.ms": { field: "retentionMs", type: ConfigType.LONG, defaultOf: (d) => d.defaultRetentionMs },
  "retention.bytes": { field: "retentionBytes", type: ConfigType.LONG, defaultOf: (d) => d.defaultRetentionBytes },
  // Kafka's is of a batch, ours of a record in it.
  "max.message.bytes": { field: "maxRecordBytes", type: ConfigType.INT, defaultOf: (d) => d.defaultMaxRecordBytes },
};

/** What is as it is: these values are accepted, and others refused. */
const FIXED: Readonly<Record<string, { readonly value: string; readonly type: number }>> = {
  "cleanup.policy": { value: "delete", type: ConfigType.LIST },
  "compression.type": { value: "producer", type: ConfigType.STRING },
  "message.timestamp.type": { value: "CreateTime", type: ConfigType.STRING },
  "min.insync.replicas": { value: "1", type: ConfigType.INT },
};

/** How Kafka keeps its files. Accepted, and without effect here. */
const WITHOUT_EFFECT = new Set([
  "delete.retention.ms",
  "file.delete.delay.ms",
  "flush.messages",
  "flush.ms",
  "index.interval.bytes",
  "max.compaction.lag.ms",
  "min.cleanable.dirty.ratio",
  "min.compaction.lag.ms",
  "preallocate",
  "segment.bytes",
  "segment.index.bytes",
  "segment.jitter.ms",
  "segment.ms",
  "unclean.leader.election.enable",
]);

export interface ConfigEntry {
  readonly name: string;
  readonly value: string | null;
}

export interface DescribedConfig {
  readonly name: string;
  readonly value: string;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
  readonly configType: number;
  readonly documentation: string | null;
}

/**
 * The configuration that a client asks for. A null value stands for the default.
 *
 * @throws {KafkaError} INVALID_CONFIG for what this broker doesn't do
 */
export function parseConfigs(entries: readonly ConfigEntry[], defaults: Defaults): Partial<TopicConfig> {
  const config: { -readonly [Field in keyof TopicConfig]?: TopicConfig[Field] } = {};
  for (const { name, value } of entries) {
    const setting = SETTINGS[name];
    if (setting !== undefined) {
      config[setting.field] = value === null ? setting.defaultOf(defaults) : parseInteger(name, value);
      continue;
    }
    if (WITHOUT_EFFECT.has(name)) continue;
    const fixed = FIXED[name];
    if (fixed === undefined) throw new KafkaError(ErrorCode.INVALID_CONFIG, `${name} is not supported`);
    if (value !== null && value !== fixed.value) {
      throw new KafkaError(ErrorCode.INVALID_CONFIG, `${name} can't be ${value}: it is ${fixed.value}`);
    }
  }
  return config;
}

/** All that AlterConfigs replaces: what is not named goes back to its default. */
export function defaultConfigs(defaults: Defaults): TopicConfig {
  return {
    retentionMs: defaults.defaultRetentionMs,
    retentionBytes: defaults.defaultRetentionBytes,
    maxRecordBytes: defaults.defaultMaxRecordBytes,
  };
}

/** @param names those that are asked for; nothing stands for all */
export function describedConfigs(
  config: TopicConfig,
  defaults: Defaults,
  names?: readonly string[] | null,
): DescribedConfig[] {
  const described: DescribedConfig[] = [];
  for (const [name, { field, type, defaultOf }] of Object.entries(SETTINGS)) {
    const source = config[field] === defaultOf(defaults) ? FROM_DEFAULTS : FROM_TOPIC;
    described.push(describedConfig(name, `${config[field]}`, type, source, false));
  }
  for (const [name, { value, type }] of Object.entries(FIXED)) {
    described.push(describedConfig(name, value, type, FROM_DEFAULTS, true));
  }
  return selected(described, names);
}

export function describedConfig(
  name: string,
  value: string,
  configType: number,
  configSource: number,
  readOnly: boolean,
): DescribedConfig {
  return { name, value, readOnly, configSource, isSensitive: false, configType, documentation: null };
}

export function selected(configs: DescribedConfig[], names?: readonly string[] | null): DescribedConfig[] {
  if (names === undefined || names === null || names.length === 0) return configs;
  return configs.filter(({ name }) => names.includes(name));
}

function parseInteger(name: string, value: string): number {
  const number = Number(value);
  if (value.trim() !== "" && Number.isSafeInteger(number)) return number;
  // Kafka's largest, which stands for no bound.
  if (value === "9223372036854775807") return -1;
  throw new KafkaError(ErrorCode.INVALID_CONFIG, `${name} must be a whole number, but is ${value}`);
}
