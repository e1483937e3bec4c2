import { Backoff } from "../backoff.js";
import { notify } from "../callback.js";
import type { Connection } from "../connection.js";
import { HeadwaterError, isTransient } from "../errors.js";
import { pause } from "../time.js";
import type { ConsumerOptions } from "./options.js";

/** When a consumer tries again what failed. */
export class Retry {
  readonly #options: Pick<ConsumerOptions, "topicNotFound" | "onRetry">;
  readonly #backoff: Backoff;
  readonly #connection: Connection;
  readonly #signal: AbortSignal;
  #losses: number;
  #isCut = false;
  #hasWorked = false;

  constructor(
    options: Pick<ConsumerOptions, "topicNotFound" | "onRetry" | "backoff">,
    connection: Connection,
    signal: AbortSignal,
  ) {
    this.#connection = connection;
    this.#losses = connection.losses;
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
    this.#signal = signal;
  }

  /** To be called when it went well. */
  reset(): void {
    this.#backoff.reset();
    this.#hasWorked = true;
    this.#isCut = false;
    this.#losses = this.#connection.losses;
  }

  /** Waits until it is time to try again. @throws the error, where trying again is no use */
  async after(error: unknown): Promise<void> {
    if (this.#signal.aborted) return;
    if (!(error instanceof HeadwaterError)) throw error;
    this.#isCut ||= isTransient(error) || this.#losses !== this.#connection.losses;
    if (!isTransient(error) && !(isAbsent(error) && this.#waitsForTopic())) throw error;
    const delayMs = this.#backoff.next(error.retryAfterMs);
    notify(this.#options.onRetry, error, delayMs);
    await pause(delayMs, this.#signal);
  }

  #waitsForTopic(): boolean {
    const { topicNotFound } = this.#options;
    return topicNotFound === undefined ? this.#hasWorked && this.#isCut : topicNotFound === "wait";
  }
}

/** Whether what was to be read isn't there. */
export function isAbsent({ reason }: HeadwaterError): boolean {
  return reason === "TOPIC_NOT_FOUND" || reason === "PARTITION_NOT_FOUND";
}
