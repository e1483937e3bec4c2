import { onTestFinished } from "vitest";
import type { Engine, TopicConfig } from "../../src/engine/engine.js";
import { appendTests } from "./suite/append.js";
import { closeTests } from "./suite/close.js";
import { drainTests } from "./suite/drain.js";
import { fetchTests } from "./suite/fetch.js";
import { groupTests } from "./suite/groups.js";
import { heldGroupTests } from "./suite/held-groups.js";
import { offsetTests } from "./suite/offsets.js";
import { subscribeTests } from "./suite/subscribe.js";
import { subscribeEndTests } from "./suite/subscribe-end.js";
import { topicTests } from "./suite/topics.js";

export interface EngineLimits {
  readonly maxTopics: number;
  /** Of all topics together. */
  readonly maxPartitions: number;
  /** Of one topic. */
  readonly maxTopicPartitions: number;
  /** Of one Subscribe. */
  readonly maxStreamPartitions: number;
  /** Of all Subscribes together. */
  readonly maxSubscribedPartitions: number;
  /** Of all groups together. */
  readonly maxCommittedOffsets: number;
  readonly maxRecordBytes: number;
  readonly maxGroups: number;
  readonly maxGroupMembers: number;
  readonly offsetsRetentionMs: number;
  readonly maxRequestRecords: number;
  readonly maxRecordHeaders: number;
}

/** What a test may set of an engine. */
export interface EngineOptions {
  readonly defaults: TopicConfig & { readonly partitions: number };
  readonly limits: EngineLimits;
  readonly autoCreateTopics: boolean;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** An engine without topics, which is closed when the test is over. */
export type OpenEngine = (options?: Partial<EngineOptions>) => Promise<Engine>;

/** The clock of engines that are opened without one. */
export const NOW = 1_700_000_000_000;

export const DEFAULTS: EngineOptions = {
  defaults: { partitions: 1, retentionMs: -1, retentionBytes: -1, maxRecordBytes: 1000 },
  limits: {
    maxTopics: 100,
    maxPartitions: 1000,
    maxTopicPartitions: 1000,
    maxStreamPartitions: 10_000,
    maxSubscribedPartitions: 100_000,
    maxCommittedOffsets: 100_000,
    maxRecordBytes: 1_000_000,
    maxGroups: 100,
    maxGroupMembers: 100,
    offsetsRetentionMs: -1,
    maxRequestRecords: 10_000,
    maxRecordHeaders: 100,
  },
  autoCreateTopics: false,
  now: () => NOW,
};

/** The tests that every engine must pass. */
export function engineSuite(create: (options: EngineOptions) => Promise<Engine>): void {
  const open: OpenEngine = async (options) => {
    const engine = await create({ ...DEFAULTS, ...options });
    onTestFinished(() => engine.close());
    return engine;
  };
  topicTests(open);
  appendTests(open);
  fetchTests(open);
  subscribeTests(open);
  subscribeEndTests(open);
  offsetTests(open);
  groupTests(open);
  heldGroupTests(open);
  drainTests(open);
  closeTests(open);
}
