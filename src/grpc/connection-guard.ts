import { constants, type Http2Server, type ServerHttp2Session } from "node:http2";

/** Pings that a client may send while the broker has nothing to send, in a row and then each second. */
const PING_BURST = 100;
const PINGS_PER_SECOND = 2;

/** An acknowledged ping takes this much on the wire: a frame's head and the eight bytes that come back. */
const PING_ACK_BYTES = 17;

/** The last stream of a GOAWAY that ends none. */
const LAST_STREAM_ID = 2 ** 31 - 1;

/**
 * Closes connections that only cost: too many pings without a call that gets data. Pings beside data are a client that
 * measures its bandwidth, as Go's does. Too many resets are counted by nghttp2 itself.
 */
export function guardConnections(server: Http2Server): void {
  server.on("session", (session: ServerHttp2Session) => {
    endInTurnsOfTheirOwn(session);
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

/**
 * Lets nothing end a session while nghttp2 is at work on what it received: neither the broker and grpc-js, nor Node, which
 * does so by itself on GOAWAY and on frames that are not valid. What is sent at the end would free streams that nghttp2
 * goes on with and writes to, so that sooner or later the process is aborted for a damaged heap. Node 20 doesn't prevent
 * it (CVE-2026-56848, https://github.com/nodejs/node/issues/64113).
 *
 * Nor may a session be `closed` before its GOAWAY is sent, as Node then resets each new stream in the midst of receiving
 * it. Once GOAWAY is sent there are no new streams.
 */
function endInTurnsOfTheirOwn(session: ServerHttp2Session): void {
  const { close, destroy } = session;
  let isClosing = false;
  let isDestroying = false;
  session.close = (callback) => {
    if (callback !== undefined) session.once("close", callback);
    if (isClosing) return;
    isClosing = true;
    setImmediate(() => {
      if (session.destroyed) return;
      session.goaway(constants.NGHTTP2_NO_ERROR, LAST_STREAM_ID);
      // It is sent before the immediates of the next turn run.
      setImmediate(() => close.call(session));
    });
  };
  session.destroy = (...args) => {
    if (isDestroying) return;
    isDestroying = true;
    setImmediate(() => destroy.apply(session, args));
  };
}

/** Tells the client the code, and throws nothing here: with the code as the one argument, which the declarations don't know. */
function destroyWith(session: ServerHttp2Session, code: number): void {
  session.destroy(code as unknown as Error);
}
