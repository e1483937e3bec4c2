import { createServer } from "nice-grpc";
import { errorDetailsServerMiddleware } from "nice-grpc-error-details";
import { HealthDefinition, HealthServiceImpl, HealthState } from "nice-grpc-server-health";
import type { Logger } from "pino";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine } from "../engine/engine.js";
import { callMiddleware } from "./calls.js";
import { dropCancelledCalls } from "./cancellation.js";
import { brokerService } from "./definition.js";
import { fetchCalls } from "./fetch.js";
import { groupCalls } from "./groups.js";
import { offsetCalls } from "./offsets.js";
import { OpenStreams } from "./open-streams.js";
import { produceCalls } from "./produce.js";
import { addReflection } from "./reflection.js";
import { subscribeCalls } from "./subscribe.js";
import { topicCalls } from "./topics.js";

export interface GrpcServerOptions {
  readonly engine: Engine;
  readonly log: Logger;
  /** Bytes of one request; a larger one is refused with RESOURCE_EXHAUSTED. */
  readonly maxMessageBytes: number;
  /** Bytes of records in one batch that goes out. */
  readonly maxBatchBytes: number;
  /** Open streams of all connections together. */
  readonly maxStreams: number;
  /** How long a connection may be silent before it is asked for a sign of life, and how long that may take. Milliseconds. */
  readonly keepaliveTimeMs: number;
  readonly keepaliveTimeoutMs: number;
}

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

export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const { engine, log, maxMessageBytes, maxBatchBytes, maxStreams } = options;
  const streams = new OpenStreams(maxStreams);
  const health = HealthState();
  // Each Watch is a listener, and there may be as many as streams.
  health.setMaxListeners(0);
  const services = ["", BrokerServiceDefinition.fullName];
  for (const service of services) health.setStatus("healthy", service);

  const server = createServer({
    "grpc.max_receive_message_length": maxMessageBytes,
    interceptors: [dropCancelledCalls],
    "grpc.keepalive_time_ms": options.keepaliveTimeMs,
    "grpc.keepalive_timeout_ms": options.keepaliveTimeoutMs,
  }).use(errorDetailsServerMiddleware);
  const calls = callMiddleware(streams, log);
  server.with(calls).add(brokerService, {
    ...topicCalls(engine),
    ...produceCalls(engine, log),
    ...fetchCalls(engine, maxBatchBytes),
    ...subscribeCalls(engine, maxBatchBytes),
    ...offsetCalls(engine),
    ...groupCalls(engine),
  });
  server.with(callMiddleware(streams, log, true)).add(HealthDefinition, HealthServiceImpl(health));
  addReflection(server.with(calls), [BrokerServiceDefinition.fullName, HealthDefinition.fullName]);

  return {
    listen: (address) => server.listen(address),

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
