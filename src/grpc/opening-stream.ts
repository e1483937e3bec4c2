import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { noteEncodings } from "./compression.js";

let opening: ServerHttp2Stream | undefined;

/** Lets interceptors know the streams of their calls. To be called before grpc-js listens to the server. */
export function tellStreams(server: Http2Server): void {
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    opening = stream;
    noteEncodings(stream, headers);
  });
}

/**
 * The stream of the call that is being opened, which grpc-js keeps to itself: it makes a call's interceptors as soon as it
 * is told of the stream.
 */
export function openingStream(): ServerHttp2Stream {
  if (opening === undefined) throw new Error("no stream is being opened: tellStreams was not called in time");
  return opening;
}
