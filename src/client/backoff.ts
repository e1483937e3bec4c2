import { checkMilliseconds } from "./checks.js";

export interface BackoffOptions {
  /** The longest wait before the first retry. Milliseconds; default 100. */
  readonly initialDelayMs?: number | undefined;
  /** The longest wait before any retry. Milliseconds; default 5000. */
  readonly maxDelayMs?: number | undefined;
}

/** Exponential backoff with jitter: each wait is between half of its step and all of it, and steps double. */
export class Backoff {
  readonly #initialMs: number;
  readonly #maxMs: number;
  #tries = 0;

  constructor({ initialDelayMs = 100, maxDelayMs = 5000 }: BackoffOptions = {}) {
    this.#initialMs = initialDelayMs;
    this.#maxMs = maxDelayMs;
  }

  /** To be called when a try went well. */
  reset(): void {
    this.#tries = 0;
  }

  /** Milliseconds before the next try, and no fewer than the broker asks for. */
  next(atLeastMs = 0): number {
    const step = Math.min(this.#maxMs, this.#initialMs * 2 ** this.#tries++);
    return Math.max(atLeastMs, step * (0.5 + Math.random() / 2));
  }
}

/** @throws {TypeError} for delays that are no milliseconds */
export function checkBackoffOptions(name: string, options: BackoffOptions): void {
  checkMilliseconds(`${name}.initialDelayMs`, options.initialDelayMs);
  checkMilliseconds(`${name}.maxDelayMs`, options.maxDelayMs);
}
