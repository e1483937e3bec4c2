// Why: nghttp2 ends a connection of many resets with INTERNAL_ERROR, unless GOAWAY was sent before; neither it nor
// Node nor grpc-js counts what else costs much for nothing. Asking clients to leave can go when the oldest supported
// Node has streamResetBurst.

import { constants, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { BrokerError } from "../../engine/errors.js";
import type { Log } from "../../log.js";
import { Allowance } from "./allowance.js";
import { endCall } from "./call-end.js";
import { peerOf } from "./connection-age.js";
import { ConnectionClosed } from "./errors.js";
import { IncomingCall } from "./incoming-call.js";
import { askToLeave, destroyWith } from "./session-end.js";
import type { Source, TurnBudget } from "./turn-budget.js";

/** Pings that a client may send while the broker has nothing to send, in a row and then each second. */
const PING_BURST = 100;
const PINGS_PER_SECOND = 2;

/** An acknowledged ping takes this much on the wire: a frame's head and the eight bytes that come back. */
const PING_ACK_BYTES = 17;

/**
 * What else a client may do in a row without getting anywhere, and then each second: calls that it resets before the
 * broker could begin to answer, calls of methods that don't exist, small pieces of a message.
 */
const IDLE_BURST = 500;
const IDLE_PER_SECOND = 200;

/**
 * Calls of a connection that may be reset before its client is asked to go on with another connection. nghttp2 ends a
 * connection of more than 1000 resets in a row or 33 a second with INTERNAL_ERROR, and all calls on it, unless GOAWAY was
 * sent before; Node can't change that before version 24. These are fewer, as nghttp2 counts resets of calls as well that
 * have just been answered, of which Node says nothing.
 */
const RESET_BURST = 250;
const RESETS_PER_SECOND = 15;

/** Milliseconds that a client has to read what its calls ended with before its connection is cut. */
const LAST_WORDS_MS = 1000;

/** A socket's handle of Node's own. */
interface Handle {
  /** Negative once it is closed. */
  readonly fd?: number;
  readStart?(): void;
  readStop?(): void;
}

/** One HTTP/2 connection: what is open on it, and what its client has left to do that gets it nowhere. */
export class Connection implements Source {
  readonly session: ServerHttp2Session;
  /** The client's address, for the log. */
  readonly peer: string;
  /** Whether reading was paused since this was last set to `false`. */
  wasPaused = false;
  readonly #log: Log;
  readonly #budget: TurnBudget;
  readonly #streams = new Set<ServerHttp2Stream>();
  readonly #handle: Handle | undefined;
  readonly #idle = new Allowance(IDLE_BURST, IDLE_PER_SECOND);
  readonly #resets = new Allowance(RESET_BURST, RESETS_PER_SECOND);
  #leaving: NodeJS.Timeout | undefined;
  #isPaused = false;
  #isAskedToLeave = false;
  #isEnding = false;

  constructor(session: ServerHttp2Session, budget: TurnBudget, log: Log) {
    this.session = session;
    this.#budget = budget;
    this.#log = log;
    const { socket } = session;
    this.peer = peerOf(session);
    // Node reads for a session below streams, where pausing the socket changes nothing.
    this.#handle = (socket as Socket & { _handle?: Handle })._handle;
    budget.add(this);
    session.once("close", () => budget.remove(this));
    this.#limitPings();
  }

  /** Whether its calls are being ended, so that no more are begun. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Stops reading until {@link resume}. Node may read on by itself once it has written what it has to write. */
  pause(): void {
    this.wasPaused = true;
    this.#isPaused = true;
    this.#handle?.readStop?.();
  }

  resume(): void {
    this.#isPaused = false;
    // Also where the session has ended: its socket closes once it has read that the client closes it.
    if (!this.#isEnding && (this.#handle?.fd ?? -1) >= 0) this.#handle?.readStart?.();
  }

  /** Counts a stream as open until it is closed. */
  open(stream: ServerHttp2Stream): IncomingCall {
    const call = new IncomingCall(stream, this, this.#budget.turn);
    this.#streams.add(stream);
    stream.on("close", () => {
      this.#streams.delete(stream);
      const wasInVain = call.wasInVain(this.#budget.turn);
      if (call.wasReset) this.#countReset(wasInVain);
      if (wasInVain) this.idle();
      if (this.#isAskedToLeave && this.#streams.size === 0) this.#leave();
    });
    return call;
  }

  /** Counts that something was received. */
  received(): void {
    this.#budget.count(this);
  }

  /** Counts what got the client nowhere, and ends the connection where that was too much. */
  idle(): void {
    if (!this.#idle.take()) this.end("its calls and frames lead to nothing");
  }

  /**
   * Ends every call with UNAVAILABLE, and then the connection.
   *
   * @param why what the client did, as the end of a sentence
   * @param code what the client is told of the connection: with NO_ERROR it tries again what the broker has not seen
   */
  end(why: string, code: number = constants.NGHTTP2_ENHANCE_YOUR_CALM): void {
    if (this.#isEnding || this.session.destroyed) return;
    this.#isEnding = true;
    this.pause();
    const calls = this.#streams.size;
    this.#log.warn({ peer: this.peer, calls }, `a connection is closed: ${why}`);
    // In a turn of its own, as nghttp2 may be at work on what was received.
    setImmediate(() => this.#endCalls(new ConnectionClosed(why), code));
  }

  #endCalls(error: BrokerError, code: number): void {
    const streams = [...this.#streams];
    for (const stream of streams) endCall(stream, error);
    const destroy = () => destroyWith(this.session, code);
    const timer = setTimeout(destroy, streams.length > 0 ? LAST_WORDS_MS : 0).unref();
    this.session.once("close", () => clearTimeout(timer));
  }

  /** A client that goes on with another connection loses nothing: what is open here goes on. */
  #countReset(wasInVain: boolean): void {
    if (this.#isAskedToLeave || this.#resets.take() || this.session.destroyed) return;
    this.#isAskedToLeave = true;
    const { peer } = this;
    if (wasInVain)
      this.#log.warn({ peer }, "a connection is closed to new calls: its client resets them as it opens them");
    else this.#log.info({ peer }, "a client is asked to go on with another connection: it has cancelled many calls");
    askToLeave(this.session);
  }

  /**
   * Ends a connection that takes no more calls and has none: nghttp2 reads nothing more of it, and Node does not end it
   * where nothing is to be written either. Its GOAWAY says which calls were not seen, which so can be tried again.
   */
  #leave(): void {
    this.session.close();
    this.#leaving ??= setTimeout(() => {
      this.#leaving = undefined;
      if (this.#streams.size === 0) this.session.destroy();
    }, LAST_WORDS_MS).unref();
  }

  /** Pings beside data are a client that measures its bandwidth, as Go's does. */
  #limitPings(): void {
    const { session } = this;
    const allowance = new Allowance(PING_BURST, PINGS_PER_SECOND);
    let pings = 0;
    let sentBytes = session.socket.bytesWritten;
    session.on("ping", () => {
      this.received();
      // At least this much was sent beside acknowledgements, of which some may be still to be written.
      const sentAtLeast = session.socket.bytesWritten - pings * PING_ACK_BYTES;
      if (sentAtLeast > sentBytes) allowance.refill();
      sentBytes = Math.max(sentBytes, sentAtLeast);
      pings++;
      if (!allowance.take()) this.end("it sends too many pings");
    });
  }
}
