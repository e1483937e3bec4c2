import type { ServerHttp2Stream } from "node:http2";
import { PendingBytes } from "./pending-bytes.js";

/** What is smaller takes less than the call itself does. */
const SMALL_BYTES = 1024;

/**
 * Bounds what answers hold together whose clients don't read them. An answer of one message is written whole, whatever
 * the client's window. (Of a stream at most two messages wait: see PacedMessage.)
 */
export class UnreadAnswers {
  readonly #pending: PendingBytes;

  constructor(maxBytes: number) {
    this.#pending = new PendingBytes(maxBytes);
  }

  /** Counts what was written to a stream and is not sent yet, until the call is over. */
  count(stream: ServerHttp2Stream): void {
    const { writableLength } = stream;
    if (writableLength > SMALL_BYTES && stream.session !== undefined) this.#pending.open(stream).bytes = writableLength;
  }
}
