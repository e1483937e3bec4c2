// Why: grpc-js compresses no answers of a server. It can go when it does.

import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { encodeFrame } from "./frame-head.js";

/** Smaller messages are sent as they are: what it saves is not worth the time. */
const MIN_BYTES = 16 * 1024;

/** Messages that are compressed at the same time, in zlib's threads. More are sent as they are, so that none waits for a thread. */
const MAX_AT_ONCE = 16;

const GZIP = "gzip";

const compressed = promisify(gzip);
let underWay = 0;

const asking = new WeakSet<ServerHttp2Stream>();

/**
 * Notes that a call asks for compressed answers: its request says that it is compressed with gzip itself, or
 * `grpc-accept-encoding` has gzip before identity. Most libraries list all that they can decompress in every call, identity
 * first, and would pay for what they don't need.
 */
export function noteEncodings(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  const accepted = headers["grpc-accept-encoding"];
  if (typeof accepted !== "string") return;
  const at = accepted.indexOf(GZIP);
  if (at < 0) return;
  const identityAt = accepted.indexOf("identity");
  if (headers["grpc-encoding"] === GZIP || identityAt < 0 || at < identityAt) asking.add(stream);
}

export function asksForGzip(stream: ServerHttp2Stream): boolean {
  return asking.has(stream);
}

/** Whether a message is to be compressed, where its call asks for that. */
export function isWorthIt(message: Uint8Array): boolean {
  return message.length >= MIN_BYTES && underWay < MAX_AT_ONCE;
}

/** The message with gRPC's head, compressed unless that makes it larger. It is read until this resolves. */
export async function compressedFrame(message: Uint8Array): Promise<Buffer> {
  underWay++;
  try {
    const packed = await compressed(message, { level: constants.Z_BEST_SPEED });
    return packed.length < message.length ? encodeFrame(packed, true) : encodeFrame(message);
  } finally {
    underWay--;
  }
}
