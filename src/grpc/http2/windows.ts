// Why: grpc-js has no option for the receive windows of a server. It can go when it has one.

import type { Http2Server, ServerHttp2Session } from "node:http2";

/**
 * Bytes that a client may send ahead of what the broker has read: of one call, and of a connection's calls together.
 * With HTTP/2's own 64 KiB a client waits for the broker several times within one large request.
 */
export const STREAM_WINDOW_BYTES = 256 * 1024;
export const CONNECTION_WINDOW_BYTES = 1024 * 1024;

/** Widens a server's receive windows, for which grpc-js has no option. The server is to be made with the stream's one. */
export function widenConnectionWindows(server: Http2Server): void {
  server.on("session", (session: ServerHttp2Session) => session.setLocalWindowSize(CONNECTION_WINDOW_BYTES));
}
