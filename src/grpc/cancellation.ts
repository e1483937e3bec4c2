import { ServerInterceptingCall, type ServerInterceptor } from "@grpc/grpc-js";

/**
 * Starts no handler for a call that is over before its request has come whole: reset by the client, or beyond its
 * deadline. Without an interceptor grpc-js starts it all the same when the request's end arrives, and never tells it that
 * the call is over, so a subscription would wait for ever. Behind one, nothing is heard of a call after its cancellation.
 *
 * Sends nothing once the deadline has passed, because the status that grpc-js sends then is lost where a message follows.
 */
export const dropCancelledCalls: ServerInterceptor = (_method, call) => {
  let late = false;
  return new ServerInterceptingCall(call, {
    sendMessage(message, next) {
      // A timer may be up to a millisecond ahead of the clock.
      late ||= Date.now() + 1 >= Number(call.getDeadline());
      if (!late) next(message);
    },
    sendStatus(status, next) {
      if (!late) next(status);
    },
  });
};
