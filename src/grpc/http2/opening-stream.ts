// Why: grpc-js does not tell interceptors which HTTP/2 stream their call has. It can go when interceptors are given
// the stream.

import type { ServerHttp2Stream } from "node:http2";

let opening: ServerHttp2Stream | undefined;

/** Says which stream is about to be handed to grpc-js. */
export function openStream(stream: ServerHttp2Stream): void {
  opening = stream;
}

/**
 * The stream of the call that is being opened, which grpc-js keeps to itself: it makes a call's interceptors as soon as it
 * is told of the stream.
 */
export function openingStream(): ServerHttp2Stream {
  if (opening === undefined) throw new Error("no stream is being opened: openStream was not called in time");
  return opening;
}
