// Why: grpc-js cuts the calls of a connection that is too old without a status. It can go when the server can end
// them before.

import type { Http2Server, ServerHttp2Session } from "node:http2";

/** Of which part of its age a connection may be younger or older when it ends, so that not all move at once. */
const JITTER = 0.1;

/** How long a connection has at most for the last answers, once its streams have ended. Milliseconds. */
const LAST_ANSWERS_MS = 500;

export interface ConnectionAge {
  /** Milliseconds. */
  readonly maxAgeMs: number;
  /** How long the calls of a connection that is too old may go on. Milliseconds. */
  readonly graceMs: number;
  /** Ends the streams of a client's connection. */
  endStreams(peer: string): void;
}

/**
 * Closes connections that are older than they may be, so that clients connect anew and a load balancer can place them:
 * GOAWAY first, with which a client makes no new calls here, then the end of the streams that are left, then of the rest.
 */
export function limitConnectionAge(server: Http2Server, { maxAgeMs, graceMs, endStreams }: ConnectionAge): void {
  server.on("session", (session: ServerHttp2Session) => {
    const peer = peerOf(session);
    let timer: NodeJS.Timeout;
    const after = (ms: number, work: () => void) => {
      timer = setTimeout(work, ms).unref();
    };
    after(maxAgeMs * (1 - JITTER + 2 * JITTER * Math.random()), () => {
      session.close();
      after(graceMs, () => {
        endStreams(peer);
        after(Math.min(graceMs, LAST_ANSWERS_MS), () => session.destroy());
      });
    });
    session.once("close", () => clearTimeout(timer));
  });
}

let unnamed = 0;
const names = new WeakMap<ServerHttp2Session, string>();

/** The client's address; of a Unix socket, where clients have none, one of its own for each connection. */
export function peerOf(session: ServerHttp2Session): string {
  const { remoteAddress, remotePort } = session.socket;
  if (remoteAddress !== undefined) return `${remoteAddress}:${remotePort}`;
  let name = names.get(session);
  if (name === undefined) {
    name = `unix:${++unnamed}`;
    names.set(session, name);
  }
  return name;
}
