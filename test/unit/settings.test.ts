import { describe, expect, test } from "vitest";
import {
  flagOf,
  parseSetting,
  resolveSettings,
  SETTINGS,
  SettingError,
  type Settings,
  variableOf,
} from "../../src/settings.js";

const MIB = 2 ** 20;
const NAMES = Object.keys(SETTINGS) as (keyof Settings)[];

const LISTEN_ADDRESS = "host:port or unix:/path, as in 127.0.0.1:50051, [::1]:50051 or unix:/run/headwater.sock";

describe("without settings", () => {
  test("a broker listens on the loopback interface alone and keeps a week", () => {
    expect(resolveSettings({ maxMemoryBytes: 512 * MIB })).toEqual({
      grpcListen: "127.0.0.1:50051",
      kafkaListen: "off",
      kafkaAdvertised: "auto",
      logLevel: "info",
      dataDir: "",
      fsync: "always",
      fsyncIntervalMs: 100,
      maxDiskBytes: 0,
      defaultPartitions: 1,
      defaultRetentionMs: 604_800_000,
      defaultRetentionBytes: -1,
      defaultMaxRecordBytes: 1_048_576,
      autoCreateTopics: false,
      maxMessageBytes: 4_194_304,
      maxBatchBytes: 262_144,
      maxTopics: 10_000,
      maxPartitions: 100_000,
      maxTopicPartitions: 1000,
      maxMemoryBytes: 512 * MIB,
      maxLogBytes: 224 * MIB,
      maxRequestRecords: 100_000,
      maxRecordHeaders: 1000,
      maxMetadataBytes: 16_384,
      maxPendingBytes: 28 * MIB,
      maxConnectionAgeMs: 0,
      maxConnections: 1344,
      maxStreams: 4032,
      maxWaitingFetches: 1344,
      maxStreamsPerConnection: 1000,
      maxStreamPartitions: 10_000,
      maxSubscribedPartitions: 86_016,
      maxGroups: 10_000,
      maxGroupMembers: 1000,
      maxCommittedOffsets: 172_032,
      offsetsRetentionMs: 7 * 24 * 60 * 60 * 1000,
      heartbeatIntervalMs: 30_000,
      keepaliveTimeMs: 10_000,
      keepaliveTimeoutMs: 5000,
      shutdownGraceMs: 5000,
    });
  });

  test("every default is a value that the setting takes", () => {
    for (const name of NAMES) expect(parseSetting(name, SETTINGS[name].default, name)).toBe(SETTINGS[name].default);
  });
});

describe("a setting's names", () => {
  test.each<[keyof Settings, string, string]>([
    ["grpcListen", "--grpc-listen", "HEADWATER_GRPC_LISTEN"],
    ["autoCreateTopics", "--auto-create-topics", "HEADWATER_AUTO_CREATE_TOPICS"],
    ["defaultMaxRecordBytes", "--default-max-record-bytes", "HEADWATER_DEFAULT_MAX_RECORD_BYTES"],
    ["shutdownGraceMs", "--shutdown-grace-ms", "HEADWATER_SHUTDOWN_GRACE_MS"],
  ])("of %s are %s and %s", (name, flag, variable) => {
    expect([flagOf(name), variableOf(name)]).toEqual([flag, variable]);
  });

  test("are its own", () => {
    expect(new Set(NAMES.map(flagOf)).size).toBe(NAMES.length);
    expect(new Set(NAMES.map(variableOf)).size).toBe(NAMES.length);
  });
});

describe("a value that can't be used", () => {
  test.each<[keyof Settings, unknown, string]>([
    ["grpcListen", "50051", LISTEN_ADDRESS],
    ["grpcListen", ":50051", LISTEN_ADDRESS],
    ["grpcListen", "::1:50051", LISTEN_ADDRESS],
    ["grpcListen", "localhost:65536", LISTEN_ADDRESS],
    ["grpcListen", 50051, LISTEN_ADDRESS],
    ["logLevel", "verbose", "one of trace, debug, info, warn, error, fatal, silent"],
    ["defaultPartitions", 0, "a whole number from 1 to 10000"],
    ["defaultPartitions", "1.5", "a whole number from 1 to 10000"],
    ["defaultPartitions", "", "a whole number from 1 to 10000"],
    ["maxTopics", "0x10", "a whole number of at least 1"],
    ["maxTopics", "99999999999999999999", "a whole number of at least 1"],
    ["maxTopics", Number.NaN, "a whole number of at least 1"],
    ["maxTopics", null, "a whole number of at least 1"],
    ["defaultRetentionMs", -2, "a whole number of at least -1"],
    ["maxMessageBytes", 65_535, "a whole number from 65536 to 1073741824"],
    ["autoCreateTopics", "yes", "true or false"],
  ])("is refused with its name: %s of %j", (name, value, wanted) => {
    expect(() => resolveSettings({ [name]: value })).toThrow(
      new SettingError(`${name} must be ${wanted}, but is ${String(value)}`),
    );
    const flag = flagOf(name);
    expect(() => parseSetting(name, value, flag)).toThrow(`${flag} must be ${wanted}`);
  });
});

test.each<[keyof Settings, unknown, unknown]>([
  ["grpcListen", "[::1]:0", "[::1]:0"],
  ["grpcListen", "localhost:65535", "localhost:65535"],
  ["logLevel", "silent", "silent"],
  ["maxTopics", "12", 12],
  ["defaultRetentionMs", "-1", -1],
  ["shutdownGraceMs", 0, 0],
  ["autoCreateTopics", "true", true],
  ["autoCreateTopics", "0", false],
  ["autoCreateTopics", true, true],
])("%s takes %j", (name, value, parsed) => {
  expect(resolveSettings({ [name]: value })[name]).toBe(parsed);
});

test("a record that no message can carry can't be the default's limit", () => {
  const maxMessageBytes = 100_000;
  expect(resolveSettings({ maxMessageBytes, defaultMaxRecordBytes: 100_000 - 1024 })).toMatchObject({
    maxMessageBytes,
  });
  expect(() => resolveSettings({ maxMessageBytes, defaultMaxRecordBytes: 100_000 - 1023 })).toThrow(
    new SettingError(
      "--default-max-record-bytes is 98977, but --max-message-bytes of 100000 allows 98976: lower the one or raise the other",
    ),
  );
});

test("an option that is undefined is not given", () => {
  expect(resolveSettings({ maxTopics: undefined } as unknown as Partial<Settings>).maxTopics).toBe(10_000);
});

test("what may wait for clients can't be less than one message", () => {
  const maxMessageBytes = 2 ** 21;
  expect(resolveSettings({ maxMessageBytes, maxPendingBytes: 2 ** 21 })).toMatchObject({ maxMessageBytes });
  expect(() => resolveSettings({ maxMessageBytes, maxPendingBytes: 2 ** 21 - 1 })).toThrow(
    new SettingError(
      "--max-pending-bytes is 2097151, which is less than one message of --max-message-bytes 2097152: " +
        "raise the one or lower the other",
    ),
  );
});
