import { constants, type Http2Server, type ServerHttp2Session } from "node:http2";

/** Pings that a client may send while the broker has nothing to send, in a row and then each second. */
const PING_BURST = 100;
const PINGS_PER_SECOND = 2;

/** An acknowledged ping takes this much on the wire: a frame's head and the eight bytes that come back. */
const PING_ACK_BYTES = 17;

/**
 * Closes connections that only cost: too many pings without a call that gets data. Pings beside data are a client that
 * measures its bandwidth, as Go's does. Too many resets are counted by nghttp2 itself.
 */
export function guardConnections(server: Http2Server): void {
  server.on("session", (session: ServerHttp2Session) => {
    let allowance = PING_BURST;
    let lastMs = performance.now();
    let pings = 0;
    let sentBytes = session.socket.bytesWritten;
    session.on("ping", () => {
      const nowMs = performance.now();
      // At least this much was sent beside acknowledgements, of which some may be still to be written.
      const sentAtLeast = session.socket.bytesWritten - pings * PING_ACK_BYTES;
      const sentData = sentAtLeast > sentBytes;
      allowance = sentData
        ? PING_BURST
        : Math.min(PING_BURST, allowance + ((nowMs - lastMs) / 1000) * PINGS_PER_SECOND);
      lastMs = nowMs;
      sentBytes = Math.max(sentBytes, sentAtLeast);
      pings++;
      if (--allowance < 0) destroyWith(session, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
  });
}

/** Tells the client the code, and throws nothing here: with the code as the one argument, which the declarations don't know. */
function destroyWith(session: ServerHttp2Session, code: number): void {
  session.destroy(code as unknown as Error);
}
