/** The payment service: charges each order. Members of its group, as many as you like, share the partitions of `orders`. */
import { BrokerServiceDefinition, type RecordBatch, type TopicPartition } from "headwater/proto";
import { ClientError, createChannel, createClient, Status } from "nice-grpc";

const server = process.env.HEADWATER_SERVER ?? "127.0.0.1:50051";
const group = "payment";
/** Records of a partition that are sent before they are committed. */
const maxInFlight = 100;
const hints: { [code: number]: string } = {
  [Status.UNAVAILABLE]: `no broker at ${server}: start one, or set HEADWATER_SERVER`,
  [Status.NOT_FOUND]: "create the topic orders first",
};

interface Order {
  readonly order: string;
  readonly customer: string;
  readonly cents: number;
  readonly quantity: number;
}

function say(what: string, where: string, detail: string) {
  process.stdout.write(`${what}\t${where}\t${detail}\n`);
}

function listOf(partitions: readonly Pick<TopicPartition, "partition">[]) {
  return `partitions ${partitions.map(({ partition }) => partition).join(" ") || "none"}`;
}

function charge({ partition, records }: RecordBatch) {
  for (const { offset, value } of records) {
    const { order, customer, cents, quantity } = JSON.parse(Buffer.from(value ?? []).toString()) as Order;
    say("charged", `${partition}@${offset}`, `${order}: ${customer} pays ${((cents * quantity) / 100).toFixed(2)}`);
  }
}

async function commit(memberId: string, { topic, partition, nextOffset }: RecordBatch) {
  try {
    await broker.commitOffsets({ group, memberId, offsets: [{ topic, partition, offset: nextOffset }] });
  } catch (error) {
    if (!(error instanceof ClientError && error.code === Status.ABORTED)) throw error;
    // This took longer than the partition could wait: it is another member's now, which gets the batch again.
    say("late", `${partition}@${nextOffset}`, error.details);
  }
}

const stop = new AbortController();
const { signal } = stop;
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());
const channel = createChannel(server);
const broker = createClient(BrokerServiceDefinition, channel);
const request = { topics: ["orders"], group, clientId: process.argv[2] ?? group, maxInFlight };
try {
  let memberId = "";
  for await (const { assigned, batch, revoking, revoked } of broker.subscribe(request, { signal })) {
    if (assigned) {
      memberId = assigned.memberId;
      say("assigned", "", listOf(assigned.partitions));
    }
    if (batch) {
      charge(batch);
      await commit(memberId, batch);
    }
    if (revoking) say("revoking", "", listOf(revoking.partitions));
    if (revoked) say("revoked", "", listOf(revoked.partitions));
  }
} catch (error) {
  if (!signal.aborted) {
    const hint = error instanceof ClientError ? hints[error.code] : undefined;
    process.stderr.write(`${hint ?? "charging failed"} (${error})\n`);
    process.exitCode = 1;
  }
} finally {
  channel.close();
}
