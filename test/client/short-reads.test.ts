import { expect, onTestFinished, test } from "vitest";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { ClientFrames } from "../helpers/http2-frames.js";
import { TcpProxy } from "../helpers/tcp-proxy.js";

const PARTITIONS = 8;

async function watchedHeadwater() {
  const broker = await testBroker();
  const frames = new ClientFrames();
  const proxy = await TcpProxy.start(broker.port, frames.watch);
  onTestFinished(() => proxy.close());
  const headwater = testHeadwater({ address: proxy.address });
  await headwater.topics.create("orders", { partitions: PARTITIONS });
  const producer = headwater.producer({ topic: "orders" });
  for (let i = 0; i < 200; i++) void producer.send({ partition: i % PARTITIONS, value: `${i}` });
  await producer.flush();
  return { headwater, producer, frames };
}

test("short reads reset no call, and the producer beside them goes on", async () => {
  const { headwater, producer, frames } = await watchedHeadwater();
  for (let reads = 0; reads < 50; reads++) {
    const sent = producer.send({ value: "beside" });
    for await (const _ of headwater.consumer({ topics: ["orders"] })) break;
    await sent;
  }
  expect(frames.resets).toBe(0);
});

test("a reader that is moved about resets no call", async () => {
  const { headwater, frames } = await watchedHeadwater();
  const consumer = headwater.consumer({ topics: ["orders"], maxBatchRecords: 1 });
  let moves = 0;
  for await (const { topic, partition } of consumer) {
    if (++moves === 100) break;
    consumer.seek({ topic, partition }, moves % 20);
  }
  expect(frames.resets).toBe(0);
});

test("a reader that holds back a large topic keeps nobody else of the client waiting", async () => {
  const { headwater, producer } = await watchedHeadwater();
  await headwater.topics.create("large");
  const large = headwater.producer({ topic: "large" });
  for (let i = 0; i < 40; i++) void large.send({ value: Buffer.alloc(500_000) });
  await large.flush();
  const slow = headwater.consumer({ topics: ["large"] });
  for await (const { offset } of slow) {
    if (offset < 10n) continue;
    // It reads no further while all of this goes on.
    await producer.send({ value: "beside" });
    const member = headwater.consumer({ topics: ["orders"], group: "billing", commit: "manual" });
    let read = 0;
    for await (const _ of member) if (++read === 200) break;
    expect((await headwater.groups.list().next()).done).toBe(true);
    break;
  }
});
