import { expect, onTestFinished, test } from "vitest";
import type { ConsumerOptions, DataLoss, HeadwaterError } from "../../src/client/index.js";
import { startBroker } from "../../src/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { TcpProxy } from "../helpers/tcp-proxy.js";

const reader: ConsumerOptions = { topics: ["orders"] };
const member: ConsumerOptions = { topics: ["orders"], group: "billing", commitIntervalMs: 0 };

test.each([
  [reader, 2],
  [reader, 20],
  [member, 2],
])(
  "a broker that comes back without its records: %j says so of %d partitions and goes on",
  async (options, partitions) => {
    const first = await startBroker({ grpcListen: "127.0.0.1:0" });
    onTestFinished(() => first.close());
    const headwater = testHeadwater(first);
    await headwater.topics.create("orders", { partitions });
    const filled = [0, partitions - 1];
    const producer = headwater.producer({ topic: "orders" });
    const send = (partition: number, value: string) => producer.send({ partition, value });
    for (const partition of filled) for (const value of ["a", "b", "c"]) await send(partition, `${value}${partition}`);

    const losses: DataLoss[] = [];
    const retries: HeadwaterError[] = [];
    let waitsForTopic!: () => void;
    const topicIsMissed = new Promise<void>((resolve) => {
      waitsForTopic = resolve;
    });
    const consumer = headwater.consumer({
      ...options,
      backoff: { initialDelayMs: 10, maxDelayMs: 50 },
      onDataLoss: (loss) => losses.push(loss),
      onRetry: (error) => {
        retries.push(error);
        if (error.reason === "TOPIC_NOT_FOUND") waitsForTopic();
      },
    });
    const values: string[] = [];
    let refilled: Promise<void> | undefined;
    for await (const record of consumer) {
      values.push(record.text());
      if (values.length === 6) {
        if (options.group !== undefined) await consumer.commit();
        await first.close();
        await testBroker({ grpcListen: first.address });
        refilled = (async () => {
          await topicIsMissed;
          await headwater.topics.create("orders", { partitions });
          for (const partition of filled) await send(partition, `new${partition}`);
        })();
        refilled.catch(() => {});
      }
      if (values.length === 8) break;
    }
    await refilled;
    expect(values.slice(6).sort()).toEqual(filled.map((partition) => `new${partition}`));
    const told = losses.filter(({ partition }) => filled.includes(partition));
    expect(told.sort((a, b) => a.partition - b.partition)).toEqual(
      filled.map((partition) => ({ topic: "orders", partition, fromOffset: 3n, toOffset: 0n, cause: "log-replaced" })),
    );
    expect(retries.map(({ code }) => code)).toContain("NOT_FOUND");
  },
);

test("without group it goes on where it was when the way to the broker was lost and nothing else", async () => {
  const broker = await testBroker();
  const headwater = testHeadwater(broker);
  await headwater.topics.create("orders");
  const producer = headwater.producer({ topic: "orders" });
  await Promise.all(["0", "1", "2", "3"].map((value) => producer.send({ value })));
  const proxy = await TcpProxy.start(broker.port);
  onTestFinished(() => proxy.close());
  const far = testHeadwater({ address: proxy.address });
  const losses: DataLoss[] = [];
  const values: string[] = [];
  const backoff = { initialDelayMs: 1 };
  for await (const record of far.consumer({
    ...reader,
    backoff,
    maxBatchRecords: 2,
    onDataLoss: (it) => losses.push(it),
  })) {
    values.push(record.text());
    if (values.length === 3) proxy.cut();
    if (values.length === 4) await producer.send({ value: "4" });
    if (values.length === 5) break;
  }
  expect(values).toEqual(["0", "1", "2", "3", "4"]);
  expect(losses).toEqual([]);
});

test("in a group it goes on at what is committed when the way to the broker was lost", async () => {
  const broker = await testBroker();
  const headwater = testHeadwater(broker);
  await headwater.topics.create("orders");
  const producer = headwater.producer({ topic: "orders" });
  await Promise.all(["0", "1", "2", "3"].map((value) => producer.send({ value })));
  const proxy = await TcpProxy.start(broker.port);
  onTestFinished(() => proxy.close());
  const far = testHeadwater({ address: proxy.address });
  const values: string[] = [];
  let cut: Promise<unknown> | undefined;
  const lost = new Promise<void>((resolve) => {
    cut = (async () => {
      const consumer = far.consumer({
        ...member,
        commit: "manual",
        backoff: { initialDelayMs: 1 },
        onRetry: () => resolve(),
      });
      for await (const record of consumer) {
        values.push(record.text());
        if (record.offset === 1n && values.length === 2) {
          await consumer.commit(record);
          proxy.cut();
          await lost;
        }
        if (values.length === 4) break;
      }
    })();
  });
  await cut;
  expect(values).toEqual(["0", "1", "2", "3"]);
});
