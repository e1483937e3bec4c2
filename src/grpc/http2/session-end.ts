// Why: Node 20 frees streams that nghttp2 goes on with where a session ends while frames are received. It can go when
// the oldest supported Node has the fix of CVE-2026-56848.

import { constants, type ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";

/** Milliseconds that a client has to close a socket whose session has ended. */
const LINGER_MS = 2000;

/** The last stream of a GOAWAY that ends none. */
const LAST_STREAM_ID = 2 ** 31 - 1;

/**
 * Lets nothing end a session while nghttp2 is at work on what it received: neither the broker and grpc-js, nor Node, which
 * does so by itself on GOAWAY and on frames that are not valid. What is sent at the end would free streams that nghttp2
 * goes on with and writes to, so that sooner or later the process is aborted for a damaged heap. Node 20 doesn't prevent
 * it (CVE-2026-56848, https://github.com/nodejs/node/issues/64113).
 *
 * Nor may a session be `closed` before its GOAWAY is sent, as Node then resets each new stream in the midst of receiving
 * it. Once GOAWAY is sent there are no new streams.
 *
 * A socket whose session has ended waits for its client to close it too; here it waits for so long at the most.
 *
 * @param socket the session's
 * @param later runs what destroys it, in the next turn or later: that takes long where many calls are open
 */
export function endInTurnsOfTheirOwn(
  session: ServerHttp2Session,
  socket: Socket,
  later: (task: () => void) => void = (task) => void setImmediate(task),
): void {
  const { close, destroy } = session;
  let isClosing = false;
  let isDestroying = false;
  session.close = (callback) => {
    if (callback !== undefined) session.once("close", callback);
    if (isClosing) return;
    isClosing = true;
    setImmediate(() => {
      if (session.destroyed) return;
      askToLeave(session);
      // It is sent before the immediates of the next turn run.
      setImmediate(() => close.call(session));
    });
  };
  session.destroy = (...args) => {
    if (isDestroying) return;
    isDestroying = true;
    later(() => {
      destroy.apply(session, args);
      cutAfterwards(socket);
    });
  };
}

/** Ends a socket that is open still after a while in which nothing more of it was sent. */
function cutAfterwards(socket: Socket): void {
  let unsentBytes = socket.writableLength;
  const timer = setInterval(() => {
    const isSending = socket.writableLength > 0 && socket.writableLength < unsentBytes;
    unsentBytes = socket.writableLength;
    if (!isSending) socket.destroy();
  }, LINGER_MS).unref();
  socket.once("close", () => clearInterval(timer));
}

/** Tells the client to open no more calls on this connection. Those that are open go on, and those that come are served. */
export function askToLeave(session: ServerHttp2Session): void {
  session.goaway(constants.NGHTTP2_NO_ERROR, LAST_STREAM_ID);
}

/** Sends GOAWAY with the code and emits no error: `destroy(code)` is an overload that the type declarations lack. */
export function destroyWith(session: ServerHttp2Session, code: number): void {
  session.destroy(code as unknown as Error);
}
