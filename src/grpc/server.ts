import type { ServerCredentials, ServerInterceptor } from "@grpc/grpc-js";
import { createServer } from "nice-grpc";
import { ConnectionTooOld } from "../engine/errors.js";
import type { Guard } from "../guard.js";
import type { Log } from "../log.js";
import type { BrokerService } from "../service/service.js";
import type { Settings } from "../settings.js";
import { CallGuard } from "./calls.js";
import { limitConnectionAge } from "./connection-age.js";
import { Connections } from "./connections.js";
import { brokerService } from "./definition.js";
import { GatheredCall } from "./gathered-call.js";
import { Health, healthService } from "./health.js";
import { serveConnections } from "./http2/connections.js";
import { withHttp2Hooks } from "./http2-server.js";
import { IncompleteRequests } from "./incomplete-requests.js";
import { InterceptedCall, UnaryCall } from "./intercepted-call.js";
import { tellStreams } from "./opening-stream.js";
import { PacedCall } from "./paced-call.js";
import { produceHandlers } from "./produce.js";
import { readHandlers } from "./reads.js";
import { addReflection, REFLECTION_PATHS } from "./reflection.js";
import { SendBuffers } from "./send-buffers.js";
import { correctTimeouts } from "./timeouts.js";
import { isUnixSocket, removeStaleSocket } from "./unix-socket.js";
import { UnreadAnswers } from "./unread-answers.js";
import { STREAM_WINDOW_BYTES, widenConnectionWindows } from "./windows.js";

/** The paths of the calls that take many requests. */
const REQUEST_STREAMS = /\/(ProduceStream|ServerReflectionInfo)$/;

const REQUEST_TIMEOUT_MS = 30_000;

/** The paths of the calls whose handlers encode what they answer. */
const PACED_PATHS = new Set([brokerService.subscribe.path, ...REFLECTION_PATHS]);

export interface GrpcServer {
  /**
   * @param address `host:port`, of which port 0 picks a free one, or `unix:/path`
   * @returns the port; of a Unix socket 0
   */
  listen(address: string): Promise<number>;
  /** Turns health to SERVING. */
  ready(): void;
  /** Turns health to NOT_SERVING. */
  drain(): void;
  /** Sends GOAWAY to every connection, and lets go of all that are open after this many milliseconds. */
  close(withinMs: number): Promise<void>;
}

export interface GrpcServerOptions {
  readonly service: BrokerService;
  readonly guard: Guard;
  readonly settings: Settings;
  readonly log: Log;
  /** With which connections are encrypted; absent: they are not. */
  readonly credentials?: ServerCredentials;
  /** How long a call may go without another byte of its request. */
  readonly requestTimeoutMs?: number;
}

export function createGrpcServer({
  service,
  guard,
  settings,
  log,
  credentials,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
}: GrpcServerOptions): GrpcServer {
  const connections = new Connections();
  const health = new Health(guard.isReady);
  const unread = new UnreadAnswers(settings.maxPendingBytes);
  const buffers = new SendBuffers();
  const interceptCall: ServerInterceptor = ({ path, responseStream, responseSerialize }, call) => {
    if (path === brokerService.produceStream.path) return new GatheredCall(call);
    if (PACED_PATHS.has(path)) return new PacedCall(call, buffers, unread);
    return responseStream ? new InterceptedCall(call) : new UnaryCall(call, unread, responseSerialize);
  };
  const server = createServer({
    "grpc.max_receive_message_length": settings.maxMessageBytes,
    interceptors: [interceptCall],
    "grpc.max_concurrent_streams": settings.maxStreamsPerConnection,
  });
  const calls = new CallGuard(guard, log);
  const broker = {
    ...service,
    ...produceHandlers(service, log),
    ...readHandlers(service, { maxBatchBytes: settings.maxBatchBytes, buffers, unread }),
  };
  server.add(brokerService, calls.guard(brokerService, broker, { whileDraining: ["commitOffsets"] }));
  server.add(healthService, calls.guard(healthService, health.calls, { always: true }));
  addReflection(server, calls);

  return {
    async listen(address) {
      if (isUnixSocket(address)) await removeStaleSocket(address);
      const port = await withHttp2Hooks(
        {
          options: {
            settings: { maxHeaderListSize: settings.maxMetadataBytes, initialWindowSize: STREAM_WINDOW_BYTES },
          },
          onServer(http2Server) {
            http2Server.maxConnections = settings.maxConnections;
            tellStreams(http2Server);
            correctTimeouts(http2Server);
            widenConnectionWindows(http2Server);
            serveConnections(http2Server, {
              log,
              keepalive: { timeMs: settings.keepaliveTimeMs, timeoutMs: settings.keepaliveTimeoutMs },
              requests: new IncompleteRequests({
                maxBytes: settings.maxPendingBytes,
                maxCalls: settings.maxStreams,
                openCalls: () => guard.size,
                timeoutMs: requestTimeoutMs,
                isStream: (path) => REQUEST_STREAMS.test(path),
              }),
            });
            connections.follow(http2Server);
            if (settings.maxConnectionAgeMs > 0) {
              limitConnectionAge(http2Server, {
                maxAgeMs: settings.maxConnectionAgeMs,
                graceMs: settings.shutdownGraceMs,
                endStreams: (peer) => guard.end(new ConnectionTooOld(settings.maxConnectionAgeMs), peer),
              });
            }
          },
        },
        () => server.listen(address, credentials),
      );
      return isUnixSocket(address) ? 0 : port;
    },

    ready: () => health.ready(),

    drain: () => health.drain(),

    async close(withinMs) {
      const untilMs = performance.now() + withinMs;
      await connections.close(withinMs);
      const timer = setTimeout(() => server.forceShutdown(), untilMs - performance.now());
      try {
        await server.shutdown();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
