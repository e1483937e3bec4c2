import { createServer } from "nice-grpc";
import { errorDetailsServerMiddleware } from "nice-grpc-error-details";
import { HealthDefinition, HealthServiceImpl, HealthState } from "nice-grpc-server-health";
import type { Logger } from "pino";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine } from "../engine/engine.js";
import type { Settings } from "../settings.js";
import { callMiddleware } from "./calls.js";
import { dropCancelledCalls } from "./cancellation.js";
import { guardConnections } from "./connection-guard.js";
import { brokerService } from "./definition.js";
import { fetchCalls } from "./fetch.js";
import { groupCalls } from "./groups.js";
import { withHttp2Hooks } from "./http2-server.js";
import { boundIncompleteRequests } from "./incomplete-requests.js";
import { offsetCalls } from "./offsets.js";
import { OpenStreams } from "./open-streams.js";
import { produceCalls } from "./produce.js";
import { addReflection } from "./reflection.js";
import { subscribeCalls } from "./subscribe.js";
import { topicCalls } from "./topics.js";
import { boundUnreadAnswers } from "./unread-answers.js";

/** The paths of the calls that take many requests, and of those that give many answers. */
const REQUEST_STREAMS = /\/(ProduceStream|ServerReflectionInfo)$/;
const ANSWER_STREAMS = /\/(ProduceStream|Subscribe|ServerReflectionInfo|Watch)$/;

export interface GrpcServer {
  /**
   * @param address `host:port`; port 0 picks a free one
   * @returns the port
   */
  listen(address: string): Promise<number>;
  /** Turns health to NOT_SERVING, refuses new calls and ends open streams with `SHUTTING_DOWN`. */
  drain(): void;
  /** Waits for the calls under way, but no longer than this many milliseconds, then lets go of every connection. */
  close(graceMs: number): Promise<void>;
}

export function createGrpcServer(engine: Engine, settings: Settings, log: Logger): GrpcServer {
  const { maxBatchBytes } = settings;
  const streams = new OpenStreams(settings.maxStreams);
  const health = HealthState();
  // Each Watch is a listener, and there may be as many as streams.
  health.setMaxListeners(0);
  const services = ["", BrokerServiceDefinition.fullName];
  for (const service of services) health.setStatus("healthy", service);

  const server = createServer({
    "grpc.max_receive_message_length": settings.maxMessageBytes,
    interceptors: [dropCancelledCalls],
    "grpc.max_concurrent_streams": settings.maxStreamsPerConnection,
    "grpc.keepalive_time_ms": settings.keepaliveTimeMs,
    "grpc.keepalive_timeout_ms": settings.keepaliveTimeoutMs,
  }).use(errorDetailsServerMiddleware);
  const calls = callMiddleware(streams, log);
  server.with(calls).add(brokerService, {
    ...topicCalls(engine),
    ...produceCalls(engine, log),
    ...fetchCalls(engine, maxBatchBytes, settings.maxWaitingFetches),
    ...subscribeCalls(engine, maxBatchBytes),
    ...offsetCalls(engine),
    ...groupCalls(engine),
  });
  server.with(callMiddleware(streams, log, true)).add(HealthDefinition, HealthServiceImpl(health));
  addReflection(server.with(calls), [BrokerServiceDefinition.fullName, HealthDefinition.fullName]);

  return {
    listen: (address) =>
      withHttp2Hooks(
        {
          options: { settings: { maxHeaderListSize: settings.maxMetadataBytes } },
          onServer(http2Server) {
            http2Server.maxConnections = settings.maxConnections;
            guardConnections(http2Server);
            boundIncompleteRequests(http2Server, settings.maxPendingBytes, (path) => REQUEST_STREAMS.test(path));
            boundUnreadAnswers(http2Server, settings.maxPendingBytes, (path) => ANSWER_STREAMS.test(path));
          },
        },
        () => server.listen(address),
      ),

    drain() {
      for (const service of services) health.setStatus("unhealthy", service);
      streams.drain();
    },

    async close(graceMs) {
      const timer = setTimeout(() => server.forceShutdown(), graceMs);
      try {
        await server.shutdown();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
