import { inspect } from "node:util";
import { expect, test } from "vitest";
import { type ConsumerOptions, Headwater, type ProducerOptions } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";

const NO_NUMBERS = [Number.NaN, "20", -1, {}];

/** Options of producers that can't be used, with all values that are refused. */
const BAD_PRODUCER_OPTIONS: Readonly<Record<string, readonly unknown[]>> = {
  lingerMs: [...NO_NUMBERS, Number.POSITIVE_INFINITY],
  maxBatchRecords: [...NO_NUMBERS, 0, 1.5, Number.POSITIVE_INFINITY],
  maxBatchBytes: [...NO_NUMBERS, 0, 1.5],
  maxRequestBytes: [...NO_NUMBERS, 0, 1.5],
  maxBufferedRecords: [...NO_NUMBERS, 0, 1.5],
  maxBufferedBytes: [...NO_NUMBERS, 0, 1.5],
  maxInFlight: [...NO_NUMBERS, 0, 1.5],
  acks: [0, "majority"],
  retry: [{ timeoutMs: Number.NaN }, { timeoutMs: "5000" }, { initialDelayMs: Number.NaN }, { maxDelayMs: "1" }],
  onRetry: [5],
  topic: [undefined, "", 5],
};

const BAD_CONSUMER_OPTIONS: Readonly<Record<string, readonly unknown[]>> = {
  topics: ["t", [], [5], [""], ["a", "a"]],
  group: [5, ""],
  start: ["beginning", {}, { offset: 1.5 }, { offset: -1 }, { offset: 2n ** 63n }, { tail: -1 }, { timestamp: "now" }],
  commit: ["sometimes"],
  commitIntervalMs: NO_NUMBERS,
  maxInFlight: [...NO_NUMBERS, 1.5, 2 ** 31],
  maxBatchRecords: [...NO_NUMBERS, 1.5, 2 ** 31],
  maxBatchBytes: [...NO_NUMBERS, 1.5, 2 ** 31],
  revokeTimeoutMs: [...NO_NUMBERS, Number.POSITIVE_INFINITY],
  heartbeatIntervalMs: [...NO_NUMBERS, Number.POSITIVE_INFINITY],
  metadataMaxAgeMs: NO_NUMBERS,
  backoff: [{ initialDelayMs: Number.NaN }, { maxDelayMs: -1 }],
  topicNotFound: ["create"],
  clientId: [5],
  onDataLoss: ["log"],
};

const cases = (options: Readonly<Record<string, readonly unknown[]>>) =>
  Object.entries(options).flatMap(([name, values]) =>
    values.map((value) => [`${name} ${inspect(value)}`, name, value] as const),
  );

// Nothing listens there: an option that is let through would be tried for ever.
const headwater = new Headwater({ server: "127.0.0.1:1" });

test.each(cases(BAD_PRODUCER_OPTIONS))("a producer with %s is refused as it is made", (_, name, value) => {
  const options = { topic: "orders", [name]: value } as unknown as ProducerOptions;
  expect(() => headwater.producer(options)).toThrow(TypeError);
  expect(() => headwater.producer(options)).toThrow(name);
});

test.each(cases(BAD_CONSUMER_OPTIONS))("a consumer with %s is refused as it is made", (_, name, value) => {
  const options = { topics: ["orders"], group: "billing", [name]: value } as unknown as ConsumerOptions;
  expect(() => headwater.consumer(options)).toThrow(TypeError);
});

test.each([5, "", {}])("a client of the server %j is refused", (server) => {
  expect(() => new Headwater({ server: server as string })).toThrow(TypeError);
});

test.each([1.1, 0.3, 2500.0001, 999.9999999])(
  "revokeTimeoutMs %d is sent to the nanosecond",
  async (revokeTimeoutMs) => {
    const client = testHeadwater(await testBroker());
    await client.topics.create("orders");
    await client.consumer({ topics: ["orders"], group: "billing", revokeTimeoutMs }).ready();
  },
);

test.each<[string, (client: Headwater) => unknown]>([
  ["topics.create", (client) => client.topics.create("t", { partitions: Number.NaN })],
  ["topics.create", (client) => client.topics.create("t", { retentionMs: 1.5 })],
  ["topics.create", (client) => client.topics.create(5 as never)],
  ["topics.update", (client) => client.topics.update("t", { maxRecordBytes: 2 ** 31 })],
  ["topics.get", (client) => client.topics.get(undefined as never)],
  ["topics.delete", (client) => client.topics.delete(null as never)],
  ["topics.offsets", (client) => client.topics.offsets("t", { timestamp: new Date(Number.NaN) })],
  ["groups.get", (client) => client.groups.get(undefined as never)],
  ["groups.reset", (client) => client.groups.reset("g", { topic: "t", partitions: [0.5], to: "latest" })],
  ["groups.delete", (client) => client.groups.delete(7 as never)],
])("%s refuses what can't be asked with a TypeError", async (_, call) => {
  await expect(call(headwater)).rejects.toThrow(TypeError);
});

test.each([-1, 1.5, 2 ** 31, 2 ** 32, Number.NaN, "1"])(
  "a record for partition %j is refused, and the producer can be closed",
  async (partition) => {
    const client = testHeadwater(await testBroker({ autoCreateTopics: true }));
    const producer = client.producer({ topic: "orders" });
    await producer.send({ value: "good" });
    await expect(producer.send({ value: "x", partition: partition as number })).rejects.toThrow(TypeError);
    expect(producer.bufferedRecords).toBe(0);
    await producer.close();
  },
);

test("a record that changes while it is read is refused, and those around it are written", async () => {
  const client = testHeadwater(await testBroker({ autoCreateTopics: true }));
  const producer = client.producer({ topic: "orders" });
  let reads = 0;
  const changing = {
    get value() {
      return "x".repeat(reads++);
    },
  };
  const sent = [producer.send({ value: "a" }), producer.send(changing), producer.send({ value: "b" })];
  const [a, refused, b] = await Promise.allSettled(sent);
  expect(refused).toMatchObject({ status: "rejected", reason: expect.any(TypeError) });
  expect([a, b]).toMatchObject([{ value: { offset: 0n } }, { value: { offset: 1n } }]);
  await producer.close();
});
