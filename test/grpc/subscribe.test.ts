import { describe, expect, test } from "vitest";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { refusal } from "../helpers/refusal.js";
import { kinds, Subscriber, values } from "../helpers/subscriber.js";
import { textOf, withValues } from "../helpers/values.js";

/** A topic of one partition with the records "0" to "9", whose timestamps are 1000, 1010, ... */
async function clientWithRecords(options = {}): Promise<BrokerServiceClient> {
  const client = testClient(await testBroker(options));
  await client.createTopic({ topic: "orders" });
  const records = Array.from({ length: 10 }, (_, i) => ({
    value: Buffer.from(`${i}`),
    timestampMs: BigInt(1000 + 10 * i),
  }));
  await client.produce({ topic: "orders", records });
  return client;
}

const NOW = { latest: true };

describe("the events of a stream", () => {
  test("Assigned, what is there, CaughtUp once, then what comes", async () => {
    const client = await clientWithRecords();
    const subscriber = new Subscriber(client, { topics: ["orders"] });
    expect(await subscriber.next()).toMatchObject({
      assigned: {
        memberId: "",
        generation: 0n,
        partitions: [{ topic: "orders", partition: 0, startOffset: 0n, highWatermark: 10n }],
      },
    });
    expect(await subscriber.next()).toMatchObject({
      batch: { topic: "orders", partition: 0, nextOffset: 10n, highWatermark: 10n },
    });
    expect((await subscriber.next()).caughtUp).toEqual({});
    for (const value of ["a", "b"]) {
      await client.produce({ topic: "orders", records: withValues(value) });
      const { batch } = await subscriber.next();
      expect(batch?.records.map((record) => textOf(record.value))).toEqual([value]);
    }
  });

  test("Assigned and CaughtUp come also where there is nothing to read", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", partitions: 2 });
    const subscriber = new Subscriber(client, { topics: ["orders"] });
    expect((await subscriber.next()).assigned?.partitions.map(({ partition }) => partition)).toEqual([0, 1]);
    expect((await subscriber.next()).caughtUp).toEqual({});
  });

  test("what is produced after Assigned arrives, also from the latest on", async () => {
    const client = await clientWithRecords();
    const subscriber = new Subscriber(client, { topics: ["orders"], start: NOW });
    const { assigned } = await subscriber.next();
    expect(assigned?.partitions).toMatchObject([{ startOffset: 10n, highWatermark: 10n }]);
    await client.produce({ topic: "orders", records: withValues("a") });
    expect((await subscriber.records(1)).map(({ offset }) => offset)).toEqual([10n]);
  });

  test("every record arrives once and in order while others produce", async () => {
    const client = await clientWithRecords();
    const subscriber = new Subscriber(client, { topics: ["orders"], limit: 1010n, maxBatchRecords: 7 });
    const producing = (async () => {
      for (let i = 0; i < 200; i++)
        await client.produce({ topic: "orders", records: withValues("a", "b", "c", "d", "e") });
    })();
    const offsets = (await subscriber.records(1010)).map(({ offset }) => Number(offset));
    await producing;
    expect(offsets).toEqual(Array.from({ length: 1010 }, (_, i) => i));
  });
});

describe("start", () => {
  test.each([
    ["unset", {}, "0123456789"],
    ["earliest", { earliest: true }, "0123456789"],
    ["latest", { latest: true }, ""],
    ["offset", { offset: 7n }, "789"],
    ["offset, of the end", { offset: 10n }, ""],
    ["timestamp_ms", { timestampMs: 1051n }, "6789"],
    ["timestamp_ms, after all", { timestampMs: 5000n }, ""],
    ["tail", { tail: 2n }, "89"],
  ])("%s", async (_what, start, expected) => {
    const client = await clientWithRecords();
    const events = await new Subscriber(client, { topics: ["orders"], start, stop: NOW }).rest();
    expect(values(events).join("")).toBe(expected);
  });
});

describe("stop ends the stream with OK", () => {
  test.each([
    ["latest", { latest: true }, "0123456789"],
    ["earliest", { earliest: true }, ""],
    ["offset", { offset: 4n }, "0123"],
    ["timestamp_ms", { timestampMs: 1020n }, "01"],
    ["tail", { tail: 8n }, "01"],
  ])("%s", async (_what, stop, expected) => {
    const client = await clientWithRecords();
    const events = await new Subscriber(client, { topics: ["orders"], stop }).rest();
    expect(kinds(events).filter((kind) => kind !== "batch" && kind !== "caughtUp")).toEqual(["assigned"]);
    expect(values(events).join("")).toBe(expected);
  });

  test("with what was there at the call, whatever comes later", async () => {
    const client = await clientWithRecords();
    const subscriber = new Subscriber(client, { topics: ["orders"], stop: NOW, maxBatchRecords: 1 });
    await subscriber.next();
    await client.produce({ topic: "orders", records: withValues("late") });
    expect(values(await subscriber.rest()).join("")).toBe("0123456789");
  });

  test("on empty partitions at once", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", partitions: 3 });
    const events = await new Subscriber(client, { topics: ["orders"], stop: NOW }).rest();
    expect(kinds(events)[0]).toBe("assigned");
    expect(values(events)).toEqual([]);
  });

  test("where the start is behind it at once, with nothing", async () => {
    const client = await clientWithRecords();
    const request = { topics: ["orders"], start: { offset: 5n }, stop: { offset: 3n } };
    expect(values(await new Subscriber(client, request).rest())).toEqual([]);
  });

  test("which is unset means never", async () => {
    const client = await clientWithRecords();
    const subscriber = new Subscriber(client, { topics: ["orders"], stop: {} });
    await subscriber.records(10);
    await subscriber.next();
    await client.produce({ topic: "orders", records: withValues("a") });
    expect((await subscriber.records(1)).map(({ offset }) => offset)).toEqual([10n]);
  });
});

