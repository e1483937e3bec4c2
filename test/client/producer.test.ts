import { describe, expect, test } from "vitest";
import { BufferFullError, ClosedError, json, type Producer, type ProducerOptions } from "../../src/client/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { isPending } from "../helpers/engine.js";
import { Subscriber } from "../helpers/subscriber.js";
import { textOf } from "../helpers/values.js";

async function producerOf(options: Partial<ProducerOptions> = {}, partitions = 1) {
  const broker = await testBroker();
  const headwater = testHeadwater(broker);
  await headwater.topics.create("orders", { partitions });
  return { headwater, client: testClient(broker), producer: headwater.producer({ topic: "orders", ...options }) };
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
const sendAll = (producer: Producer, values: readonly string[]) =>
  Promise.all(values.map((value) => producer.send({ value })));

describe("send", () => {
  test("tells where each record was written", async () => {
    const { producer } = await producerOf();
    expect(await producer.send({ value: "a" })).toEqual({ topic: "orders", partition: 0, offset: 0n });
    const offsets = (await sendAll(producer, numbered(2500))).map(({ offset }) => Number(offset));
    expect(offsets).toEqual(numbered(2500).map((value) => Number(value) + 1));
  });

  test("takes text, bytes and JSON, headers in either form, a time and a partition", async () => {
    const { producer, client } = await producerOf({}, 3);
    const timestamp = new Date("2020-02-02T02:02:02.002Z");
    await producer.send({ key: "鍵", value: json({ apples: 2 }), headers: { a: "1", b: Buffer.of(2) }, timestamp });
    const repeated = [["h", "1"] as const, ["h", "2"] as const];
    await producer.send({ partition: 2, key: Buffer.of(0, 255), value: "", headers: repeated, timestamp: 5 });
    await producer.send({ partition: 2, key: "" });
    const records = await new Subscriber(client, { topics: ["orders"], stop: { latest: true } }).records(3);
    const byTime = records.sort((a, b) => Number(a.timestampMs - b.timestampMs));
    expect(byTime[0]).toMatchObject({ key: Buffer.of(0, 255), value: Buffer.of(), timestampMs: 5n });
    expect(byTime[0]!.headers).toEqual([
      { key: "h", value: Buffer.from("1") },
      { key: "h", value: Buffer.from("2") },
    ]);
    expect(byTime[1]).toMatchObject({ key: Buffer.from("鍵"), timestampMs: BigInt(timestamp.getTime()) });
    expect(textOf(byTime[1]!.value)).toBe('{"apples":2}');
    expect(byTime[1]!.headers).toEqual([
      { key: "a", value: Buffer.from("1") },
      { key: "b", value: Buffer.of(2) },
    ]);
    expect(byTime[2]).toMatchObject({ key: Buffer.of(), value: undefined });
  });

  test("refuses what is neither text nor bytes, before anything is sent", async () => {
    const { producer } = await producerOf();
    await expect(producer.send({ value: { apples: 2 } as never })).rejects.toThrow(/json\(\)/);
    await expect(producer.send({ partition: -1 })).rejects.toThrow(TypeError);
    await expect(producer.send({ timestamp: new Date(Number.NaN) })).rejects.toThrow(TypeError);
    expect(() => json(undefined)).toThrow(TypeError);
    expect(producer.bufferedRecords).toBe(0);
  });

  test("awaited one by one, also with lingering", async () => {
    const { producer } = await producerOf({ lingerMs: 1 });
    for (let i = 0; i < 5; i++) expect((await producer.send({ value: "x" })).offset).toBe(BigInt(i));
  });

  test("with acks none is told nothing", async () => {
    const { producer } = await producerOf({ acks: "none" });
    expect(await producer.send({ value: "x" })).toEqual({ topic: "orders", partition: -1, offset: -1n });
  });
});

test.each([1, 8])("records of a key keep their order with %d requests under way", async (maxInFlight) => {
  const { producer, client } = await producerOf({ maxInFlight, maxBatchRecords: 7 }, 4);
  const values = numbered(3000);
  const deliveries = values.map((value) => producer.send({ key: `key-${Number(value) % 10}`, value }));
  await Promise.all(deliveries);
  const records = await new Subscriber(client, { topics: ["orders"], stop: { latest: true } }).records(values.length);
  for (let key = 0; key < 10; key++) {
    const read = records.filter((record) => textOf(record.key) === `key-${key}`).map(({ value }) => textOf(value));
    expect(read).toEqual(values.filter((value) => Number(value) % 10 === key));
  }
});

describe("the buffer", () => {
  test("is bounded by records: send() refuses beyond it, and ready() waits", async () => {
    const { producer } = await producerOf({ maxBufferedRecords: 10 });
    const sent = sendAll(producer, numbered(10));
    await expect(producer.send({ value: "one more" })).rejects.toThrow(BufferFullError);
    const ready = producer.ready();
    expect(await isPending(ready)).toBe(true);
    await ready;
    expect(producer.bufferedRecords).toBeLessThanOrEqual(5);
    expect(await sent).toHaveLength(10);
  });

  test("is bounded by bytes, and a record that is larger goes alone", async () => {
    const { producer } = await producerOf({ maxBufferedBytes: 5000 });
    const large = producer.send({ value: "x".repeat(6000) });
    await expect(producer.send({ value: "one more" })).rejects.toThrow(BufferFullError);
    await large;
    await producer.ready();
    await producer.send({ value: "one more" });
  });

  test("stays bounded for who waits for ready(), however many it sends", async () => {
    const { producer } = await producerOf({ maxBufferedRecords: 50, maxBatchRecords: 10 });
    const deliveries: Promise<unknown>[] = [];
    for (const value of numbered(1000)) {
      await producer.ready();
      deliveries.push(producer.send({ value }));
      expect(producer.bufferedRecords).toBeLessThanOrEqual(50);
    }
    await Promise.all(deliveries);
    expect(producer.bufferedRecords).toBe(0);
    expect(producer.bufferedBytes).toBe(0);
  });
});

test("a loop that awaits nothing but ready() lets other work have its turn", async () => {
  const { producer } = await producerOf({ maxBatchRecords: 100_000, lingerMs: 3_600_000 });
  let turns = 0;
  const work = setInterval(() => turns++, 0);
  for (const value of numbered(20_000)) {
    await producer.ready();
    void producer.send({ value });
  }
  clearInterval(work);
  expect(turns).toBeGreaterThan(1);
  await producer.flush();
});

describe("lingering", () => {
  test("waits for more, until flush() or the bound of a request", async () => {
    const { producer } = await producerOf({ lingerMs: 3_600_000, maxBatchRecords: 3 });
    const full = sendAll(producer, numbered(3));
    await full;
    const lingering = producer.send({ value: "x" });
    expect(await isPending(lingering)).toBe(true);
    await producer.flush();
    expect(await isPending(lingering)).toBe(false);
    expect((await lingering).offset).toBe(3n);
  });
});

describe("close", () => {
  test("waits for all that were sent, and refuses more", async () => {
    const { producer } = await producerOf({ lingerMs: 3_600_000, maxBatchRecords: 100 });
    const sent = sendAll(producer, numbered(1234));
    await producer.close();
    expect(await isPending(sent)).toBe(false);
    await expect(producer.send({ value: "x" })).rejects.toThrow(ClosedError);
    await producer.close();
  });

  test("of the client closes its producers, and the client makes no more", async () => {
    const { headwater, producer } = await producerOf();
    const sent = sendAll(producer, numbered(10));
    await headwater.close();
    expect(await isPending(sent)).toBe(false);
    expect(() => headwater.producer({ topic: "orders" })).toThrow(ClosedError);
  });
});

test("bounds that can't be used are refused", async () => {
  const { headwater } = await producerOf();
  for (const name of ["maxBatchRecords", "maxBatchBytes", "maxBufferedRecords", "maxBufferedBytes", "maxInFlight"]) {
    expect(() => headwater.producer({ topic: "orders", [name]: 0 })).toThrow(`${name} is 0`);
  }
});
