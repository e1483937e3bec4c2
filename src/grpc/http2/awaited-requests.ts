// Why: grpc-js has no time limit for a request, and counts no call before its request is complete. It can go when it
// has both.

import { type BrokerError, LimitReached } from "../../engine/errors.js";
import { endCall } from "./call-end.js";
import type { Connection } from "./connection.js";
import { RequestTimeout } from "./errors.js";
import type { IncomingCall } from "./incoming-call.js";

export interface AwaitedRequestsOptions {
  /** Most calls that are open at once, with those that are counted elsewhere. */
  readonly maxCalls: number;
  /** How many are counted elsewhere. */
  openCalls(): number;
  /** How long a call may go without another byte of its request. */
  readonly timeoutMs: number;
}

/**
 * Limits unary calls whose request is incomplete, which no handler knows yet: there are only so many, and each
 * is ended when nothing more of its request comes.
 */
export class AwaitedRequests {
  readonly #maxCalls: number;
  readonly #openCalls: () => number;
  readonly #timeoutMs: number;
  /** Calls of this turn, of which most have all of their request at its end. */
  #fresh: IncomingCall[] = [];
  /** When something came of each, by the monotonic clock; the first has waited longest. */
  readonly #sinceMs = new Map<IncomingCall, number>();
  readonly #connections = new Map<Connection, Set<IncomingCall>>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ maxCalls, openCalls, timeoutMs }: AwaitedRequestsOptions) {
    this.#maxCalls = maxCalls;
    this.#openCalls = openCalls;
    this.#timeoutMs = timeoutMs;
  }

  /** Waits for the request of a call that has just been begun. */
  add(call: IncomingCall): void {
    if (this.#fresh.push(call) === 1) setImmediate(this.#addFresh);
  }

  /** Counts that something of a request came. */
  received(call: IncomingCall): void {
    // What is put in anew is the last.
    if (this.#sinceMs.delete(call)) this.#sinceMs.set(call, performance.now());
  }

  readonly #addFresh = () => {
    const calls = this.#fresh;
    this.#fresh = [];
    for (const call of calls) if (!call.hasEnded && !call.stream.destroyed && !call.stream.closed) this.#await(call);
  };

  #await(call: IncomingCall): void {
    this.#sinceMs.set(call, performance.now());
    const calls = this.#connections.get(call.connection) ?? new Set();
    this.#connections.set(call.connection, calls.add(call));
    const forget = () => this.#forget(call);
    call.stream.once("end", forget).once("close", forget);
    this.#timer ??= setTimeout(this.#endLate, this.#timeoutMs).unref();
    if (this.#sinceMs.size + this.#openCalls() > this.#maxCalls) this.#makeRoom();
  }

  #forget(call: IncomingCall): void {
    this.#sinceMs.delete(call);
    const calls = this.#connections.get(call.connection);
    calls?.delete(call);
    if (calls?.size === 0) this.#connections.delete(call.connection);
  }

  /** At the cost of the connection that has most of them, so that whoever has few is safe. */
  #makeRoom(): void {
    let most: Set<IncomingCall> | undefined;
    for (const calls of this.#connections.values()) if (most === undefined || calls.size > most.size) most = calls;
    const [oldest] = most!;
    this.#end(
      oldest!,
      new LimitReached("another call without its request", this.#maxCalls, "raise it with --max-streams"),
    );
  }

  readonly #endLate = () => {
    this.#timer = undefined;
    const nowMs = performance.now();
    for (const [call, sinceMs] of this.#sinceMs) {
      const leftMs = sinceMs + this.#timeoutMs - nowMs;
      if (leftMs > 0) {
        this.#timer = setTimeout(this.#endLate, leftMs).unref();
        return;
      }
      this.#end(call, new RequestTimeout(this.#timeoutMs));
    }
  };

  /** From an immediate or a timer, when nghttp2 is not at work on what was received. */
  #end(call: IncomingCall, error: BrokerError): void {
    this.#forget(call);
    endCall(call.stream, error);
  }
}
