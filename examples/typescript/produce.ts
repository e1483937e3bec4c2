/** Appends each line of its input to a topic: key<TAB>value, or a plain line without key. */
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { BrokerServiceDefinition } from "headwater/proto";
import { ClientError, createChannel, createClient, Status } from "nice-grpc";

const server = process.env.HEADWATER_SERVER ?? "127.0.0.1:50051";
const batchSize = 500;

function toRecord(line: string) {
  const tab = line.indexOf("\t");
  if (tab === -1) return { value: Buffer.from(line) };
  return { key: Buffer.from(line.slice(0, tab)), value: Buffer.from(line.slice(tab + 1)) };
}

async function* requests(topic: string) {
  let records = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (records.push(toRecord(line)) < batchSize) continue;
    yield { produce: { topic, records } };
    records = [];
  }
  if (records.length > 0) yield { produce: { topic, records } };
}

const { values, positionals } = parseArgs({
  options: { partitions: { type: "string", default: "3" } },
  allowPositionals: true,
});
const [topic] = positionals;
if (topic === undefined) throw new Error("usage: produce.ts [--partitions N] TOPIC < lines");
const channel = createChannel(server);
const broker = createClient(BrokerServiceDefinition, channel);
try {
  await broker.createTopic({ topic, partitions: Number(values.partitions) }).catch((error: unknown) => {
    if (!(error instanceof ClientError && error.code === Status.ALREADY_EXISTS)) throw error;
  });
  const summary = new Map<number, { count: number; last: bigint }>();
  for await (const { appended, error } of broker.produceStream(requests(topic))) {
    if (error) throw new Error(`refused: ${error.reason}: ${error.message}`);
    for (const { partition, baseOffset, count } of appended?.runs ?? []) {
      const before = summary.get(partition)?.count ?? 0;
      summary.set(partition, { count: before + count, last: baseOffset + BigInt(count) - 1n });
    }
  }
  for (const [partition, { count, last }] of [...summary].sort(([a], [b]) => a - b)) {
    process.stdout.write(`partition ${partition}: ${count} records, the last at offset ${last}\n`);
  }
} catch (error) {
  const absent = error instanceof ClientError && error.code === Status.UNAVAILABLE;
  const hint = absent ? `no broker at ${server}: start one, or set HEADWATER_SERVER\n` : "";
  process.stderr.write(`${hint}${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  process.stdin.destroy();
  channel.close();
}
