// Why: grpc-js writes an answer whole, whatever the client's window, and counts none of it. It can go when it has a
// bound for answers.

import type { ServerHttp2Stream } from "node:http2";
import { PendingBytes, type PendingCall } from "./pending-bytes.js";

/** What is smaller takes less than the call itself does. */
const SMALL_BYTES = 1024;

/**
 * Limits the total bytes of responses that clients have not read. An answer of one message is written whole, whatever
 * the client's window; of a stream one message at a time.
 */
export class UnreadAnswers {
  readonly #pending: PendingBytes;
  readonly #calls = new WeakMap<ServerHttp2Stream, PendingCall>();

  constructor(maxBytes: number) {
    this.#pending = new PendingBytes(maxBytes);
  }

  /** What there is room for yet. */
  get freeBytes(): number {
    return this.#pending.freeBytes;
  }

  /** Counts what was written to a stream and is not sent yet, from now on until the call is over or this is said again. */
  count(stream: ServerHttp2Stream): void {
    const { writableLength } = stream;
    const call = this.#calls.get(stream);
    if (call !== undefined) call.bytes = writableLength;
    else if (writableLength > SMALL_BYTES && stream.session !== undefined && !stream.destroyed) {
      const opened = this.#pending.open(stream);
      this.#calls.set(stream, opened);
      opened.bytes = writableLength;
    }
  }
}
