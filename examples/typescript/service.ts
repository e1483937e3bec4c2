/** A service: takes each order as a member of a consumer group, and publishes what it comes to. */
import { Headwater, json } from "headwater/client";

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());
const headwater = new Headwater();
const invoices = headwater.producer({ topic: "invoices" });
const orders = headwater.consumer({ topics: ["orders"], group: "billing", signal: stop.signal });
for await (const order of orders) {
  const { apples } = order.json<{ apples: number }>();
  await invoices.send({ key: order.key, value: json({ cents: apples * 30 }) });
}
await headwater.close();
