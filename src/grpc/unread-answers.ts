import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { PendingBytes } from "./pending-bytes.js";

/**
 * Bounds what answers hold together whose clients don't read them. An answer of one message is written whole, whatever
 * the client's window; of a stream at most two messages wait.
 *
 * @param isStream whether a path is that of a call with many answers
 */
export function boundUnreadAnswers(server: Http2Server, maxBytes: number, isStream: (path: string) => boolean): void {
  const pending = new PendingBytes(maxBytes);
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    if (stream.session === undefined || isStream(headers[":path"] ?? "")) return;
    const answer = pending.open(stream);
    const { write } = stream;
    stream.write = ((chunk: Buffer, ...rest: [BufferEncoding]) => {
      answer.bytes += chunk.length;
      return write.call(stream, chunk, ...rest);
    }) as typeof write;
  });
}
