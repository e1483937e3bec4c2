import { deflateSync, gzipSync } from "node:zlib";
import type { Random } from "../random.js";
import { frame } from "./request.js";

/** A body whose prefix, or whose number of messages, is wrong. */
export interface OddFraming {
  readonly change: string;
  readonly body: Buffer;
  readonly headers?: { readonly [name: string]: string };
  /** See FuzzRequest. */
  readonly improper?: string;
  /** Whether a call that takes a stream of requests may be like this. */
  readonly isProperStream?: true;
}

type Make = (message: Uint8Array, random: Random) => OddFraming;

/** More than the broker of a fuzz run takes. */
const TOO_LARGE_BYTES = 100_000;

function prefixed(flag: number, length: number, content: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(length >>> 0, 1);
  return Buffer.concat([prefix, content]);
}

const FRAMINGS: readonly Make[] = [
  (message, random) => ({
    change: "length prefix that announces more",
    body: prefixed(0, message.length + random.pick([1, 5, 1000]), message),
    improper: "its message ends before the length that it announces",
  }),
  (message, random) => ({
    change: "length prefix that announces less",
    body: prefixed(0, random.below(message.length), message),
    improper: "what follows its message is none",
  }),
  (message, random) => ({
    change: "length prefix beyond the limit",
    body: prefixed(0, random.pick([TOO_LARGE_BYTES, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]), message),
  }),
  (message, random) => {
    const whole = frame(message);
    return {
      change: "half a message",
      body: whole.subarray(0, random.below(whole.length)),
      improper: "its message ends before the length that it announces",
    };
  },
  (message) => ({
    change: "compressed flag without grpc-encoding",
    body: prefixed(1, message.length, message),
    improper: "its message says that it is compressed, and the call doesn't say how",
  }),
  (message, random) => ({
    change: "compressed flag with garbage",
    body: prefixed(1, message.length, message),
    headers: { "grpc-encoding": random.pick(["gzip", "deflate"]) },
    improper: "its message is not compressed as the call says",
  }),
  (message, random) => ({
    change: "unknown compression",
    body: prefixed(1, message.length, message),
    headers: { "grpc-encoding": random.pick(["br", "zstd", "snappy", "x"]) },
  }),
  (message) => {
    const compressed = gzipSync(message);
    return {
      change: "gzip",
      body: prefixed(1, compressed.length, compressed),
      headers: { "grpc-encoding": "gzip" },
    };
  },
  (message, random) => {
    const compressed = random.chance(0.5) ? deflateSync(message) : gzipSync(message);
    const cut = compressed.subarray(0, random.below(compressed.length));
    return {
      change: "compressed message that is cut off",
      body: prefixed(1, cut.length, cut),
      headers: { "grpc-encoding": "gzip" },
      improper: "its message is not compressed as the call says",
    };
  },
  (_message, random) => {
    const bomb = gzipSync(Buffer.alloc(random.pick([TOO_LARGE_BYTES, 4_000_000])));
    return {
      change: "message that grows beyond the limit",
      body: prefixed(1, bomb.length, bomb),
      headers: { "grpc-encoding": "gzip" },
    };
  },
  (message, random) => ({
    change: "flag byte that is neither 0 nor 1",
    body: prefixed(random.between(2, 255), message.length, message),
    improper: "the first byte of its message is neither 0 nor 1",
  }),
  (message, random) => ({
    change: "several messages",
    body: Buffer.concat(Array.from({ length: random.between(2, 6) }, () => frame(message))),
    improper: "it has several messages where the call takes one",
    isProperStream: true,
  }),
  () => ({
    change: "no message",
    body: Buffer.alloc(0),
    improper: "it has no message where the call takes one",
    isProperStream: true,
  }),
  (_message, random) => ({
    change: "random body",
    body: random.bytes(random.between(1, 300)),
    improper: "its body is random bytes",
  }),
];

export function oddFraming(message: Uint8Array, random: Random): OddFraming {
  return random.pick(FRAMINGS)(message, random);
}
