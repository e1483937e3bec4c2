import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { FRAME_HEAD_BYTES } from "./frame-head.js";
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

  add(chunk: Buffer): void {
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
      }
    }
  }
}

/**
 * Bounds what requests hold together that were not handed to their calls yet: those that have not come whole, and on a
 * stream those that wait until the ones before them are answered. Each connection may have many calls, and each of them
 * a message that never ends; before its request is whole, a call is known to grpc-js alone.
 *
 * @param isStream whether a path is that of a call with many requests
 */
export function boundIncompleteRequests(
  server: Http2Server,
  maxBytes: number,
  isStream: (path: string) => boolean,
): void {
  const pending = new PendingBytes(maxBytes);
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    if (stream.session === undefined) return;
    if (isStream(headers[":path"] ?? "")) streamRequests.set(stream, new StreamRequests(stream, pending));
    else followRequest(stream, pending);
  });
}

/** Counts a request from its first piece that doesn't have all of it, which most have. */
function followRequest(stream: ServerHttp2Stream, pending: PendingBytes): void {
  let request: PendingCall | undefined;
  stream.on("data", (chunk: Buffer) => {
    if (request === undefined) {
      if (isWhole(chunk)) return;
      request = pending.open(stream);
      stream.once("end", () => {
        request!.bytes = 0;
      });
    }
    request.bytes += chunk.length;
  });
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

  constructor(stream: ServerHttp2Stream, pending: PendingBytes) {
    this.#stream = stream;
    this.#held = pending.open(stream);
    stream.on("data", (chunk: Buffer) => {
      this.#progress.add(chunk);
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
