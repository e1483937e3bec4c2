import { describe, expect, test } from "vitest";
import type { Consumer, ConsumerOptions, ConsumerRecord, Headwater } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";

async function ordersWith(records: number, partitions = 1) {
  const headwater = testHeadwater(await testBroker());
  await headwater.topics.create("orders", { partitions });
  await produce(headwater, records, partitions);
  return headwater;
}

/** So many records to each partition, whose values are numbers from 0 on. */
async function produce(headwater: Headwater, records: number, partitions = 1, from = 0) {
  const producer = headwater.producer({ topic: "orders" });
  for (let partition = 0; partition < partitions; partition++) {
    for (let i = from; i < from + records; i++) void producer.send({ partition, value: `${i}` });
  }
  await producer.close();
}

async function take(consumer: Consumer, count: number): Promise<ConsumerRecord[]> {
  const records: ConsumerRecord[] = [];
  for await (const record of consumer) if (records.push(record) === count) break;
  return records;
}

const billing = { topics: ["orders"], group: "billing" } as const;

async function committed(headwater: Headwater): Promise<(bigint | undefined)[]> {
  return (await headwater.groups.get("billing")).offsets.map(({ committedOffset }) => committedOffset);
}

describe("a record", () => {
  test("has all that was produced, as plain values", async () => {
    const headwater = await ordersWith(0);
    const producer = headwater.producer({ topic: "orders" });
    const timestamp = new Date("2020-02-02T02:02:02.002Z");
    await producer.send({ key: "alice", value: '{"apples":2}', headers: { trace: "abc" }, timestamp });
    await producer.send({});
    const [record, tombstone] = await take(headwater.consumer({ topics: ["orders"] }), 2);
    expect(record).toMatchObject({ topic: "orders", partition: 0, offset: 0n, keyText: "alice", timestamp });
    expect([record!.key, record!.value]).toEqual([Buffer.from("alice"), Buffer.from('{"apples":2}')]);
    expect(record!.headers).toEqual([{ key: "trace", value: Buffer.from("abc") }]);
    expect(record!.text()).toBe('{"apples":2}');
    expect(record!.json()).toEqual({ apples: 2 });
    expect([tombstone!.key, tombstone!.keyText, tombstone!.value, tombstone!.text()]).toEqual([
      undefined,
      undefined,
      undefined,
      "",
    ]);
    expect(() => tombstone!.json()).toThrow(SyntaxError);
  });
});

describe("without group", () => {
  test.each([3, 20])("reads each of %d partitions from the start, in order", async (partitions) => {
    const headwater = await ordersWith(100, partitions);
    const records = await take(headwater.consumer({ topics: ["orders"], maxBatchRecords: 30 }), 100 * partitions);
    for (let partition = 0; partition < partitions; partition++) {
      const values = records.filter((record) => record.partition === partition).map((record) => Number(record.text()));
      expect(values).toEqual(Array.from({ length: 100 }, (_, i) => i));
    }
  });

  test.each([
    ["latest", 10],
    [{ offset: 7 }, 7],
    [{ tail: 2 }, 8],
    [{ timestamp: 0 }, 0],
  ] as const)("starts at %j", async (start, first) => {
    const headwater = await ordersWith(10);
    const consumer = headwater.consumer({ topics: ["orders"], start });
    await consumer.ready();
    await produce(headwater, 1, 1, 10);
    expect((await take(consumer, 1))[0]!.text()).toBe(`${first}`);
  });

  test("reads partitions that are added, from their first record", async () => {
    const headwater = await ordersWith(1);
    const consumer = headwater.consumer({ topics: ["orders"], start: "latest", metadataMaxAgeMs: 10 });
    await consumer.ready();
    await headwater.topics.update("orders", { partitions: 2 });
    await headwater.producer({ topic: "orders" }).send({ partition: 1, value: "added" });
    expect(await take(consumer, 1)).toMatchObject([{ partition: 1, offset: 0n }]);
  });

  test("goes on where seek() says, and what was received before counts no more", async () => {
    const headwater = await ordersWith(10);
    const consumer = headwater.consumer({ topics: ["orders"] });
    const values: string[] = [];
    for await (const record of consumer) {
      values.push(record.text());
      if (values.length === 3) consumer.seek(record, 8);
      if (values.length === 5) consumer.seek(record, 1n);
      if (values.length === 6) break;
    }
    expect(values).toEqual(["0", "1", "2", "8", "9", "1"]);
  });

  test("commits nothing", async () => {
    const headwater = await ordersWith(1);
    for await (const record of headwater.consumer({ topics: ["orders"] })) {
      await expect(headwater.consumer({ topics: ["orders"] }).commit(record)).rejects.toThrow(TypeError);
      break;
    }
    for (const option of ["commit", "maxInFlight", "revokeTimeoutMs", "clientId"]) {
      expect(() => headwater.consumer({ topics: ["orders"], [option]: "auto" })).toThrow(`${option} needs group`);
    }
  });
});

