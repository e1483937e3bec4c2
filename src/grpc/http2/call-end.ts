// Why: grpc-js ends a call from its handler alone. It can go when a server can end its calls.

import { constants, type ServerHttp2Stream } from "node:http2";
import type { BrokerError } from "../../engine/errors.js";

/** A call that can be ended from outside its handler. */
export interface EndableCall {
  /** Ends the call with a refusal, whatever its handler does and sends from then on. */
  end(error: BrokerError): Promise<void>;
}

/** Where a stream keeps its call: a WeakMap takes longer for each call than all else here. */
const CALL = Symbol("call");
type StreamWithCall = ServerHttp2Stream & { [CALL]?: EndableCall };

/** Makes a stream's call known, as soon as there is one. */
export function setCall(stream: ServerHttp2Stream, call: EndableCall): void {
  (stream as StreamWithCall)[CALL] = call;
}

/** Whether a stream has become a call of a method that exists. */
export function isCall(stream: ServerHttp2Stream): boolean {
  return (stream as StreamWithCall)[CALL] !== undefined;
}

/**
 * Ends a call with a refusal. Not to be called while nghttp2 is at work on what was received, as a reset frees what it
 * goes on with.
 *
 * A status can't overtake what waits for the client's window. Such a call is reset, with the code that gRPC's clients read
 * as RESOURCE_EXHAUSTED.
 */
export function endCall(stream: ServerHttp2Stream, error: BrokerError): void {
  if (stream.destroyed || stream.closed) return;
  const call = (stream as StreamWithCall)[CALL];
  if (call === undefined) {
    // Nothing was done for it, so that clients may try it again.
    reset(stream, constants.NGHTTP2_REFUSED_STREAM);
  } else if (stream.writableLength > 0) reset(stream, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  else {
    stopRequest(stream);
    void call.end(error);
  }
}

/** Tells a client that is sending still to stop, once the status is written. */
function stopRequest(stream: ServerHttp2Stream): void {
  const stop = () =>
    setImmediate(() => {
      if (!stream.readableEnded && !stream.closed) stream.close(constants.NGHTTP2_NO_ERROR);
    });
  // A status comes in the one head of an answer, or behind an answer.
  if (stream.headersSent) stream.once("wantTrailers", stop);
  else stream.once("finish", stop);
}

function reset(stream: ServerHttp2Stream, code: number): void {
  stream.close(code);
  stream.destroy();
}
