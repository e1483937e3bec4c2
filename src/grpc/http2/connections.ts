import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Log } from "../../log.js";
import { isCall } from "./call-end.js";
import { Connection } from "./connection.js";
import type { IncomingCall } from "./incoming-call.js";
import { type KeepaliveOptions, keepAlive } from "./keepalive.js";
import { endInTurnsOfTheirOwn } from "./session-end.js";
import { TurnBudget } from "./turn-budget.js";

export interface ConnectionsOptions {
  readonly log: Log;
  readonly keepalive: KeepaliveOptions;
  readonly requests: { follow(call: IncomingCall, path: string): void };
}

/** Node's listener that hands a session's streams to the server, with what it is called with. */
type HandOver = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => void;

/**
 * Serves a server's connections: its calls are begun when the event loop has time for them, and connections end that are
 * silent or cost much for nothing. To be called before grpc-js listens to the server.
 */
export function serveConnections(server: Http2Server, { log, keepalive, requests }: ConnectionsOptions): void {
  const budget = new TurnBudget();
  server.on("session", (session: ServerHttp2Session) => {
    const connection = new Connection(session, budget, log);
    endInTurnsOfTheirOwn(session, (task) => budget.replace(connection, task));
    keepAlive(connection, keepalive);
    const [handOver] = session.listeners("stream") as HandOver[];
    session.removeAllListeners("stream");
    session.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => {
      // It may be reset before it is begun, or never begun.
      stream.on("error", () => {});
      if (connection.isEnding) return;
      const call = connection.open(stream);
      budget.begin(connection, () => {
        if (stream.destroyed || stream.closed || connection.isEnding) return;
        requests.follow(call, headers[":path"] ?? "");
        handOver!.call(session, stream, headers, ...rest);
        if (!isCall(stream)) connection.idle();
      });
    });
  });
}
