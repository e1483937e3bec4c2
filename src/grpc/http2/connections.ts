// Why: Node hands each stream to its server at once, however many came together. It can go when node:http2 bounds
// what it reads in a turn.

import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
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
  /** Told of each call before grpc-js is. */
  onCall(call: IncomingCall, headers: IncomingHttpHeaders): void;
}

/** A call may be reset before it is begun, when nobody else hears of it. */
const ignore = () => {};

/** Node's listener that hands a session's streams to the server, with what it is called with. */
type HandOver = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => void;

/**
 * Serves a server's connections: its calls are begun when the event loop has time for them, and connections end that are
 * silent or cost much for nothing. To be called before grpc-js listens to the server.
 */
export function serveConnections(server: Http2Server, { log, keepalive, onCall }: ConnectionsOptions): void {
  const budget = new TurnBudget();
  // A session keeps its socket to itself, and is made as soon as its server has that.
  let socket: Socket;
  for (const event of ["connection", "secureConnection"]) {
    server.prependListener(event, (opened: Socket) => {
      socket = opened;
    });
  }
  server.on("session", (session: ServerHttp2Session) => {
    const connection = new Connection(session, budget, log);
    endInTurnsOfTheirOwn(session, socket, (task) => budget.replace(connection, task));
    keepAlive(connection, keepalive);
    const [handOver] = session.listeners("stream") as HandOver[];
    session.removeAllListeners("stream");
    const begin = (call: IncomingCall, headers: IncomingHttpHeaders, rest: unknown[]) => {
      const { stream } = call;
      if (stream.destroyed || stream.closed || connection.isEnding) return;
      onCall(call, headers);
      handOver!.call(session, stream, headers, ...rest);
      if (!isCall(stream)) connection.idle();
    };
    session.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => {
      stream.on("error", ignore);
      if (connection.isEnding) return;
      const call = connection.open(stream);
      if (budget.hasTime(connection)) begin(call, headers, rest);
      else budget.wait(connection, () => begin(call, headers, rest));
    });
  });
}
