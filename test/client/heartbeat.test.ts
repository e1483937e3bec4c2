import { expect, onTestFinished, test } from "vitest";
import type { ConsumerOptions, HeadwaterError } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { TcpProxy } from "../helpers/tcp-proxy.js";

const reader: ConsumerOptions = { topics: ["orders"], maxBatchRecords: 1 };
const member: ConsumerOptions = { topics: ["orders"], group: "billing", commitIntervalMs: 0 };

async function open(options: ConsumerOptions) {
  // The broker gives up a member that is gone, whose partitions its successor waits for.
  const broker = await testBroker({ keepaliveTimeMs: 1000, keepaliveTimeoutMs: 1000 });
  const near = testHeadwater(broker);
  await near.topics.create("orders");
  const proxy = await TcpProxy.start(broker.port);
  onTestFinished(() => proxy.close());
  const retries: HeadwaterError[] = [];
  const consumer = testHeadwater({ address: proxy.address }).consumer({
    ...options,
    heartbeatIntervalMs: 100,
    backoff: { initialDelayMs: 1 },
    onRetry: (error) => retries.push(error),
  });
  return { near, proxy, consumer, retries, producer: near.producer({ topic: "orders" }) };
}

// gRPC's own keepalive finds the dead connection after 30 s: the test has 20.
test.each([reader, member])(
  "a connection that is dead without an end is made anew: %j",
  { timeout: 20_000 },
  async (options) => {
    const { proxy, consumer, retries, producer } = await open(options);
    for (let i = 0; i < 10; i++) await producer.send({ value: `${i}` });
    const values: string[] = [];
    for await (const record of consumer) {
      values.push(record.text());
      if (record.text() === "9") {
        await consumer.commit().catch(() => {});
        proxy.stall();
        await producer.send({ value: "10" });
      }
      if (record.text() === "10") break;
    }
    expect([...new Set(values)]).toEqual(Array.from({ length: 11 }, (_, i) => `${i}`));
    expect(retries.map(({ code }) => code)).toContain("UNAVAILABLE");
  },
);

test.each([reader, member])("a quiet topic and a busy reader are no lost broker: %j", async (options) => {
  const { consumer, retries, producer } = await open(options);
  for (let i = 0; i < 10; i++) await producer.send({ value: `${i}` });
  let read = 0;
  for await (const _ of consumer) {
    if (++read === 5) {
      const end = performance.now() + 1000;
      while (performance.now() < end);
    }
    // Ten intervals in which only heartbeats come.
    if (read === 10) setTimeout(() => void producer.send({ value: "10" }), 1000);
    if (read === 11) break;
  }
  expect(retries).toEqual([]);
});
