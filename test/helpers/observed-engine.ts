import { EventEmitter, once } from "node:events";
import { ServerCredentials } from "@grpc/grpc-js";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import type { Engine, FetchRequest, SubscribeEvent, SubscribeRequest } from "../../src/engine/engine.js";
import { ShuttingDown } from "../../src/engine/errors.js";
import type { RecordBatch } from "../../src/engine/records.js";
import { createGrpcServer } from "../../src/grpc/server.js";
import { Guard } from "../../src/guard.js";
import { createBrokerService } from "../../src/service/service.js";
import { resolveSettings, type Settings } from "../../src/settings.js";

/** The embedded engine, which also says how many reads of clients it is serving. */
export class ObservedEngine extends EmbeddedEngine {
  readonly #changed = new EventEmitter();
  #reads = 0;

  constructor(settings: Partial<Settings> = {}) {
    super({
      defaults: { partitions: 1, retentionMs: -1, retentionBytes: -1, maxRecordBytes: 2 ** 20 },
      limits: { ...resolveSettings(settings), maxRecordBytes: 2 ** 20 },
      autoCreateTopics: false,
    });
  }

  /** Resolves as soon as just so many subscriptions and fetches are going on. */
  async reads(count: number): Promise<void> {
    while (this.#reads !== count) await once(this.#changed, "reads");
  }

  override async *subscribe(
    request: SubscribeRequest,
    signal: AbortSignal,
  ): AsyncGenerator<SubscribeEvent, void, undefined> {
    this.#count(1);
    try {
      yield* super.subscribe(request, signal);
    } finally {
      this.#count(-1);
    }
  }

  override async fetch(request: FetchRequest, signal: AbortSignal): Promise<RecordBatch> {
    this.#count(1);
    try {
      return await super.fetch(request, signal);
    } finally {
      this.#count(-1);
    }
  }

  #count(change: number): void {
    this.#reads += change;
    this.#changed.emit("reads");
  }
}

export interface ObservedServer {
  readonly address: string;
  readonly engine: ObservedEngine;
  readonly server: {
    /** Begins to stop, but for the engine. */
    drain(): void;
    /** Ends what is open. */
    close(withinMs: number): Promise<void>;
  };
}

/** A gRPC server over an engine that is observed, closed when the test is over. */
export async function observedServer({
  settings = {} as Partial<Settings>,
  engine = new ObservedEngine(settings),
  /** What the server is given instead of the engine. */
  served = engine as Engine,
  log = pino({ level: "silent" }),
  requestTimeoutMs = 30_000,
  credentials = ServerCredentials.createInsecure(),
} = {}): Promise<ObservedServer> {
  const resolved = resolveSettings(settings);
  const guard = new Guard(resolved.maxStreams);
  const service = createBrokerService(served, resolved, log);
  const grpcServer = createGrpcServer({ service, guard, settings: resolved, log, credentials, requestTimeoutMs });
  const port = await grpcServer.listen("127.0.0.1:0");
  const server = {
    drain() {
      grpcServer.drain();
      guard.drain();
    },
    async close(withinMs: number) {
      guard.end(new ShuttingDown());
      await grpcServer.close(withinMs);
    },
  };
  onTestFinished(async () => {
    server.drain();
    await engine.close();
    await server.close(100);
  });
  return { address: `127.0.0.1:${port}`, engine, server };
}