describe("limit ends the stream with OK", () => {
  test.each([1, 4, 9, 10])("after %i records, in the middle of a batch too", async (limit) => {
    const client = await clientWithRecords();
    const request = { topics: ["orders"], limit: BigInt(limit), maxBatchRecords: 3 };
    expect(values(await new Subscriber(client, request).rest()).join("")).toBe("0123456789".slice(0, limit));
  });

  test("counts the records of all partitions together", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", partitions: 2 });
    for (const partition of [0, 1]) await client.produce({ topic: "orders", partition, records: withValues("a", "b") });
    expect(values(await new Subscriber(client, { topics: ["orders"], limit: 3n }).rest())).toHaveLength(3);
  });

  test("waits for the records that are still to come", async () => {
    const client = await clientWithRecords();
    const subscriber = new Subscriber(client, { topics: ["orders"], limit: 11n });
    await subscriber.records(10);
    expect((await subscriber.next()).caughtUp).toBeDefined();
    await client.produce({ topic: "orders", records: withValues("a", "b") });
    expect(values(await subscriber.rest())).toEqual(["a"]);
  });
});

describe("which partitions", () => {
  async function clientWithPartitions(): Promise<BrokerServiceClient> {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", partitions: 4 });
    for (let partition = 0; partition < 4; partition++) {
      await client.produce({ topic: "orders", partition, records: withValues(`${partition}`) });
    }
    return client;
  }

  test("just those that are named", async () => {
    const client = await clientWithPartitions();
    const events = await new Subscriber(client, { topics: ["orders"], partitions: [3, 1], stop: NOW }).rest();
    expect(events[0]?.assigned?.partitions.map(({ partition }) => partition)).toEqual([3, 1]);
    expect(values(events).sort()).toEqual(["1", "3"]);
  });

  test("those that are added later, from their first record on, after another Assigned", async () => {
    const client = await clientWithPartitions();
    const subscriber = new Subscriber(client, { topics: ["orders"], start: NOW });
    expect(kinds([await subscriber.next(), await subscriber.next()])).toEqual(["assigned", "caughtUp"]);
    await client.updateTopic({ topic: "orders", partitions: 6 });
    await client.produce({ topic: "orders", partition: 5, records: withValues("new") });
    const { assigned } = await subscriber.next();
    expect(assigned?.partitions).toMatchObject([
      { partition: 4, startOffset: 0n },
      { partition: 5, startOffset: 0n },
    ]);
    const events = [await subscriber.next(), await subscriber.next()];
    expect(kinds(events).sort()).toEqual(["batch", "caughtUp"]);
    expect(values(events)).toEqual(["new"]);
  });

  test("none that are added later where some are named", async () => {
    const client = await clientWithPartitions();
    const subscriber = new Subscriber(client, { topics: ["orders"], partitions: [0], start: NOW });
    await subscriber.next();
    await subscriber.next();
    await client.updateTopic({ topic: "orders", partitions: 5 });
    await client.produce({ topic: "orders", partition: 4, records: withValues("new") });
    await client.produce({ topic: "orders", partition: 0, records: withValues("old") });
    expect(await subscriber.next()).toMatchObject({ batch: { partition: 0 } });
  });
});

