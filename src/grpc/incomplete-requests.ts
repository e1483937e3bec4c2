import {
  constants,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";

/** Bytes before each message: a flag and the message's length. */
const FRAME_HEAD_BYTES = 5;

/** What has come of one call's requests and waits for the rest. */
class IncompleteRequest {
  readonly stream: ServerHttp2Stream;
  held = 0;
  /** Stops counting it. */
  release = () => {};
  readonly #isStream: boolean;
  readonly #head = Buffer.alloc(FRAME_HEAD_BYTES);
  #headBytes = 0;
  #bodyLeft = 0;

  constructor(stream: ServerHttp2Stream, isStream: boolean) {
    this.stream = stream;
    this.#isStream = isStream;
  }

  /** Counts what came: of a stream just the message that is not whole yet, as the others are taken one by one. */
  add(chunk: Buffer): void {
    this.held += chunk.length;
    if (!this.#isStream) return;
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
        this.held = chunk.length - pos;
      }
    }
  }
}

/**
 * Bounds what requests hold together that have not come whole. Each connection may have many calls, and each of them a
 * message that never ends; before its request is whole, a call is known to grpc-js alone.
 *
 * Beyond the bound the largest of them is reset, of the connection that holds most, so that whoever sends little is safe.
 *
 * @param isStream whether a path is that of a call with many requests
 */
export function boundIncompleteRequests(
  server: Http2Server,
  maxBytes: number,
  isStream: (path: string) => boolean,
): void {
  const sessions = new Map<Http2Session, { held: number; readonly requests: Set<IncompleteRequest> }>();
  let total = 0;

  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const { session } = stream;
    if (session === undefined) return;
    const request = new IncompleteRequest(stream, isStream(headers[":path"] ?? ""));
    const entry = sessions.get(session) ?? { held: 0, requests: new Set() };
    sessions.set(session, entry);
    entry.requests.add(request);

    const count = (before: number) => {
      entry.held += request.held - before;
      total += request.held - before;
    };
    request.release = () => {
      const before = request.held;
      request.held = 0;
      count(before);
      entry.requests.delete(request);
      if (entry.requests.size === 0) sessions.delete(session);
    };
    stream.on("data", (chunk: Buffer) => {
      if (!entry.requests.has(request)) return;
      const before = request.held;
      request.add(chunk);
      count(before);
      while (total > maxBytes) resetLargest();
    });
    stream.once("end", request.release);
    stream.once("close", request.release);
  });

  function resetLargest(): void {
    const { requests } = largest(sessions.values());
    const { stream, release } = largest(requests);
    release();
    stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    stream.destroy();
  }
}

function largest<T extends { readonly held: number }>(holders: Iterable<T>): T {
  let found: T | undefined;
  for (const holder of holders) if (found === undefined || holder.held > found.held) found = holder;
  return found!;
}
