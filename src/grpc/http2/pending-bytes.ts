// Why: grpc-js has no bound on what all calls hold together. It can go when grpc-js has one.

import type { Http2Session, ServerHttp2Stream } from "node:http2";
import { type BrokerError, LimitReached } from "../../engine/errors.js";
import { endCall } from "./call-end.js";

interface Connection {
  bytes: number;
  readonly calls: Set<PendingCall>;
}

/** What one call holds until its client sends the rest of it or reads it. */
export class PendingCall {
  readonly #stream: ServerHttp2Stream;
  readonly #onChange: (change: number) => void;
  #bytes = 0;

  constructor(stream: ServerHttp2Stream, onChange: (change: number) => void) {
    this.#stream = stream;
    this.#onChange = onChange;
  }

  get bytes(): number {
    return this.#bytes;
  }

  set bytes(bytes: number) {
    const change = bytes - this.#bytes;
    this.#bytes = bytes;
    this.#onChange(change);
  }

  /** In a turn of its own, as nghttp2 may be at work on what this stream received. */
  end(error: BrokerError): void {
    setImmediate(() => endCall(this.#stream, error));
  }
}

/**
 * Bounds what calls hold together while they wait for their clients. Beyond the bound the largest call is ended, of the
 * connection that holds most, so that whoever holds little is safe.
 */
export class PendingBytes {
  readonly #maxBytes: number;
  readonly #connections = new Map<Http2Session, Connection>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get freeBytes(): number {
    return Math.max(0, this.#maxBytes - this.#bytes);
  }

  /** Counts what a call holds from now on until it is over. */
  open(stream: ServerHttp2Stream): PendingCall {
    const session = stream.session!;
    const connection = this.#connections.get(session) ?? { bytes: 0, calls: new Set() };
    this.#connections.set(session, connection);
    const call = new PendingCall(stream, (change) => {
      // What is ended may still have bytes under way.
      if (!connection.calls.has(call)) return;
      connection.bytes += change;
      this.#bytes += change;
      while (this.#bytes > this.#maxBytes) this.#endLargest();
    });
    connection.calls.add(call);
    stream.once("close", () => {
      this.#drop(connection, call);
      if (connection.calls.size === 0) this.#connections.delete(session);
    });
    return call;
  }

  #endLargest(): void {
    const connection = largest(this.#connections.values());
    const call = largest(connection.calls);
    this.#drop(connection, call);
    call.end(
      new LimitReached("what calls hold for their clients", this.#maxBytes, "raise it with --max-pending-bytes"),
    );
  }

  #drop(connection: Connection, call: PendingCall): void {
    call.bytes = 0;
    connection.calls.delete(call);
  }
}

function largest<T extends { readonly bytes: number }>(holders: Iterable<T>): T {
  let found: T | undefined;
  for (const holder of holders) if (found === undefined || holder.bytes > found.bytes) found = holder;
  return found!;
}
