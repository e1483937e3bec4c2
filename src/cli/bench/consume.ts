import type { Command } from "commander";
import { type Broker, type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { onInterrupt } from "../interrupt.js";
import { Progress } from "../terminal/progress.js";
import { integer } from "../values.js";
import { printReport, round } from "./report.js";

interface Options extends BrokerOptions {
  readonly records?: number;
  readonly json?: true;
}

export function benchConsumeCommand(): Command {
  return brokerCommand("consume")
    .description("read a topic from its oldest record on; rate, as kafka-consumer-perf-test")
    .argument("<topic>", "its name")
    .option("--records <count>", "how many, waiting for them; what is there now where it isn't given", integer(1))
    .option("--json", "print the figures as JSON")
    .action((topic: string, options: Options) => withBroker(options, (broker) => benchConsume(broker, topic, options)));
}

async function benchConsume({ connection }: Broker, topic: string, { records, json }: Options): Promise<void> {
  const leave = new AbortController();
  const giveBack = onInterrupt(() => leave.abort());
  const until = records === undefined ? { stop: { latest: true } } : { limit: BigInt(records) };
  let progress = new Progress(records ?? 0, records !== undefined);
  let [read, bytes] = [0, 0];
  let firstMs: number | undefined;
  const start = performance.now();
  try {
    for await (const { assigned, batch } of connection.stub.subscribe(
      { topics: [topic], ...until },
      { signal: leave.signal },
    )) {
      if (assigned && records === undefined) {
        const ends = assigned.partitions.map(({ startOffset, highWatermark }) => Number(highWatermark - startOffset));
        progress = new Progress(ends.reduce((sum, end) => sum + end, 0));
      }
      if (batch === undefined) continue;
      firstMs ??= performance.now() - start;
      read += batch.length;
      for (let index = 0; index < batch.length; index++) {
        bytes += (batch.key(index)?.length ?? 0) + (batch.value(index)?.length ?? 0);
      }
      progress.update(read, read);
    }
    progress.end(read, read);
  } catch (error) {
    progress.clear();
    if (!leave.signal.aborted) throw error;
  } finally {
    giveBack();
  }
  const run = { records: read, bytes, seconds: (performance.now() - start) / 1000 };
  const first = round(firstMs ?? 0);
  await printReport("read", run, { firstMs: first }, `the first after ${first.toFixed(2)} ms`, json ?? false);
}
