// Why: grpc-js starts handlers of calls that are over, and loses the status of a deadline behind a later message. It
// can go when both are mended in grpc-js.

import type { ServerHttp2Session } from "node:http2";
import { Metadata, ServerInterceptingCall, type ServerInterceptingCallInterface, status } from "@grpc/grpc-js";
import { type BrokerError, InvalidField } from "../../engine/errors.js";
import { toStatus } from "../errors.js";
import { setCall } from "./call-end.js";
import { asksForGzip, compressedFrame, isWorthIt } from "./compression.js";
import { peerOf } from "./connection-age.js";
import { encodeFrame } from "./frame-head.js";
import { openingStream } from "./opening-stream.js";
import { malformedTimeout } from "./timeouts.js";
import type { UnreadAnswers } from "./unread-answers.js";

/** What is told of a call's requests; grpc-js keeps the name of this type to itself. */
export type CallListener = Parameters<ServerInterceptingCallInterface["start"]>[0];
type Status = Parameters<ServerInterceptingCallInterface["sendStatus"]>[0];

/**
 * A call as nice-grpc's handlers see it, between them and grpc-js.
 *
 * It starts no handler for a call that is over before its request has come whole: reset by the client, or beyond its
 * deadline. By itself grpc-js starts it all the same when the request's end arrives, and never tells it that the call is
 * over, so a subscription would wait for ever. Here nothing is heard of a call after its cancellation.
 *
 * It sends nothing once the deadline has passed, because the status that grpc-js sends then is lost where a message follows.
 *
 * It refuses what is wrong with a call before its handler starts, where grpc-js would say INTERNAL.
 */
export class InterceptedCall extends ServerInterceptingCall {
  protected readonly call: ServerInterceptingCallInterface;
  protected isCancelled = false;
  /** By the monotonic clock, as the wall clock may be set in the midst of a call. Milliseconds. */
  readonly #deadlineMs: number;
  protected readonly stream = openingStream();
  /** Whether large answers are to be compressed. grpc-js doesn't do it. */
  protected readonly asksForGzip = asksForGzip(this.stream);
  #isLate = false;

  constructor(call: ServerInterceptingCallInterface) {
    super(call);
    this.call = call;
    setCall(this.stream, this);
    blameClientForItsCompression(call);
    // grpc-js has just made a time of the day of what is left.
    const deadline = Number(call.getDeadline());
    this.#deadlineMs =
      deadline === Number.POSITIVE_INFINITY ? deadline : performance.now() + Math.max(0, deadline - Date.now());
  }

  override start(listener: CallListener): void {
    const timeout = malformedTimeout(this.stream);
    if (timeout !== undefined) {
      const problem = `is ${JSON.stringify(timeout)}: up to 8 digits and H, M, S, m, u or n are expected`;
      refuse(this.call, new InvalidField("grpc-timeout", problem));
      return;
    }
    this.call.start({
      onReceiveMetadata: (metadata: Metadata) => {
        if (!this.isCancelled) listener.onReceiveMetadata(metadata);
      },
      onReceiveMessage: (message: unknown) => {
        if (!this.isCancelled) this.receive(message, listener);
      },
      onReceiveHalfClose: () => {
        if (!this.isCancelled) this.receiveEnd(listener);
      },
      onCancel: () => {
        this.isCancelled = true;
        listener.onCancel();
      },
    });
  }

  protected receive(message: unknown, listener: CallListener): void {
    listener.onReceiveMessage(message);
  }

  protected receiveEnd(listener: CallListener): void {
    listener.onReceiveHalfClose();
  }

  override sendMetadata(metadata: Metadata): void {
    if (this.asksForGzip) metadata.set("grpc-encoding", "gzip");
    this.call.sendMetadata(metadata);
  }

  override sendMessage(message: unknown, callback: () => void): void {
    if (!this.isLate()) this.call.sendMessage(message, callback);
  }

  override sendStatus(status: Status): void {
    if (!this.#isLate) this.call.sendStatus(status);
  }

  override getPeer(): string {
    const { session } = this.stream;
    return session === undefined ? this.call.getPeer() : peerOf(session as ServerHttp2Session);
  }

  /** Ends the call with a refusal. What its handler sends from then on is dropped. */
  async end(error: BrokerError): Promise<void> {
    if (this.isLate()) return;
    this.#isLate = true;
    this.call.sendStatus(await toStatus(error));
  }

  protected isLate(): boolean {
    // A timer may be up to a millisecond ahead of the clock.
    if (this.#deadlineMs !== Number.POSITIVE_INFINITY) this.#isLate ||= performance.now() + 1 >= this.#deadlineMs;
    return this.#isLate;
  }
}

/** grpc-js says INTERNAL, as for a bug, where a compressed message can't be decompressed. */
function blameClientForItsCompression(call: ServerInterceptingCallInterface): void {
  const { sendStatus } = call;
  call.sendStatus = (given) => {
    if (given.code !== status.INTERNAL || given.details !== "Failed to decompress message")
      sendStatus.call(call, given);
    else refuse(call, new InvalidField("", "is not compressed as grpc-encoding says"));
  };
}

function refuse(call: ServerInterceptingCallInterface, error: BrokerError): void {
  void toStatus(error).then((status) => call.sendStatus(status));
}

/** A call with one answer. */
export class UnaryCall extends InterceptedCall {
  readonly #unread: UnreadAnswers;
  readonly #serialize: (message: unknown) => Buffer;

  constructor(call: ServerInterceptingCallInterface, unread: UnreadAnswers, serialize: (message: unknown) => Buffer) {
    super(call);
    this.#unread = unread;
    this.#serialize = serialize;
  }

  /** Lets the status follow without waiting until the answer is written. */
  override sendMessage(message: unknown, callback: () => void): void {
    if (this.isLate()) return;
    if (this.asksForGzip) {
      void this.#sendCompressed(this.#serialize(message), callback);
      return;
    }
    this.call.sendMessage(message, () => {});
    this.#unread.count(this.stream);
    callback();
  }

  async #sendCompressed(message: Buffer, callback: () => void): Promise<void> {
    const frame = isWorthIt(message) ? await compressedFrame(message) : encodeFrame(message);
    if (this.isLate() || this.isCancelled || this.stream.destroyed || this.stream.closed) return;
    this.sendMetadata(new Metadata());
    this.stream.write(frame);
    this.#unread.count(this.stream);
    callback();
  }
}
