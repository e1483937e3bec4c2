import type { Http2Server } from "node:http2";
import type { ServerCredentials, ServerInterceptor } from "@grpc/grpc-js";
import { createServer, type Server } from "nice-grpc";
import type { Log } from "../../log.js";
import type { Settings } from "../../settings.js";
import { noteEncodings } from "./compression.js";
import { type ConnectionAge, limitConnectionAge } from "./connection-age.js";
import { serveConnections } from "./connections.js";
import { Drain } from "./drain.js";
import { GatheredCall } from "./gathered-call.js";
import { IncompleteRequests } from "./incomplete-requests.js";
import { InterceptedCall, UnaryCall } from "./intercepted-call.js";
import { openStream } from "./opening-stream.js";
import { PacedCall } from "./paced-call.js";
import { SendBuffers } from "./send-buffers.js";
import { withHttp2Hooks } from "./server-hooks.js";
import { correctTimeout } from "./timeouts.js";
import { isUnixSocket, removeStaleSocket } from "./unix-socket.js";
import { UnreadAnswers } from "./unread-answers.js";
import { STREAM_WINDOW_BYTES, widenConnectionWindows } from "./windows.js";

const REQUEST_TIMEOUT_MS = 30_000;

export interface TransportOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** With which connections are encrypted; absent: they are not. */
  readonly credentials: ServerCredentials | undefined;
  /** How long a call may go without another byte of its request; absent: 30 s. */
  readonly requestTimeoutMs: number | undefined;
  readonly paths: {
    /** Of calls of many small messages, which handlers take and answer by the array. */
    isGathered(path: string): boolean;
    /** Of calls whose handlers answer with a `PacedMessage`, too. */
    isPaced(path: string): boolean;
    /** Of calls with many requests. */
    isRequestStream(path: string): boolean;
  };
  /** How many streams are open, which are bounded together with calls that wait for their requests. */
  openStreams(): number;
  readonly endStreams: ConnectionAge["endStreams"];
}

/** gRPC over HTTP/2, plain or with TLS, on TCP or on a Unix socket. */
export interface Transport extends Pick<Server, "add"> {
  readonly buffers: SendBuffers;
  readonly unread: UnreadAnswers;
  /**
   * @param address `host:port`, of which port 0 picks a free one, or `unix:/path`
   * @returns the port; of a Unix socket 0
   */
  listen(address: string): Promise<number>;
  /** Sends GOAWAY to every connection, and lets go of all that are open after this many milliseconds. */
  close(withinMs: number): Promise<void>;
}

export function createTransport(options: TransportOptions): Transport {
  const { settings, log, credentials, paths, openStreams, endStreams } = options;
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const unread = new UnreadAnswers(settings.maxPendingBytes);
  const buffers = new SendBuffers();
  const drain = new Drain();
  const requests = new IncompleteRequests({
    maxBytes: settings.maxPendingBytes,
    maxCalls: settings.maxStreams,
    openCalls: openStreams,
    timeoutMs: requestTimeoutMs,
    isStream: paths.isRequestStream,
  });
  const interceptCall: ServerInterceptor = ({ path, responseStream, responseSerialize }, call) => {
    if (paths.isGathered(path)) return new GatheredCall(call);
    if (paths.isPaced(path)) return new PacedCall(call, buffers, unread);
    return responseStream ? new InterceptedCall(call) : new UnaryCall(call, unread, responseSerialize);
  };
  const server = createServer({
    "grpc.max_receive_message_length": settings.maxMessageBytes,
    interceptors: [interceptCall],
    "grpc.max_concurrent_streams": settings.maxStreamsPerConnection,
  });
  const hooks = {
    options: { settings: { maxHeaderListSize: settings.maxMetadataBytes, initialWindowSize: STREAM_WINDOW_BYTES } },
    onServer(http2Server: Http2Server) {
      http2Server.maxConnections = settings.maxConnections;
      widenConnectionWindows(http2Server);
      serveConnections(http2Server, {
        log,
        keepalive: { timeMs: settings.keepaliveTimeMs, timeoutMs: settings.keepaliveTimeoutMs },
        onCall(call, headers) {
          openStream(call.stream);
          noteEncodings(call.stream, headers);
          correctTimeout(call.stream, headers);
          requests.follow(call, headers[":path"] ?? "");
        },
      });
      drain.follow(http2Server);
      if (settings.maxConnectionAgeMs > 0) {
        const { maxConnectionAgeMs: maxAgeMs, shutdownGraceMs: graceMs } = settings;
        limitConnectionAge(http2Server, { maxAgeMs, graceMs, endStreams });
      }
    },
  };

  return {
    buffers,
    unread,
    add: (definition, implementation) => server.add(definition, implementation),

    async listen(address) {
      if (isUnixSocket(address)) await removeStaleSocket(address);
      const port = await withHttp2Hooks(hooks, () => server.listen(address, credentials));
      return isUnixSocket(address) ? 0 : port;
    },

    async close(withinMs) {
      const untilMs = performance.now() + withinMs;
      await drain.close(withinMs);
      const force = () => {
        server.forceShutdown();
        drain.destroy();
      };
      const timer = setTimeout(force, untilMs - performance.now());
      try {
        await server.shutdown();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
