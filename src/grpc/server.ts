import type { ServerInterceptor } from "@grpc/grpc-js";
import { createServer } from "nice-grpc";
import { ConnectionTooOld } from "../engine/errors.js";
import type { Guard } from "../guard.js";
import type { Log } from "../log.js";
import type { BrokerService } from "../service/service.js";
import type { Settings } from "../settings.js";
import { CallGuard } from "./calls.js";
import { limitConnectionAge } from "./connection-age.js";
import { guardConnections } from "./connection-guard.js";
import { Connections } from "./connections.js";
import { brokerService } from "./definition.js";
import { GatheredCall } from "./gathered-call.js";
import { Health, healthService } from "./health.js";
import { withHttp2Hooks } from "./http2-server.js";
import { boundIncompleteRequests } from "./incomplete-requests.js";
import { InterceptedCall, UnaryCall } from "./intercepted-call.js";
import { tellStreams } from "./opening-stream.js";
import { PacedCall } from "./paced-call.js";
import { produceHandlers } from "./produce.js";
import { readHandlers } from "./reads.js";
import { addReflection } from "./reflection.js";
import { SendBuffers } from "./send-buffers.js";
import { correctTimeouts } from "./timeouts.js";
import { UnreadAnswers } from "./unread-answers.js";
import { STREAM_WINDOW_BYTES, widenConnectionWindows } from "./windows.js";

/** The paths of the calls that take many requests. */
const REQUEST_STREAMS = /\/(ProduceStream|ServerReflectionInfo)$/;

export interface GrpcServer {
  /**
   * @param address `host:port`; port 0 picks a free one
   * @returns the port
   */
  listen(address: string): Promise<number>;
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
}

export function createGrpcServer({ service, guard, settings, log }: GrpcServerOptions): GrpcServer {
  const connections = new Connections();
  const health = new Health();
  const unread = new UnreadAnswers(settings.maxPendingBytes);
  const buffers = new SendBuffers();
  const interceptCall: ServerInterceptor = ({ path, responseStream }, call) => {
    if (path === brokerService.produceStream.path) return new GatheredCall(call);
    if (path === brokerService.subscribe.path) return new PacedCall(call, buffers, unread);
    return responseStream ? new InterceptedCall(call) : new UnaryCall(call, unread);
  };
  const server = createServer({
    "grpc.max_receive_message_length": settings.maxMessageBytes,
    interceptors: [interceptCall],
    "grpc.max_concurrent_streams": settings.maxStreamsPerConnection,
    "grpc.keepalive_time_ms": settings.keepaliveTimeMs,
    "grpc.keepalive_timeout_ms": settings.keepaliveTimeoutMs,
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
    listen: (address) =>
      withHttp2Hooks(
        {
          options: {
            settings: { maxHeaderListSize: settings.maxMetadataBytes, initialWindowSize: STREAM_WINDOW_BYTES },
          },
          onServer(http2Server) {
            http2Server.maxConnections = settings.maxConnections;
            tellStreams(http2Server);
            correctTimeouts(http2Server);
            widenConnectionWindows(http2Server);
            guardConnections(http2Server);
            connections.follow(http2Server);
            if (settings.maxConnectionAgeMs > 0) {
              limitConnectionAge(http2Server, {
                maxAgeMs: settings.maxConnectionAgeMs,
                graceMs: settings.shutdownGraceMs,
                endStreams: (peer) => guard.end(new ConnectionTooOld(settings.maxConnectionAgeMs), peer),
              });
            }
            boundIncompleteRequests(http2Server, settings.maxPendingBytes, (path) => REQUEST_STREAMS.test(path));
          },
        },
        () => server.listen(address),
      ),

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
