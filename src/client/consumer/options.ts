import { inspect } from "node:util";
import { type BackoffOptions, checkBackoffOptions } from "../backoff.js";
import {
  checkFunction,
  checkInteger,
  checkMilliseconds,
  checkOneOf,
  checkText,
  MAX_INT32,
  requiredName,
} from "../checks.js";
import { toWireDuration } from "../duration.js";
import type { HeadwaterError } from "../errors.js";
import { type Position, toWirePosition } from "../position.js";
import type { TopicPartition } from "../topic-partition.js";

/**
 * Who commits. auto: the consumer, what is processed, and asking for the next record says that the last one is: at least
 * once. manual: you, with `commit()`. on-delivery: the broker, a batch as it sends it: at most once.
 */
export type CommitMode = "auto" | "manual" | "on-delivery";

/** Records that this consumer will never get. */
export interface DataLoss extends TopicPartition {
  /** Where it was. */
  readonly fromOffset: bigint;
  /** Where it goes on. */
  readonly toOffset: bigint;
  /** retention: it removed what was not read in time. log-replaced: the topic is another one of that name. */
  readonly cause: "retention" | "log-replaced";
}

export interface ConsumerOptions {
  /** At least one, each once. */
  readonly topics: readonly string[];
  /** The consumer group to be a member of. Absent: a reader of its own, of every partition, that nobody remembers. */
  readonly group?: string | undefined;
  /** Where to start in a partition for which nothing is committed. Default earliest. */
  readonly start?: Position | undefined;
  /** Needs group. Default auto. */
  readonly commit?: CommitMode | undefined;
  /** Commits are sent together at most this often, or earlier where the broker waits for them. Milliseconds; default 1000. */
  readonly commitIntervalMs?: number | undefined;
  /**
   * Most records of one partition that the broker sends before they are committed, and so most that are repeated when this
   * process dies. Needs group; not for on-delivery. 0: as many as the network takes. Default 1000.
   */
  readonly maxInFlight?: number | undefined;
  /** How long a partition that moves away waits for what was sent to be committed. Needs group. Milliseconds; default 3000. */
  readonly revokeTimeoutMs?: number | undefined;
  /**
   * How often the broker sends a heartbeat where there is nothing else. When nothing comes for three of these, the connection
   * is made anew. Milliseconds; default 10000. 0: none, and a connection that is dead is found within 30 seconds.
   */
  readonly heartbeatIntervalMs?: number | undefined;
  /** How often a reader without group looks for partitions that were added. Milliseconds; default 30000. */
  readonly metadataMaxAgeMs?: number | undefined;
  /** Most records in one batch. Default: the broker's bound. */
  readonly maxBatchRecords?: number | undefined;
  /** Most bytes in one batch, but one record whatever its size. Default: the broker's bound. */
  readonly maxBatchBytes?: number | undefined;
  /** Shown in the group's description and in the broker's log. Needs group. */
  readonly clientId?: string | undefined;
  /** Ends it: the record in hand is the last, and asking for the next one ends the loop. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether to wait for a topic that isn't there. Absent: fail at first and where it is deleted, but wait where a broker
   * that was lost comes back without it.
   */
  readonly topicNotFound?: "fail" | "wait" | undefined;
  /** How long to wait before subscribing again when the broker is lost. */
  readonly backoff?: BackoffOptions | undefined;
  /** Told which partitions came. */
  readonly onAssigned?: ((partitions: readonly TopicPartition[]) => void) | undefined;
  /** Told which partitions went. */
  readonly onRevoked?: ((partitions: readonly TopicPartition[]) => void) | undefined;
  /** Told of records that are gone. */
  readonly onDataLoss?: ((loss: DataLoss) => void) | undefined;
  /** Told why the broker is tried again, and in how many milliseconds. */
  readonly onRetry?: ((error: HeadwaterError, delayMs: number) => void) | undefined;
  /** Told of a commit that went wrong: what it was for may be delivered again, here or to another member. */
  readonly onCommitError?: ((error: HeadwaterError, partitions: readonly TopicPartition[]) => void) | undefined;
}

export const DEFAULT_HEARTBEAT_INTERVAL_MS = 10_000;

const COMMIT_MODES: readonly CommitMode[] = ["auto", "manual", "on-delivery"];

/** @throws {TypeError} for options that can't be used, or not together */
export function checkConsumerOptions(options: ConsumerOptions): void {
  const { topics, group, commit, maxInFlight, revokeTimeoutMs, clientId } = options;
  if (group === undefined) {
    for (const [name, value] of Object.entries({ commit, maxInFlight, revokeTimeoutMs, clientId })) {
      if (value !== undefined) throw new TypeError(`${name} needs group`);
    }
  }
  checkEach(options);
  if (new Set(topics).size < topics.length) throw new TypeError("topics has one twice");
  if (commit === "on-delivery" && maxInFlight) {
    throw new TypeError(
      "maxInFlight can't be given with on-delivery: nothing is in flight that is committed as it is sent",
    );
  }
}

function checkEach(options: ConsumerOptions): void {
  const { topics, group, start } = options;
  if (!Array.isArray(topics)) throw new TypeError(`topics is ${inspect(topics)}, which is not a list of names`);
  if (topics.length === 0) throw new TypeError("topics is empty: name at least one topic");
  for (const [index, topic] of topics.entries()) requiredName(`topics[${index}]`, topic);
  if (group === "") throw new TypeError("group is empty: leave it out for a reader without group");
  checkText("group", group);
  checkText("clientId", options.clientId);
  if (start !== undefined) toWirePosition(start);
  checkOneOf("commit", options.commit, COMMIT_MODES);
  checkOneOf("topicNotFound", options.topicNotFound, ["fail", "wait"]);
  checkMilliseconds("commitIntervalMs", options.commitIntervalMs);
  checkMilliseconds("metadataMaxAgeMs", options.metadataMaxAgeMs);
  for (const name of ["revokeTimeoutMs", "heartbeatIntervalMs"] as const) {
    if (options[name] !== undefined) toWireDuration(name, options[name]);
  }
  for (const name of ["maxInFlight", "maxBatchRecords", "maxBatchBytes"] as const) {
    checkInteger(name, options[name], 0, MAX_INT32);
  }
  for (const name of ["onAssigned", "onRevoked", "onDataLoss", "onRetry", "onCommitError"] as const) {
    checkFunction(name, options[name]);
  }
  if (options.backoff !== undefined) checkBackoffOptions("backoff", options.backoff);
}
