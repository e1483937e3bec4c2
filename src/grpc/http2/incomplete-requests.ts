// Why: grpc-js has no bound on requests that are not complete, nor on streams whose requests wait. It can go when it
// has bounds for a server.

import type { ServerHttp2Stream } from "node:http2";
import { AwaitedRequests, type AwaitedRequestsOptions } from "./awaited-requests.js";
import { FRAME_HEAD_BYTES } from "./frame-head.js";
import type { IncomingCall } from "./incoming-call.js";
import { PendingBytes, type PendingCall } from "./pending-bytes.js";

/** Follows a stream of messages, to know how much of the last one has come. */
class MessageProgress {
  readonly #head = Buffer.alloc(FRAME_HEAD_BYTES);
  #headBytes = 0;
  #bodyLeft = 0;
  #bytes = 0;

  /** Bytes of the message that is not whole yet. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns whether a message became whole with it */
  add(chunk: Buffer): boolean {
    let isWhole = false;
    this.#bytes += chunk.length;
    for (let pos = 0; pos < chunk.length; ) {
      if (this.#headBytes < FRAME_HEAD_BYTES) {
        this.#head[this.#headBytes++] = chunk[pos++]!;
        if (this.#headBytes === FRAME_HEAD_BYTES) this.#bodyLeft = this.#head.readUInt32BE(1);
      } else {
        const taken = Math.min(this.#bodyLeft, chunk.length - pos);
        pos += taken;
        this.#bodyLeft -= taken;
      }
      if (this.#headBytes === FRAME_HEAD_BYTES && this.#bodyLeft === 0) {
        this.#headBytes = 0;
        this.#bytes = chunk.length - pos;
        isWhole = true;
      }
    }
    return isWhole;
  }
}

export interface IncompleteRequestsOptions extends AwaitedRequestsOptions {
  readonly maxBytes: number;
  /** Whether a path is that of a call with many requests. */
  isStream(path: string): boolean;
}

/**
 * Pieces of a message that are smaller than this get it nowhere. Some are free: gRPC's head may be one of its own, and
 * windows that run out cut off small ones between large ones.
 */
const SMALL_PIECE_BYTES = 256;
const FREE_PIECES = 8;
const BYTES_PER_FREE_PIECE = 1024;

/** Whether a message of this many bytes so far has come in too many small pieces. */
function isCrumbled(smallPieces: number, bytes: number): boolean {
  return smallPieces > FREE_PIECES + bytes / BYTES_PER_FREE_PIECE;
}

/**
 * Limits the total bytes of requests that no handler has yet: incomplete ones, and on a
 * stream those that wait until the ones before them are answered. Each connection may have many calls, and each of them
 * a message that never ends; before its request is whole, a call is known to grpc-js alone.
 */
export class IncompleteRequests {
  readonly #pending: PendingBytes;
  readonly #awaited: AwaitedRequests;
  readonly #isStream: (path: string) => boolean;

  constructor(options: IncompleteRequestsOptions) {
    this.#pending = new PendingBytes(options.maxBytes);
    this.#awaited = new AwaitedRequests(options);
    this.#isStream = options.isStream;
  }

  /** Counts what comes of a call's requests, from before it is read. */
  follow(call: IncomingCall, path: string): void {
    if (call.stream.session === undefined) return;
    if (this.#isStream(path)) streamRequests.set(call.stream, new StreamRequests(call, this.#pending));
    else this.#followOne(call);
  }

  /** Counts a request from its first piece that doesn't have all of it, which most have. */
  #followOne(call: IncomingCall): void {
    const { stream, connection } = call;
    this.#awaited.add(call);
    let request: PendingCall | undefined;
    let pieces = 0;
    stream.on("data", (chunk: Buffer) => {
      connection.received();
      if (request === undefined) {
        if (isWhole(chunk)) return;
        request = this.#pending.open(stream);
        stream.once("end", () => {
          request!.bytes = 0;
        });
      }
      request.bytes += chunk.length;
      this.#awaited.received(call);
      if (chunk.length < SMALL_PIECE_BYTES && isCrumbled(++pieces, request.bytes)) connection.idle();
    });
  }
}

function isWhole(chunk: Buffer): boolean {
  return chunk.length >= FRAME_HEAD_BYTES && chunk.readUInt32BE(1) === chunk.length - FRAME_HEAD_BYTES;
}

const streamRequests = new WeakMap<ServerHttp2Stream, StreamRequests>();

/** The requests of a stream with many, of a server where they are bounded. */
export function requestsOf(stream: ServerHttp2Stream): StreamRequests | undefined {
  return streamRequests.get(stream);
}

/** What the requests of a stream hold: what has come of the last one, what nobody has read yet, and what is unanswered. */
class StreamRequests {
  readonly #stream: ServerHttp2Stream;
  readonly #held: PendingCall;
  readonly #progress = new MessageProgress();
  #unansweredBytes = 0;

  constructor({ stream, connection }: IncomingCall, pending: PendingBytes) {
    this.#stream = stream;
    this.#held = pending.open(stream);
    let pieces = 0;
    stream.on("data", (chunk: Buffer) => {
      connection.received();
      if (this.#progress.add(chunk)) pieces = 0;
      else if (chunk.length < SMALL_PIECE_BYTES && isCrumbled(++pieces, this.#progress.bytes)) connection.idle();
      this.#count();
    });
    const { push } = stream;
    // Node takes what comes until the window is full, also while nobody reads.
    stream.push = (...args) => {
      const wantsMore = push.apply(stream, args);
      this.#count();
      return wantsMore;
    };
  }

  /** Whether only a part of the last message has come. */
  get isCut(): boolean {
    return this.#progress.bytes > 0;
  }

  /** Bytes of the requests that were read and wait for their answers to be sent, where that is known. */
  get unansweredBytes(): number {
    return this.#unansweredBytes;
  }

  set unansweredBytes(bytes: number) {
    this.#unansweredBytes = bytes;
    this.#count();
  }

  #count(): void {
    this.#held.bytes = this.#progress.bytes + this.#stream.readableLength + this.#unansweredBytes;
  }
}
