/** The order service: publishes "order created" to the topic `orders`, with the customer as the key. */
import { setTimeout } from "node:timers/promises";
import { BrokerServiceDefinition } from "headwater/proto";
import { ClientError, createChannel, createClient, Status } from "nice-grpc";

const server = process.env.HEADWATER_SERVER ?? "127.0.0.1:50051";
const intervalMs = 100;
const customers = ["ada", "carol", "eve", "gil", "ben", "fay", "dan", "hana"];
const items = [
  { item: "apples", cents: 399 },
  { item: "pears", cents: 450 },
  { item: "plums", cents: 325 },
];

const count = Number(process.argv[2]);
if (!(count > 0)) throw new Error("usage: order.ts COUNT");
const stop = new AbortController();
const { signal } = stop;
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());

const channel = createChannel(server);
const broker = createClient(BrokerServiceDefinition, channel);
try {
  for (let n = 0; n < count; n++) {
    const order = {
      order: `order-${n + 1}`,
      customer: customers[n % customers.length]!,
      ...items[n % items.length]!,
      quantity: 1 + (n % 4),
    };
    const record = { key: Buffer.from(order.customer), value: Buffer.from(JSON.stringify(order)) };
    const { runs } = await broker.produce({ topic: "orders", records: [record] }, { signal });
    const where = `${runs[0]!.partition}@${runs[0]!.baseOffset}`;
    const what = `${order.order} of ${order.customer}: ${order.quantity} ${order.item}`;
    process.stdout.write(`created\t${where}\t${what}\n`);
    await setTimeout(intervalMs, undefined, { signal });
  }
} catch (error) {
  if (!signal.aborted) {
    const absent = error instanceof ClientError && error.code === Status.UNAVAILABLE;
    const hint = absent ? `no broker at ${server}: start one, or set HEADWATER_SERVER` : "publishing failed";
    process.stderr.write(`${hint} (${error})\n`);
    process.exitCode = 1;
  }
} finally {
  channel.close();
}