describe("several topics on one stream", () => {
  test("are all read, and named in order in Assigned", async () => {
    const client = testClient(await testBroker());
    for (const topic of ["a", "b"]) {
      await client.createTopic({ topic, partitions: 2 });
      await client.produce({ topic, partition: 1, records: withValues(topic) });
    }
    const events = await new Subscriber(client, { topics: ["b", "a"], stop: NOW }).rest();
    expect(events[0]?.assigned?.partitions.map(({ topic, partition }) => `${topic}${partition}`)).toEqual([
      "b0",
      "b1",
      "a0",
      "a1",
    ]);
    expect(values(events).sort()).toEqual(["a", "b"]);
  });

  test("take turns by the batch, so that a busy one starves no other", async () => {
    const client = testClient(await testBroker());
    for (const topic of ["busy", "quiet"]) await client.createTopic({ topic });
    await client.produce({ topic: "busy", records: Array.from({ length: 1000 }, () => ({ value: Buffer.from("b") })) });
    await client.produce({ topic: "quiet", records: withValues("q", "q", "q") });
    const request = { topics: ["busy", "quiet"], stop: NOW, maxBatchRecords: 1 };
    const order = values(await new Subscriber(client, request).rest()).join("");
    expect(order).toHaveLength(1003);
    expect(order.startsWith("bqbqbqbb")).toBe(true);
  });

  test("end together when one is deleted", async () => {
    const client = testClient(await testBroker());
    for (const topic of ["a", "b"]) await client.createTopic({ topic });
    const subscriber = new Subscriber(client, { topics: ["a", "b"] });
    await subscriber.next();
    await subscriber.next();
    await client.deleteTopic({ topic: "b" });
    expect(await refusal(subscriber.next())).toMatchObject({ reason: "TOPIC_NOT_FOUND", resource: { name: "b" } });
  });
});

describe("batches", () => {
  test("hold at most max_batch_records", async () => {
    const client = await clientWithRecords();
    const events = await new Subscriber(client, { topics: ["orders"], stop: NOW, maxBatchRecords: 4 }).rest();
    expect(events.flatMap(({ batch }) => batch?.records.length ?? [])).toEqual([4, 4, 2]);
  });

  test("hold at most max_batch_bytes, but one record whatever its size", async () => {
    const client = await clientWithRecords();
    const sizes = async (maxBatchBytes: number) => {
      const events = await new Subscriber(client, { topics: ["orders"], stop: NOW, maxBatchBytes }).rest();
      return events.flatMap(({ batch }) => batch?.records.length ?? []);
    };
    expect(await sizes(1)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(await sizes(49)).toEqual([4, 4, 2]);
  });

  test("hold at most the server's bound, whatever is asked for", async () => {
    const client = await clientWithRecords({ maxBatchBytes: 49 });
    const request = { topics: ["orders"], stop: NOW, maxBatchBytes: 1_000_000 };
    const events = await new Subscriber(client, request).rest();
    expect(events.flatMap(({ batch }) => batch?.records.length ?? [])).toEqual([4, 4, 2]);
  });

  test("say where the next one starts and where the end was", async () => {
    const client = await clientWithRecords();
    const events = await new Subscriber(client, { topics: ["orders"], stop: NOW, maxBatchRecords: 4 }).rest();
    expect(events.flatMap(({ batch }) => batch?.nextOffset ?? [])).toEqual([4n, 8n, 10n]);
    expect(events.flatMap(({ batch }) => batch?.highWatermark ?? [])).toEqual([10n, 10n, 10n]);
  });

  test("have text for what is UTF-8 where text is asked for", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    await client.produce({ topic: "orders", records: [{ keyText: "k", value: Buffer.from([0xff]) }] });
    const [record] = await new Subscriber(client, { topics: ["orders"], text: true }).records(1);
    expect(record).toMatchObject({ keyText: "k", key: undefined, valueText: "", value: Buffer.from([0xff]) });
  });
});

describe("Truncated", () => {
  test("says what retention removed before the reader came to it, and reading goes on behind", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", config: { retentionBytes: 200_000n } });
    const big = { value: new Uint8Array(50_000) };
    await client.produce({ topic: "orders", records: [big] });
    const subscriber = new Subscriber(client, { topics: ["orders"], maxBatchRecords: 1 });
    await subscriber.records(1);
    for (let i = 0; i < 400; i++) await client.produce({ topic: "orders", records: [big] });

    let next = 1n;
    let skipped = 0n;
    while (next < 401n) {
      const { batch, truncated } = await subscriber.next();
      if (truncated) {
        expect(truncated.partition).toEqual({ topic: "orders", partition: 0 });
        expect(truncated.fromOffset).toBe(next);
        skipped += truncated.toOffset - next;
        next = truncated.toOffset;
      }
      for (const { offset } of batch?.records ?? []) expect(offset).toBe(next++);
    }
    expect(skipped).toBeGreaterThan(0n);
  });
});

describe("auto_create_topics", () => {
  test("off: an unknown topic is refused and not created", async () => {
    const client = testClient(await testBroker());
    const subscriber = new Subscriber(client, { topics: ["new"] });
    expect(await refusal(subscriber.next())).toMatchObject({ reason: "TOPIC_NOT_FOUND" });
    expect((await client.listTopics({})).topics).toEqual([]);
  });

  test("on: the topic comes to be, and its first record arrives", async () => {
    const client = testClient(await testBroker({ autoCreateTopics: true }));
    const subscriber = new Subscriber(client, { topics: ["new"] });
    await subscriber.next();
    await client.produce({ topic: "new", records: withValues("a") });
    expect((await subscriber.records(1)).map(({ value }) => textOf(value))).toEqual(["a"]);
  });
});