describe("in a group", () => {
  test("a loop that is left commits what was processed before, and not the record it was left in", async () => {
    const headwater = await ordersWith(10);
    await take(headwater.consumer(billing), 4);
    expect(await committed(headwater)).toEqual([3n]);
    const next = await take(headwater.consumer(billing), 1);
    expect(next[0]!.offset).toBe(3n);
  });

  test("so does one that throws", async () => {
    const headwater = await ordersWith(10);
    const consume = async () => {
      for await (const record of headwater.consumer(billing)) if (record.offset === 5n) throw new Error("no apples");
    };
    await expect(consume()).rejects.toThrow("no apples");
    expect(await committed(headwater)).toEqual([5n]);
  });

  test("batches are committed whole", async () => {
    const headwater = await ordersWith(10);
    const offsets: bigint[] = [];
    for await (const batch of headwater.consumer({ ...billing, maxBatchRecords: 4 }).batches()) {
      expect(batch.highWatermark).toBe(10n);
      expect(batch.records.at(-1)!.offset).toBe(batch.nextOffset - 1n);
      if (offsets.push(batch.nextOffset) === 3) break;
    }
    expect(offsets).toEqual([4n, 8n, 10n]);
    expect(await committed(headwater)).toEqual([8n]);
  });

  test("commits go together, and in time for the broker to go on", async () => {
    const headwater = await ordersWith(1000);
    const consumer = headwater.consumer({ ...billing, maxInFlight: 10, commitIntervalMs: 3_600_000 });
    expect(await take(consumer, 1000)).toHaveLength(1000);
    expect(await committed(headwater)).toEqual([999n]);
  });

  test("with manual nothing is committed but what commit() is told", async () => {
    const headwater = await ordersWith(10);
    const consumer = headwater.consumer({ ...billing, commit: "manual" });
    for await (const record of consumer) {
      if (record.offset === 2n) await consumer.commit(record);
      if (record.offset === 4n) expect(await committed(headwater)).toEqual([3n]);
      if (record.offset === 5n) await consumer.commit();
      if (record.offset === 8n) break;
    }
    expect(await committed(headwater)).toEqual([6n]);
  });

  test("commit() before the loop is left commits the record in hand", async () => {
    const headwater = await ordersWith(10);
    const consumer = headwater.consumer(billing);
    for await (const record of consumer) {
      if (record.offset < 4n) continue;
      await consumer.commit(record);
      break;
    }
    expect(await committed(headwater)).toEqual([5n]);
  });

  test("with on-delivery the broker has committed what comes", async () => {
    const headwater = await ordersWith(10);
    const consumer = headwater.consumer({ ...billing, commit: "on-delivery" });
    for await (const record of consumer) {
      expect((await committed(headwater))[0]).toBeGreaterThan(record.offset);
      await expect(consumer.commit()).rejects.toThrow(TypeError);
      break;
    }
    expect(() => consumer.pause([{ topic: "orders", partition: 0 }])).toThrow(TypeError);
    expect(() => headwater.consumer({ ...billing, commit: "on-delivery", maxInFlight: 1 })).toThrow(TypeError);
  });

  test("seek() is refused with what to do instead, which does it", async () => {
    const headwater = await ordersWith(10);
    const consumer = headwater.consumer(billing);
    for await (const record of consumer) {
      expect(() => consumer.seek(record, 0)).toThrow(/groups\.reset/);
      if (record.offset === 5n) break;
    }
    await headwater.groups.reset("billing", { topic: "orders", to: { offset: 2 } });
    expect(await take(headwater.consumer(billing), 1)).toMatchObject([{ offset: 2n }]);
  });
});

