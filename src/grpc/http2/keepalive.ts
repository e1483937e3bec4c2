// Why: grpc-js ends a connection when its timer fires, though the answer to the ping has come and was not read yet.
// It can go when grpc-js reads before it judges.

import { constants } from "node:http2";
import type { Connection } from "./connection.js";

export interface KeepaliveOptions {
  /** How often a client is pinged. */
  readonly timeMs: number;
  /** How long the client may take to send anything after a ping. */
  readonly timeoutMs: number;
}

/**
 * Ends connections whose clients are gone: those that send nothing for a while after a ping. It stands in for grpc-js's, which
 * judges by the clock before it reads, so that a turn of the event loop that is longer than the timeout ends connections
 * whose answers have long been there.
 */
export function keepAlive(connection: Connection, { timeMs, timeoutMs }: KeepaliveOptions): void {
  const { session } = connection;
  const { socket } = session;
  let timer: NodeJS.Timeout;
  let bytesRead = 0;
  const isSilent = () => socket.bytesRead === bytesRead;
  const wait = (ms: number, then: () => void) => {
    timer = setTimeout(then, ms).unref();
  };
  // It pings busy clients too: one that stops in the midst of a period is gone after timeMs + timeoutMs at the most.
  const watch = () =>
    wait(timeMs, () => {
      // Its socket can't be looked at any more, and the timer is cleared only when it is closed.
      if (session.destroyed) return;
      bytesRead = socket.bytesRead;
      session.ping(() => {});
      wait(timeoutMs, judge);
    });
  const judge = () => {
    if (session.destroyed) return;
    afterReading(connection, () => {
      if (!isSilent()) return watch();
      const why = `its client did not answer a ping within ${timeoutMs} ms`;
      connection.end(why, constants.NGHTTP2_NO_ERROR);
    });
  };
  session.once("close", () => clearTimeout(timer));
  watch();
}

/** Once the event loop has had a turn in which it would have read what the connection's socket had. */
function afterReading(connection: Connection, then: () => void): void {
  connection.wasPaused = false;
  // Timers run before sockets are read, and immediates after.
  setImmediate(() => {
    if (connection.session.destroyed) return;
    if (connection.wasPaused || connection.isPaused) afterReading(connection, then);
    else then();
  });
}
