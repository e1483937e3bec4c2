import { createChannel, createClient } from "nice-grpc";
import { expect, test } from "vitest";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { startBroker } from "../../src/index.js";
import { withValues } from "../helpers/values.js";

async function startUseAndClose(): Promise<void> {
  const broker = await startBroker({ grpcListen: "127.0.0.1:0" });
  const channel = createChannel(broker.address, undefined, { "grpc.use_local_subchannel_pool": 1 });
  const client = createClient(BrokerServiceDefinition, channel);
  await client.createTopic({ topic: "orders" });
  await client.produce({ topic: "orders", records: withValues("a") });
  const events = client.subscribe({ topics: ["orders"] })[Symbol.asyncIterator]();
  for (let i = 0; i < 3; i++) await events.next();
  const ended = events.next();
  await Promise.all([expect(ended).rejects.toThrow("UNAVAILABLE"), broker.close()]);
  channel.close();
}

/** How many there are of each kind that keeps the process alive, once what is about to close has closed. */
async function activeResources(): Promise<Map<string, number>> {
  for (let i = 0; i < 10; i++) await new Promise(setImmediate);
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

test("a broker that was started, used and closed leaves nothing behind, fifty times over", async () => {
  await startUseAndClose();
  const before = await activeResources();
  for (let i = 0; i < 50; i++) await startUseAndClose();
  for (const [kind, count] of await activeResources()) expect(count, kind).toBeLessThanOrEqual(before.get(kind) ?? 0);
});

test("several brokers in one process share nothing", async () => {
  const brokers = await Promise.all([1, 2, 3].map(() => startBroker({ grpcListen: "127.0.0.1:0" })));
  const channels = brokers.map(({ address }) => createChannel(address));
  try {
    expect(new Set(brokers.map(({ port }) => port)).size).toBe(3);
    const clients = channels.map((channel) => createClient(BrokerServiceDefinition, channel));
    for (const [i, client] of clients.entries()) await client.createTopic({ topic: `t${i}` });
    for (const [i, client] of clients.entries()) {
      expect((await client.listTopics({})).topics.map(({ name }) => name)).toEqual([`t${i}`]);
    }
  } finally {
    for (const channel of channels) channel.close();
    await Promise.all(brokers.map((broker) => broker.close()));
  }
});
