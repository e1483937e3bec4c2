import { setTimeout } from "node:timers/promises";
import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../gen/ts/headwater/v1/broker_service.js";
import { type BrokerMemory, Child, type ProducerProgress, type ReadersProgress } from "./children.js";
import type { SoakOptions } from "./options.js";

const TOPIC = "soak";
const SAMPLE_INTERVAL_MS = 1000;

/** One sample. */
export interface Sample {
  /** Milliseconds since the start. */
  readonly atMs: number;
  readonly memory: BrokerMemory;
  /** Size of all logs in bytes. */
  readonly logBytes: number;
  readonly produced: number;
  readonly refused: number;
  /** Lag of the slow reader in records. */
  readonly lag: number;
  readonly readers: ReadersProgress;
}

/** Runs producers and readers against a broker for the given time. */
export async function run(options: SoakOptions, onSample: (sample: Sample) => void): Promise<readonly Sample[]> {
  const { minutes, partitions, retentionBytes, maxLogBytes, recordsPerRequest, valueBytes } = options;
  const broker = new Child<BrokerMemory>("./broker-child.ts", [maxLogBytes]);
  const children: Child<unknown>[] = [broker];
  try {
    const { address } = await broker.hear<{ address: string }>();
    const channel = createChannel(address);
    const client = createClient(BrokerServiceDefinition, channel);
    await client.createTopic({ topic: TOPIC, partitions, config: { retentionBytes: BigInt(retentionBytes) } });
    const readers = new Child<ReadersProgress>("./readers-child.ts", [address, TOPIC, options.followers]);
    children.push(readers);
    const producers = Array.from(
      { length: options.producers },
      () => new Child<ProducerProgress>("./producer-child.ts", [address, TOPIC, recordsPerRequest, valueBytes]),
    );
    children.push(...producers);

    const samples: Sample[] = [];
    const startMs = performance.now();
    while (performance.now() - startMs < minutes * 60_000) {
      await setTimeout(SAMPLE_INTERVAL_MS);
      const [memory, { topic }, read, ...produced] = await Promise.all([
        broker.ask(),
        client.getTopic({ topic: TOPIC }),
        readers.ask(),
        ...producers.map((producer) => producer.ask()),
      ]);
      const ends = topic?.partitions.map(({ highWatermark }) => Number(highWatermark)) ?? [];
      const positions = new Map(read.slowPositions);
      const sample: Sample = {
        atMs: performance.now() - startMs,
        memory,
        logBytes: topic?.partitions.reduce((bytes, { sizeBytes }) => bytes + Number(sizeBytes), 0) ?? 0,
        produced: produced.reduce((sum, { records }) => sum + records, 0),
        refused: produced.reduce((sum, { refused }) => sum + refused, 0),
        lag: ends.reduce((sum, end, partition) => sum + end - (positions.get(partition) ?? 0), 0),
        readers: read,
      };
      samples.push(sample);
      onSample(sample);
    }
    channel.close();
    return samples;
  } finally {
    for (const child of children) child.kill();
  }
}