describe.each([{ topics: ["orders"] }, billing])("%j", (options: ConsumerOptions) => {
  test("a paused partition waits while the others flow, also in the middle of a batch", async () => {
    const headwater = await ordersWith(100, 2);
    const consumer = headwater.consumer(options);
    const seen: [number, bigint][] = [];
    let paused = -1;
    for await (const record of consumer) {
      const { partition, offset } = record;
      seen.push([partition, offset]);
      if (seen.length === 10) {
        paused = partition;
        consumer.pause([record]);
        expect(consumer.assignment.find((it) => it.partition === paused)).toMatchObject({ isPaused: true });
      }
      if (seen.length > 10 && seen.length <= 110) expect(partition).toBe(1 - paused);
      if (seen.length === 110) consumer.resume([{ topic: "orders", partition: paused }]);
      if (seen.length === 200) break;
    }
    for (const partition of [0, 1]) {
      const offsets = seen.filter(([of]) => of === partition).map(([, offset]) => Number(offset));
      expect(offsets).toEqual(Array.from({ length: 100 }, (_, i) => i));
    }
  });

  test("lag is what is to be processed still", async () => {
    const headwater = await ordersWith(50, 2);
    const consumer = headwater.consumer(options);
    await consumer.ready();
    expect(consumer.lag).toBe(100n);
    let count = 0n;
    for await (const _ of consumer) {
      expect(consumer.lag).toBe(100n - count++);
      expect(consumer.assignment.map(({ lag }) => lag).reduce((sum, lag) => sum + lag)).toBe(consumer.lag);
      if (count === 100n) break;
    }
  });

  test("a signal ends the loop after the record in hand, which counts as processed", async () => {
    const headwater = await ordersWith(10);
    const stop = new AbortController();
    const offsets: bigint[] = [];
    for await (const { offset } of headwater.consumer({ ...options, signal: stop.signal })) {
      offsets.push(offset);
      if (offset === 3n) stop.abort();
    }
    expect(offsets).toEqual([0n, 1n, 2n, 3n]);
    if (options.group !== undefined) expect(await committed(headwater)).toEqual([4n]);
  });

  test("a signal or close() ends a loop that waits", async () => {
    const headwater = await ordersWith(0);
    const stop = new AbortController();
    const [byAbort, byClose] = [headwater.consumer({ ...options, signal: stop.signal }), headwater.consumer(options)];
    const loops = [byAbort, byClose].map((consumer) => take(consumer, 1));
    await Promise.all([byAbort.ready(), byClose.ready()]);
    stop.abort();
    await byClose.close();
    expect(await Promise.all(loops)).toEqual([[], []]);
    expect(await take(headwater.consumer({ ...options, signal: stop.signal }), 1)).toEqual([]);
  });

  test("a topic that isn't there fails at first, or is waited for", async () => {
    const headwater = await ordersWith(0);
    const nowhere = { ...options, topics: ["nowhere"] };
    await expect(take(headwater.consumer(nowhere), 1)).rejects.toMatchObject({ reason: "TOPIC_NOT_FOUND" });
    await expect(headwater.consumer(nowhere).ready()).rejects.toMatchObject({ code: "NOT_FOUND" });
    const waited = new Promise((onRetry) => {
      const waiting = headwater.consumer({ ...nowhere, topicNotFound: "wait", onRetry });
      waiting.ready().then(() => onRetry(undefined));
    });
    expect(await waited).toMatchObject({ reason: "TOPIC_NOT_FOUND" });
  });

  test("a topic that is deleted ends it", async () => {
    const headwater = await ordersWith(1);
    const consume = async () => {
      for await (const _ of headwater.consumer(options)) await headwater.topics.delete("orders");
    };
    await expect(consume()).rejects.toMatchObject({ reason: "TOPIC_NOT_FOUND" });
  });

  test("it is read once, by one loop", async () => {
    const headwater = await ordersWith(1);
    const consumer = headwater.consumer(options);
    await take(consumer, 1);
    await expect(take(consumer, 1)).rejects.toThrow("once");
  });
});

test("options that don't go together are refused", async () => {
  const headwater = testHeadwater({ address: "127.0.0.1:1" });
  expect(() => headwater.consumer({ topics: [] })).toThrow(TypeError);
  expect(() => headwater.consumer({ topics: ["a", "a"] })).toThrow(TypeError);
  expect(() => headwater.consumer({ topics: ["a"], group: "" })).toThrow(TypeError);
});
