import type { ServerInterceptor } from "@grpc/grpc-js";
import { createServer } from "nice-grpc";
import type { Engine } from "../engine/engine.js";
import { ConnectionTooOld, ShuttingDown } from "../engine/errors.js";
import type { Log } from "../log.js";
import { brokerCalls } from "../service/broker.js";
import { groupCalls } from "../service/groups.js";
import { offsetCalls } from "../service/offsets.js";
import { topicCalls } from "../service/topics.js";
import type { Settings } from "../settings.js";
import { CallGuard } from "./calls.js";
import { limitConnectionAge } from "./connection-age.js";
import { guardConnections } from "./connection-guard.js";
import { Connections } from "./connections.js";
import { brokerService } from "./definition.js";
import { fetchCalls } from "./fetch.js";
import { GatheredCall } from "./gathered-call.js";
import { Health, healthService } from "./health.js";
import { withHttp2Hooks } from "./http2-server.js";
import { boundIncompleteRequests } from "./incomplete-requests.js";
import { InterceptedCall, UnaryCall } from "./intercepted-call.js";
import { OpenStreams } from "./open-streams.js";
import { tellStreams } from "./opening-stream.js";
import { PacedCall } from "./paced-call.js";
import { produceCalls } from "./produce.js";
import { addReflection } from "./reflection.js";
import { SendBuffers } from "./send-buffers.js";
import { subscribeCalls } from "./subscribe.js";
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
  /**
   * Turns health to NOT_SERVING, refuses new calls but commits, and ends streams of requests with `SHUTTING_DOWN` after
   * the answers to what was accepted.
   */
  drain(): void;
  /** Resolves when the calls under way have ended, or after this many milliseconds. */
  idle(withinMs: number): Promise<void>;
  /**
   * Ends what is open with `SHUTTING_DOWN`, sends GOAWAY to every connection, and lets go of all that are open after this
   * many milliseconds.
   */
  close(withinMs: number): Promise<void>;
}

export function createGrpcServer(engine: Engine, settings: Settings, log: Log): GrpcServer {
  const streams = new OpenStreams(settings.maxStreams);
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
  const calls = new CallGuard(streams, log);
  const broker = {
    ...topicCalls(engine),
    ...produceCalls(engine, log),
    ...fetchCalls(engine, settings.maxBatchBytes, settings.maxWaitingFetches),
    ...subscribeCalls(engine, settings, buffers, unread),
    ...offsetCalls(engine),
    ...groupCalls(engine),
    ...brokerCalls(engine),
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
                endStreams: (peer) => streams.end(new ConnectionTooOld(settings.maxConnectionAgeMs), peer),
              });
            }
            boundIncompleteRequests(http2Server, settings.maxPendingBytes, (path) => REQUEST_STREAMS.test(path));
          },
        },
        () => server.listen(address),
      ),

    drain() {
      health.drain();
      streams.drain();
    },

    idle: (withinMs) => streams.idle(withinMs),

    async close(withinMs) {
      const untilMs = performance.now() + withinMs;
      streams.end(new ShuttingDown());
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
