import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { PendingBytes } from "./pending-bytes.js";

/** Bytes before each message: a flag and the message's length. */
const FRAME_HEAD_BYTES = 5;

/** Follows a stream of messages, to know how much of the last one has come. */
class MessageProgress {
  readonly #head = Buffer.alloc(FRAME_HEAD_BYTES);
  #headBytes = 0;
  #bodyLeft = 0;
  #bytes = 0;

  /** @returns bytes of the message that is not whole yet */
  add(chunk: Buffer): number {
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
    return this.#bytes;
  }
}

/**
 * Bounds what requests hold together that have not come whole. Each connection may have many calls, and each of them a
 * message that never ends; before its request is whole, a call is known to grpc-js alone.
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
    const request = pending.open(stream);
    // Of a stream just the message that is not whole yet counts, as the others are taken one by one.
    const progress = isStream(headers[":path"] ?? "") ? new MessageProgress() : undefined;
    stream.on("data", (chunk: Buffer) => {
      request.bytes = progress === undefined ? request.bytes + chunk.length : progress.add(chunk);
    });
    stream.once("end", () => {
      request.bytes = 0;
    });
  });
}
