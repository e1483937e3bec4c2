import type { Logger } from "pino";
import { coldBytes, diskSettings, holdDataDir } from "./data-dir.js";
import { EmbeddedEngine } from "./engine/embedded/engine.js";
import type { Engine } from "./engine/engine.js";
import { ShuttingDown } from "./engine/errors.js";
import type { ClockJump } from "./engine/retention-clock.js";
import { createGrpcServer } from "./grpc/server.js";
import { Guard } from "./guard.js";
import type { KafkaListener } from "./kafka/listener.js";
import { type Log, NO_LOG } from "./log.js";
import { exceedsMemory, type MemoryBudget, memoryBudget } from "./memory-budget.js";
import { createBrokerService } from "./service/service.js";
import { maxRecordBytes, resolveSettings, type Settings } from "./settings.js";

/** How long clients have to read how their calls ended, where the grace period is over. Milliseconds. */
const LAST_ANSWERS_MS = 500;

export interface BrokerOptions extends Partial<Settings> {
  /** Where the broker logs, at the level that is set there. Absent: nowhere. */
  readonly logger?: Logger;
  /**
   * Called once, when a write to `dataDir` or a sync of it has failed. Nothing is acknowledged any more; what was
   * acknowledged is there after a restart. The program is to end.
   */
  readonly onDiskFailure?: (error: Error) => void;
}

/** A broker that serves. */
export interface Broker {
  /** For clients: `host:port` with the port that was picked, or `unix:/path`. */
  readonly address: string;
  /** Of a Unix socket 0. */
  readonly port: number;
  /** How the memory is divided. */
  readonly memory: MemoryBudget;
  /** `host:port` for clients of Kafka's protocol. Absent: not served. */
  readonly kafkaAddress?: string;
  /**
   * Stops as on SIGTERM. New calls are refused but commits, and nothing is appended any more. Subscribers get the records
   * that they have not had yet, and members may commit them; then every stream ends with UNAVAILABLE / SHUTTING_DOWN, at
   * the latest after `shutdownGraceMs`. Resolves when the port is free and every record let go. A second call waits for
   * the first.
   */
  close(): Promise<void>;
}

/**
 * Starts a broker in this process.
 *
 * @example
 * const broker = await startBroker({ grpcListen: "127.0.0.1:0" });
 * // ... clients use broker.address
 * await broker.close();
 *
 * @throws {SettingError} for a setting that can't be used
 * @throws {Error} where the address can't be listened on, or `dataDir` is in use, damaged or of a newer version
 */
export async function startBroker({ logger, onDiskFailure, ...given }: BrokerOptions = {}): Promise<Broker> {
  const settings = resolveSettings(given);
  const log = logger ?? NO_LOG;
  const engine = new EmbeddedEngine({
    defaults: {
      partitions: settings.defaultPartitions,
      retentionMs: settings.defaultRetentionMs,
      retentionBytes: settings.defaultRetentionBytes,
      maxRecordBytes: settings.defaultMaxRecordBytes,
    },
    limits: { ...settings, maxRecordBytes: maxRecordBytes(settings.maxMessageBytes) },
    maxLogBytes: settings.maxLogBytes - (settings.dataDir === "" ? 0 : coldBytes(settings)),
    autoCreateTopics: settings.autoCreateTopics,
    onClockJump: (jump) => logClockJump(log, jump),
  });
  const directory = await holdDataDir(settings);
  const guard = new Guard(settings.maxStreams, directory === undefined);
  const service = createBrokerService(engine, settings, log);
  const server = createGrpcServer({ service, guard, settings, log });

  let port: number;
  let kafka: KafkaListener | undefined;
  try {
    port = await listening(settings.grpcListen, server.listen(settings.grpcListen));
    if (directory !== undefined) {
      log.info({ address: addressOf(settings.grpcListen, port), dataDir: settings.dataDir }, "starting");
      const onFailure = (error: Error) => {
        log.error({ err: error }, "the disk has failed: nothing is acknowledged any more");
        onDiskFailure?.(error);
      };
      await engine.open(diskSettings(directory, settings, log, onFailure));
    }
    kafka = await listenToKafka(engine, settings, log);
  } catch (error) {
    await engine.close();
    await server.close(0);
    await directory?.release();
    throw error;
  }
  guard.ready();
  server.ready();
  const address = addressOf(settings.grpcListen, port);
  const kafkaAddress = kafka && addressOf(settings.kafkaListen, kafka.port);
  const memory = memoryBudget(settings);
  log.info({ address, ...(kafkaAddress !== undefined && { kafkaAddress }), memory }, "serving");
  if (exceedsMemory(memory)) {
    log.warn({ memory }, "the limits allow more than --max-memory-bytes: lower --max-log-bytes or --max-pending-bytes");
  }

  let closed: Promise<void> | undefined;
  const close = async () => {
    log.info("stopping");
    const { shutdownGraceMs } = settings;
    const untilMs = performance.now() + shutdownGraceMs;
    server.drain();
    guard.drain();
    kafka?.drain();
    engine.drain(shutdownGraceMs);
    await guard.idle(shutdownGraceMs);
    await engine.close();
    guard.end(new ShuttingDown());
    const withinMs = Math.max(untilMs - performance.now(), Math.min(shutdownGraceMs, LAST_ANSWERS_MS));
    await Promise.all([server.close(withinMs), kafka?.close(withinMs)]);
    await directory?.release();
    log.info("stopped");
  };
  return {
    address,
    port,
    ...(kafkaAddress !== undefined && { kafkaAddress }),
    memory,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** Loaded where it is asked for: a broker without Kafka's clients starts without their protocol. */
async function listenToKafka(engine: Engine, settings: Settings, log: Log): Promise<KafkaListener | undefined> {
  if (settings.kafkaListen === "off") return undefined;
  const { listenToKafka: listen } = await import("./kafka/listener.js");
  return listening(settings.kafkaListen, listen(engine, settings, log));
}

async function listening<T>(address: string, listen: Promise<T>): Promise<T> {
  try {
    return await listen;
  } catch (error) {
    throw new Error(`can't listen on ${address}: ${(error as Error).message}`, { cause: error });
  }
}

/** @param port 0 for the path of a socket */
function addressOf(listen: string, port: number): string {
  return port === 0 ? listen : listen.replace(/:\d+$/, `:${port}`);
}

const CLOCK_JUMPS: Readonly<Record<ClockJump["state"], string>> = {
  held: "the wall clock has jumped: retention does not follow it until that has lasted for holdMs",
  accepted: "retention follows the jump of the wall clock from now on",
  reverted: "the wall clock is back where it was: its jump removed nothing",
};

function logClockJump(log: Log, { state, jumpMs, holdMs }: ClockJump): void {
  log.warn({ jumpMs: Math.round(jumpMs), ...(state === "held" && { holdMs }) }, CLOCK_JUMPS[state]);
}
