/**
 * A member of a consumer group, which prints its records as partition, offset, key and value, with tabs between.
 * Members of one group share the topic's partitions; start and stop as many as you like.
 */
import { setTimeout } from "node:timers/promises";
import { BrokerServiceDefinition, type RecordBatch } from "headwater/proto";
import { ClientError, createChannel, createClient, Status } from "nice-grpc";

const server = process.env.HEADWATER_SERVER ?? "127.0.0.1:50051";
const retryMs = 1000;
/** Records of a partition that are sent before they are committed, and so repeated when this process dies. */
const maxInFlight = 1000;
/** A stream ends like this without a broker, or where a proxy or a reset of the connection cuts it. */
const cut: readonly Status[] = [Status.UNAVAILABLE, Status.INTERNAL, Status.UNKNOWN];

const [topic, group] = process.argv.slice(2);
if (topic === undefined || group === undefined) throw new Error("usage: member.ts TOPIC GROUP");
const channel = createChannel(server);
const broker = createClient(BrokerServiceDefinition, channel);
const stop = new AbortController();
const { signal } = stop;
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());

async function follow(topic: string, group: string) {
  let memberId = "";
  for await (const { assigned, batch } of broker.subscribe({ topics: [topic], group, maxInFlight }, { signal })) {
    // Nothing is to be done about `revoking`: what was sent before it is committed by now.
    if (assigned) memberId = assigned.memberId;
    if (batch) {
      print(batch);
      await commit(group, memberId, batch);
    }
  }
}

function print({ partition, records }: RecordBatch) {
  for (const { offset, key, value } of records) {
    const text = [key, value].map((bytes) => Buffer.from(bytes ?? []).toString());
    process.stdout.write(`${[partition, offset, ...text].join("\t")}\n`);
  }
}

async function commit(group: string, memberId: string, { topic, partition, nextOffset }: RecordBatch) {
  try {
    await broker.commitOffsets({ group, memberId, offsets: [{ topic, partition, offset: nextOffset }] });
  } catch (error) {
    if (!(error instanceof ClientError && error.code === Status.ABORTED)) throw error;
    // This took longer than the partition could wait: it is another member's now, which gets the batch again.
    process.stderr.write(`${error.details}\n`);
  }
}

while (!signal.aborted) {
  try {
    await follow(topic, group);
  } catch (error) {
    if (signal.aborted) break;
    if (error instanceof ClientError && cut.includes(error.code)) {
      // The stream was the membership: a new one joins again, and goes on at what is committed.
      const absent = error.code === Status.UNAVAILABLE;
      const reason = absent ? `no broker at ${server}: start one, or set HEADWATER_SERVER` : error.details;
      process.stderr.write(`${reason}; trying again\n`);
      await setTimeout(retryMs, undefined, { signal }).catch(() => {});
    } else {
      const absent = error instanceof ClientError && error.code === Status.NOT_FOUND;
      process.stderr.write(`${absent ? "produce to the topic first" : "following failed"} (${error})\n`);
      process.exitCode = 1;
      break;
    }
  }
}
channel.close();
