import type { ServerCredentials } from "@grpc/grpc-js";
import { ConnectionTooOld } from "../engine/errors.js";
import type { Guard } from "../guard.js";
import type { Log } from "../log.js";
import type { BrokerService } from "../service/service.js";
import type { Settings } from "../settings.js";
import { CallGuard } from "./calls.js";
import { brokerService } from "./definition.js";
import { Health, healthService } from "./health.js";
import { createTransport, type Transport } from "./http2/index.js";
import { produceHandlers } from "./produce.js";
import { readHandlers } from "./reads.js";
import { addReflection, REFLECTION_PATHS } from "./reflection.js";

/** The paths of the calls that take many requests. */
const REQUEST_STREAMS = /\/(ProduceStream|ServerReflectionInfo)$/;

/** The paths of the calls whose handlers encode what they answer. */
const PACED_PATHS = new Set([brokerService.subscribe.path, ...REFLECTION_PATHS]);

export interface GrpcServer extends Pick<Transport, "listen" | "close"> {
  /** Turns health to SERVING. */
  ready(): void;
  /** Turns health to NOT_SERVING. */
  drain(): void;
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
  requestTimeoutMs,
}: GrpcServerOptions): GrpcServer {
  const health = new Health(guard.isReady);
  const transport = createTransport({
    settings,
    log,
    credentials,
    requestTimeoutMs,
    paths: {
      isGathered: (path) => path === brokerService.produceStream.path,
      isPaced: (path) => PACED_PATHS.has(path),
      isRequestStream: (path) => REQUEST_STREAMS.test(path),
    },
    openStreams: () => guard.size,
    endStreams: (peer) => guard.end(new ConnectionTooOld(settings.maxConnectionAgeMs), peer),
  });
  const { buffers, unread } = transport;
  const calls = new CallGuard(guard, log);
  const broker = {
    ...service,
    ...produceHandlers(service, log),
    ...readHandlers(service, { maxBatchBytes: settings.maxBatchBytes, buffers, unread }),
  };
  transport.add(brokerService, calls.guard(brokerService, broker, { whileDraining: ["commitOffsets"] }));
  transport.add(healthService, calls.guard(healthService, health.calls, { always: true }));
  addReflection(transport, calls);

  return {
    listen: transport.listen,
    ready: () => health.ready(),
    drain: () => health.drain(),
    close: transport.close,
  };
}
