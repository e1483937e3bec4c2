import { ServerInterceptingCall, type ServerInterceptor } from "@grpc/grpc-js";

/**
 * Starts no handler for a call that is over before its request has come whole: reset by the client, or beyond its
 * deadline. Without an interceptor grpc-js starts it all the same when the request's end arrives, and never tells it that
 * the call is over, so a subscription would wait for ever. Behind one, nothing is heard of a call after its cancellation.
 */
export const dropCancelledCalls: ServerInterceptor = (_method, call) => new ServerInterceptingCall(call);
