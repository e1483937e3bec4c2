import type { ServerMiddleware } from "nice-grpc";
import type { Logger } from "pino";
import { ShuttingDown } from "../engine/errors.js";
import { toServerError } from "./errors.js";
import { Malformed } from "./malformed.js";
import type { OpenStreams } from "./open-streams.js";

/**
 * What every call goes through: refused while the broker stops, counted if it is a stream, its errors made a client's.
 *
 * @param always whether calls are served whatever the broker's state, as those that ask for its health must be
 */
export function callMiddleware(streams: OpenStreams, log: Logger, always = false): ServerMiddleware {
  return async function* handleCall(call, context) {
    try {
      if (streams.draining && !always) throw new ShuttingDown();
      if (call.request instanceof Malformed) throw call.request.error;
      if (!call.requestStream && !call.responseStream) return yield* call.next(call.request, context);

      const stream = streams.open(context.signal, !always);
      try {
        const request = call.requestStream ? interruptible(call.request, stream.signal) : call.request;
        return yield* call.next(request, { ...context, signal: stream.signal });
      } catch (error) {
        throw isAbortError(error) && stream.signal.aborted ? stream.signal.reason : error;
      } finally {
        stream.close();
      }
    } catch (error) {
      throw isAbortError(error) ? error : toServerError(error, call.method.path, log);
    }
  };
}

/** What a client's leaving ends a call with; nice-grpc answers it with CANCELLED. */
function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** The same messages, but waiting for the next one ends with the signal's reason when that is aborted. */
function interruptible<T>(messages: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const source = messages[Symbol.asyncIterator]();
      let interrupt = (_reason: unknown) => {};
      const onAbort = () => interrupt(signal.reason);
      signal.addEventListener("abort", onAbort);
      const close = () => signal.removeEventListener("abort", onAbort);
      return {
        next: () =>
          new Promise<IteratorResult<T>>((resolve, reject) => {
            if (signal.aborted) reject(signal.reason);
            interrupt = reject;
            source.next().then((result) => {
              if (result.done) close();
              resolve(result);
            }, reject);
          }),
        return: async () => {
          close();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
