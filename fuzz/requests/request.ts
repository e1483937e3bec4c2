import type { Kind } from "./kinds.js";
import type { Method } from "./methods.js";

/** How the client's side of a call ends. */
export type Ending =
  /** All is sent, and the answer is waited for. */
  | "answered"
  /** The stream is reset when everything is sent. */
  | "reset"
  /** The stream is reset at the first bytes of the answer. */
  | "reset at answer"
  /** The connection is cut when everything is sent, with all other calls on it. */
  | "connection cut";

/** One request as it goes out. */
export interface FuzzRequest {
  readonly method: Method;
  readonly kind: Kind;
  /** What was done to it, for people. */
  readonly changes: readonly string[];
  readonly headers: { readonly [name: string]: string };
  /** Everything after the headers: messages, each behind the five bytes of its prefix. */
  readonly body: Buffer;
  /** Where the body is cut into several DATA frames. */
  readonly cuts: readonly number[];
  readonly ending: Ending;
  /** Why this is no proper gRPC request, so that INTERNAL or UNKNOWN is a fair answer; absent for one that is. */
  readonly improper?: string;
}

/** A message as gRPC sends it: not compressed, after its length. */
export function frame(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(5 + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, 5);
  return bytes;
}

export const PROPER_HEADERS: { readonly [name: string]: string } = {
  ":method": "POST",
  "content-type": "application/grpc",
  te: "trailers",
};
