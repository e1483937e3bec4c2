import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";

/** Latency of a small call, in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const MIB = 1024 * 1024;
export const MANY_PARTITIONS = 10_000;

/** The load beside the measured small call; `idle` is none. */
export const LOADS = {
  idle: "nothing else",
  produce: "4 MiB produces in a loop, 60 records each",
  produceSmall: "4 MiB produces in a loop, 30,000 records each",
  listTopics: "ListTopics in a loop, a topic of 10,000 partitions",
  getTopic: "GetTopic in a loop, of 10,000 partitions",
  subscribers: "1,000 subscribers of one topic, 100 records/s",
} as const;

export type Load = keyof typeof LOADS;

function start(file: string, args: readonly (string | number)[], execArgv: readonly string[] = []): ChildProcess {
  return fork(new URL(file, import.meta.url), args.map(String), { execArgv: ["--import", "tsx", ...execArgv] });
}

/** One run, with a new broker for each load. */
export async function measure(
  loads: readonly Load[],
  durationMs: number,
  brokerArgs: readonly string[] = [],
): Promise<Map<Load, Latency>> {
  const found = new Map<Load, Latency>();
  for (const load of loads) found.set(load, await latencyUnder(load, durationMs, brokerArgs));
  return found;
}

async function latencyUnder(load: Load, durationMs: number, brokerArgs: readonly string[]): Promise<Latency> {
  const children: ChildProcess[] = [];
  try {
    const broker = start("../../soak/broker-child.ts", [256 * MIB], brokerArgs);
    children.push(broker);
    const [{ address }] = (await once(broker, "message")) as [{ address: string }];
    const channel = createChannel(address);
    const client = createClient(BrokerServiceDefinition, channel);
    await client.createTopic({ topic: "small" });
    await client.createTopic({ topic: "busy", config: { retentionBytes: BigInt(64 * MIB) } });
    if (load === "getTopic" || load === "listTopics") {
      await client.createTopic({ topic: "wide", partitions: MANY_PARTITIONS });
    }
    channel.close();
    if (load !== "idle") {
      const child = start("./load-child.ts", [load, address, load === "getTopic" ? "wide" : "busy"]);
      children.push(child);
      await once(child, "message");
    }
    const prober = start("./latency-child.ts", [address, "small"]);
    children.push(prober);
    await once(prober, "message");
    // A warm-up.
    for (const ms of [Math.min(1000, durationMs), durationMs]) {
      prober.send(ms);
      const [latencies] = (await once(prober, "message")) as [number[]];
      if (ms === durationMs) return summarize(latencies);
    }
    throw new Error("nothing was measured");
  } finally {
    for (const child of children) child.kill(brokerArgs.length > 0 ? "SIGTERM" : "SIGKILL");
  }
}

function summarize(sorted: readonly number[]): Latency {
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
