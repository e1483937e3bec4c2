import { expect, onTestFinished, test } from "vitest";
import type { ConsumerOptions } from "../../src/client/index.js";
import { startBroker } from "../../src/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { TcpProxy } from "../helpers/tcp-proxy.js";
import { Warnings } from "../helpers/warnings.js";

const THROWING = {
  throws: () => {
    throw new Error("from a callback");
  },
  rejects: () => Promise.reject(new Error("from a callback")),
};

test.each(Object.entries(THROWING))("a producer whose onRetry %s sends what it has", async (_, onRetry) => {
  const warnings = new Warnings();
  const gone = await startBroker({ grpcListen: "127.0.0.1:0" });
  const proxy = await TcpProxy.start(gone.port);
  onTestFinished(() => proxy.close());
  const producer = testHeadwater({ address: proxy.address }).producer({
    topic: "orders",
    onRetry,
    retry: { initialDelayMs: 1 },
  });
  await gone.close();
  const sent = producer.send({ value: "a" });
  proxy.cut();
  const warned = warnings.next("from a callback");
  await testBroker({ grpcListen: gone.address, autoCreateTopics: true });
  const lost = producer.send({ value: "b" });
  expect(await Promise.all([sent, lost])).toMatchObject([{ offset: 0n }, { offset: 1n }]);
  proxy.cut();
  await warned;
  await producer.close();
});

const everything = (callback: () => never | Promise<never>): Partial<ConsumerOptions> => ({
  onAssigned: callback,
  onRevoked: callback,
  onDataLoss: callback,
  onRetry: callback,
});

test.each([
  ["throws", { topics: ["orders"], ...everything(THROWING.throws) }],
  ["rejects", { topics: ["orders"], ...everything(THROWING.rejects) }],
  ["throws", { topics: ["orders"], group: "billing", ...everything(THROWING.throws), onCommitError: THROWING.throws }],
  [
    "rejects",
    { topics: ["orders"], group: "billing", ...everything(THROWING.rejects), onCommitError: THROWING.rejects },
  ],
] as const)("a consumer each of whose callbacks %s reads on: %j", async (_, options) => {
  const warnings = new Warnings();
  const broker = await testBroker();
  const proxy = await TcpProxy.start(broker.port);
  onTestFinished(() => proxy.close());
  const near = testHeadwater(broker);
  await near.topics.create("orders");
  const producer = near.producer({ topic: "orders" });
  await producer.send({ value: "a" });
  const consumer = testHeadwater({ address: proxy.address }).consumer({
    ...options,
    backoff: { initialDelayMs: 1 },
    commitIntervalMs: 0,
  });
  const warned = warnings.next("from a callback");
  const values = [];
  for await (const record of consumer) {
    values.push(record.text());
    if (values.length === 1) {
      proxy.cut();
      await producer.send({ value: "b" });
    }
    if (record.text() === "b") break;
  }
  await warned;
  expect(values.at(-1)).toBe("b");
});
