import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import type { Acks } from "../../../gen/ts/headwater/v1/broker_service.js";
import { type Broker, type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { Failure } from "../failure.js";
import { onInterrupt } from "../interrupt.js";
import { acksOption } from "../produce/acks.js";
import { IN_FLIGHT, type Sendable, sendAll } from "../send.js";
import { Progress } from "../terminal/progress.js";
import { integer, size } from "../values.js";
import { Latencies } from "./latencies.js";
import { printReport, round } from "./report.js";

interface Options extends BrokerOptions {
  readonly records: number;
  /** Bytes of a value. */
  readonly size: number;
  /** Records a second; -1: no limit. */
  readonly throughput: number;
  readonly acks: Acks;
  readonly batch: number;
  readonly inFlight: number;
  readonly json?: true;
}

interface Batch extends Sendable {
  readonly sentMs: number;
}

/** A limited run is spread over so many requests a second at least. */
const REQUESTS_PER_SECOND = 20;

export function benchProduceCommand(): Command {
  return brokerCommand("produce")
    .description("append records of random text to a topic; rate and latency, as kafka-producer-perf-test")
    .argument("<topic>", "its name")
    .option("--records <count>", "how many", integer(1), 1_000_000)
    .option("--size <size>", "of each record's value", size, 100)
    .option("--throughput <rate>", "most records a second; -1: as many as go", integer(-1), -1)
    .addOption(acksOption())
    .option("--batch <records>", "records in a request", integer(1), 1000)
    .option("--in-flight <requests>", "requests that are sent and not yet answered", integer(1), IN_FLIGHT)
    .option("--json", "print the figures as JSON")
    .action((topic: string, options: Options) => withBroker(options, (broker) => benchProduce(broker, topic, options)));
}

async function benchProduce(broker: Broker, topic: string, options: Options): Promise<void> {
  const { records, acks, inFlight, json } = options;
  const limit = (await broker.topics.get(topic)).config.maxRecordBytes;
  if (options.size > limit) throw new Failure(`topic ${topic} takes records up to ${limit} bytes: lower --size`);
  const progress = new Progress(records);
  const latencies = new Latencies();
  let sent = 0;
  let problem: Failure | undefined;
  let interrupted = false;
  const giveBack = onInterrupt(() => {
    interrupted = true;
  });
  const start = performance.now();

  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    for await (const batch of paced(options, start)) {
      if (interrupted || problem !== undefined) return;
      yield { settings: { topic, acks }, records: batch, sentMs: performance.now() };
    }
  }

  try {
    await sendAll(broker, batches(), inFlight, (batch, answer) => {
      if ("error" in answer) {
        problem ??= new Failure(answer.error.message);
        return;
      }
      sent += batch.records.length;
      latencies.add(performance.now() - batch.sentMs, batch.records.length);
      progress.update(sent, sent);
    });
  } finally {
    giveBack();
    if (sent === records) progress.end(sent, sent);
    else progress.clear();
  }
  if (problem !== undefined) throw problem;
  const run = { records: sent, bytes: sent * options.size, seconds: (performance.now() - start) / 1000 };
  const { mean, max, p50, p95, p99, p999 } = latencies.summary();
  const shown = (ms: number) => `${ms.toFixed(2)} ms`;
  const others = { meanMs: mean, maxMs: max, p50Ms: p50, p95Ms: p95, p99Ms: p99, p999Ms: p999 };
  await printReport(
    "sent",
    run,
    Object.fromEntries(Object.entries(others).map(([name, ms]) => [name, round(ms)])),
    `${shown(mean)} avg latency, ${shown(max)} max latency, ` +
      `${shown(p50)} 50th, ${shown(p95)} 95th, ${shown(p99)} 99th, ${shown(p999)} 99.9th`,
    json ?? false,
  );
}

/** Requests' records, no sooner than the limit allows. */
async function* paced(
  { records, size, batch, throughput }: Options,
  start: number,
): AsyncGenerator<{ value: Uint8Array }[], void, undefined> {
  const perRequest = throughput > 0 ? Math.min(batch, Math.ceil(throughput / REQUESTS_PER_SECOND)) : batch;
  const full = Array.from({ length: perRequest }, () => ({ value: randomText(size) }));
  for (let sent = 0; sent < records; sent += perRequest) {
    if (throughput > 0) {
      const early = (sent / throughput) * 1000 - (performance.now() - start);
      if (early > 1) await setTimeout(early);
    }
    yield full.slice(0, records - sent);
  }
}

const LETTERS = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef");

/** So many letters, which a terminal can show, as those of Kafka's tool. */
function randomText(size: number): Uint8Array {
  return randomBytes(size).map((byte) => LETTERS[byte % LETTERS.length]!);
}
