// Why: each message of a stream goes through two streams and four async iterables in grpc-js and nice-grpc: 28,000 a
// second instead of 84,000. It can go when handlers of grpc-js can take messages by the array.

import { requestsOf } from "./incomplete-requests.js";
import { type CallListener, InterceptedCall } from "./intercepted-call.js";

/** Messages that are handed over together at most. */
const MAX_GATHERED = 256;

/** Stands for a message of which only a part came before the client ended its half: no message decodes from it. */
const CUT_MESSAGE = Uint8Array.of(0x0a);

/**
 * A call of many small messages, which costs little for each: what came together is handed over together, as one array,
 * and so are the answers, which are written together. The codecs see arrays of one message.
 *
 * Most of what a message costs otherwise is its way through streams and async iterables. The handler answers each array
 * with one.
 */
export class GatheredCall extends InterceptedCall {
  readonly #requests = requestsOf(this.stream);
  #listener: CallListener | undefined;
  #gathered: Uint8Array[] = [];
  /** Bytes of the messages that were handed over together, for each time that is not answered yet. */
  readonly #handedOverBytes: number[] = [];
  /** Whether the handler waits for messages, and whether grpc-js was asked for one. */
  #isAwaited = false;
  #isReading = false;
  #isHandOverDue = false;
  #hasEnded = false;

  override start(listener: CallListener): void {
    this.#listener = listener;
    super.start(listener);
  }

  override startRead(): void {
    this.#isAwaited = true;
    if (this.#gathered.length > 0 || this.#hasEnded) this.#handOverSoon();
    this.#read();
  }

  protected override receive(message: unknown): void {
    this.#isReading = false;
    const messages = message as Uint8Array[];
    this.#gathered.push(...messages);
    this.#countUnanswered(sizeOf(messages));
    if (!this.#isAwaited) return;
    this.#handOverSoon();
    if (this.#gathered.length < MAX_GATHERED) this.#read();
  }

  protected override receiveEnd(): void {
    this.#hasEnded = true;
    if (this.#requests?.isCut) this.#gathered.push(CUT_MESSAGE);
    if (this.#isAwaited) this.#handOverSoon();
  }

  #read(): void {
    if (this.#isReading || this.#hasEnded) return;
    this.#isReading = true;
    this.call.startRead();
  }

  /** Once all was received that the socket had: Node lets microtasks and ticks run between two messages of it. */
  #handOverSoon(): void {
    if (this.#isHandOverDue) return;
    this.#isHandOverDue = true;
    setImmediate(() => {
      this.#isHandOverDue = false;
      if (!this.isCancelled) this.#handOver();
    });
  }

  #handOver(): void {
    this.#isAwaited = false;
    if (this.#gathered.length > 0) {
      const messages = this.#gathered;
      this.#gathered = [];
      this.#handedOverBytes.push(sizeOf(messages));
      this.#listener?.onReceiveMessage(messages);
    } else this.#listener?.onReceiveHalfClose();
  }

  override sendMessage(messages: unknown[], callback: () => void): void {
    if (this.isLate()) return;
    let left = messages.length;
    const onSent = () => {
      if (--left > 0) return;
      this.#countUnanswered(-(this.#handedOverBytes.shift() ?? 0));
      callback();
    };
    this.stream.cork();
    for (const message of messages) this.call.sendMessage([message], onSent);
    this.stream.uncork();
  }

  #countUnanswered(bytes: number): void {
    if (this.#requests !== undefined) this.#requests.unansweredBytes += bytes;
  }
}

function sizeOf(messages: readonly Uint8Array[]): number {
  return messages.reduce((size, { length }) => size + length, 0);
}
