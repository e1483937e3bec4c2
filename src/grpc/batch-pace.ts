import type { UnreadAnswers } from "./http2/index.js";

/** What the first batch of a stream may hold, and the first one after the client was slow. Bytes. */
const FIRST_BATCH_BYTES = 16 * 1024;

/** How long the sending of a batch takes where the client is slow. Milliseconds. */
const SLOW_MS = 100;

/** What part of the memory that is left for unread answers one batch may take. */
const SHARE = 1 / 16;

/**
 * How large the next batch of a stream may be: small until the client has shown that it reads, so that a client that
 * doesn't costs little.
 */
export class BatchPace {
  readonly #maxBytes: number;
  readonly #unread: UnreadAnswers;
  #bytes = FIRST_BATCH_BYTES;
  #startedAt = 0;

  constructor(maxBytes: number, unread: UnreadAnswers) {
    this.#maxBytes = maxBytes;
    this.#unread = unread;
  }

  /** Bytes. The first record is read whatever its size. */
  get maxBytes(): number {
    return Math.max(1, Math.min(this.#bytes, this.#maxBytes, this.#unread.freeBytes * SHARE));
  }

  /** Says that a batch is being sent. */
  start(): void {
    this.#startedAt = performance.now();
  }

  /** Says that it was sent. */
  end(): void {
    const isSlow = performance.now() - this.#startedAt > SLOW_MS;
    this.#bytes = isSlow ? FIRST_BATCH_BYTES : Math.min(2 * this.#bytes, Math.max(this.#maxBytes, FIRST_BATCH_BYTES));
  }
}
