import { type BackoffOptions, checkBackoffOptions } from "../backoff.js";
import { checkFunction, checkInteger, checkMilliseconds, checkOneOf, requiredName } from "../checks.js";
import type { HeadwaterError } from "../errors.js";

/**
 * What must have happened before the answer. none: nothing, and a failed append is only in the broker's log; leader: the
 * records are in the log and can be read; all: they are also as safe as the broker can make them.
 */
export type Acks = "none" | "leader" | "all";

export interface RetryOptions extends BackoffOptions {
  /** How long a record is tried after it was buffered. Milliseconds; default 120000. */
  readonly timeoutMs?: number | undefined;
}

export interface ProducerOptions {
  readonly topic: string;
  /** How long a request waits for more records while none is under way. Milliseconds; default 0: not at all. */
  readonly lingerMs?: number | undefined;
  /** Most records in one request. Default 10000. */
  readonly maxBatchRecords?: number | undefined;
  /** Most bytes of records in one request; a larger record goes alone. Default 1048576. */
  readonly maxBatchBytes?: number | undefined;
  /**
   * Most bytes of one request, whatever its records: what the broker takes, which is its `--max-message-bytes`. A record that
   * has no room in it is refused by `send()`. Default 4194304, as the broker's.
   */
  readonly maxRequestBytes?: number | undefined;
  /** Most records that are buffered or under way. Default 100000. */
  readonly maxBufferedRecords?: number | undefined;
  /** Most bytes of records that are buffered or under way. Default 33554432. */
  readonly maxBufferedBytes?: number | undefined;
  /**
   * Most requests under way. Default 1: what waits meanwhile goes together, and whatever is refused is sent again in its
   * order. More of them hide the network's latency; then a refused request can't be sent again if one behind it was
   * written, so its records fail.
   */
  readonly maxInFlight?: number | undefined;
  /** Default leader. With none, a delivery has partition -1 and offset -1. */
  readonly acks?: Acks | undefined;
  /** What is safe to send again is, unless this is `false`. */
  readonly retry?: RetryOptions | false | undefined;
  /** Told why the broker, or the way to it, is tried again and in how many milliseconds. */
  readonly onRetry?: ((error: HeadwaterError, delayMs: number) => void) | undefined;
}

export interface ProducerSettings {
  readonly topic: string;
  readonly lingerMs: number;
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
  readonly maxRequestBytes: number;
  readonly maxBufferedRecords: number;
  readonly maxBufferedBytes: number;
  readonly maxInFlight: number;
  readonly acks: Acks;
  readonly retry: (BackoffOptions & { readonly timeoutMs: number }) | false;
  readonly onRetry: ((error: HeadwaterError, delayMs: number) => void) | undefined;
}

const ACKS: readonly Acks[] = ["none", "leader", "all"];

/** @throws {TypeError} for options that can't be used */
export function toProducerSettings(options: ProducerOptions): ProducerSettings {
  const settings = {
    topic: requiredName("topic", options.topic),
    lingerMs: options.lingerMs ?? 0,
    maxBatchRecords: options.maxBatchRecords ?? 10_000,
    maxBatchBytes: options.maxBatchBytes ?? 1024 * 1024,
    maxRequestBytes: options.maxRequestBytes ?? 4 * 1024 * 1024,
    maxBufferedRecords: options.maxBufferedRecords ?? 100_000,
    maxBufferedBytes: options.maxBufferedBytes ?? 32 * 1024 * 1024,
    maxInFlight: options.maxInFlight ?? 1,
    acks: options.acks ?? "leader",
    onRetry: options.onRetry,
    retry:
      options.retry === false ? (false as const) : { ...options.retry, timeoutMs: options.retry?.timeoutMs ?? 120_000 },
  };
  for (const name of [
    "maxBatchRecords",
    "maxBatchBytes",
    "maxRequestBytes",
    "maxBufferedRecords",
    "maxBufferedBytes",
    "maxInFlight",
  ] as const) {
    checkInteger(name, settings[name], 1);
  }
  checkMilliseconds("lingerMs", settings.lingerMs, Number.MAX_SAFE_INTEGER);
  checkOneOf("acks", settings.acks, ACKS);
  checkFunction("onRetry", settings.onRetry);
  if (settings.retry) {
    checkMilliseconds("retry.timeoutMs", settings.retry.timeoutMs);
    checkBackoffOptions("retry", settings.retry);
  }
  return settings;
}
