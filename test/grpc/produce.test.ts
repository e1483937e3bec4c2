import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { Acks, type BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { LogLines } from "../helpers/log-lines.js";
import { invalidField, refusal } from "../helpers/refusal.js";
import { textOf, withValues } from "../helpers/values.js";

async function clientWithTopic(partitions = 1): Promise<BrokerServiceClient> {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders", partitions });
  return client;
}

async function highWatermarks(client: BrokerServiceClient): Promise<bigint[]> {
  const { topic } = await client.getTopic({ topic: "orders" });
  return topic!.partitions.map(({ highWatermark }) => highWatermark);
}

describe("where records go", () => {
  test("records with the same key go to the same partition, in their order", async () => {
    const client = await clientWithTopic(3);
    const keyed = (key: string, value: string) => ({ key: Buffer.from(key), value: Buffer.from(value) });
    const { runs: first } = await client.produce({ topic: "orders", records: [keyed("alice", "1")] });
    const { runs: second } = await client.produce({
      topic: "orders",
      records: [keyed("alice", "2"), keyed("alice", "3")],
    });
    const partition = first[0]!.partition;
    expect(first).toEqual([{ partition, baseOffset: 0n, count: 1 }]);
    expect(second).toEqual([{ partition, baseOffset: 1n, count: 2 }]);
    const { batch } = await client.fetch({ topic: "orders", partition });
    expect(batch?.records.map(({ value }) => textOf(value))).toEqual(["1", "2", "3"]);
  });

  test("a key's text stand-in chooses the partition that the key would", async () => {
    const client = await clientWithTopic(16);
    for (const key of ["alice", "bob", "carol", "dave", ""]) {
      const asBytes = await client.produce({ topic: "orders", records: [{ key: Buffer.from(key) }] });
      const asText = await client.produce({ topic: "orders", records: [{ keyText: key }] });
      if (key !== "") expect(asText.runs[0]?.partition).toBe(asBytes.runs[0]?.partition);
    }
  });

  test("an empty key is a key", async () => {
    const client = await clientWithTopic(16);
    const partitions = new Set<number>();
    for (let i = 0; i < 16; i++) {
      const { runs } = await client.produce({ topic: "orders", records: [{ key: new Uint8Array() }] });
      partitions.add(runs[0]!.partition);
    }
    expect(partitions.size).toBe(1);
  });

  test("the records without key of one request go together, and each request to the next partition", async () => {
    const client = await clientWithTopic(3);
    const targets: number[] = [];
    for (let i = 0; i < 4; i++) {
      const { runs } = await client.produce({ topic: "orders", records: withValues("a", "b") });
      expect(runs).toHaveLength(1);
      expect(runs[0]?.count).toBe(2);
      targets.push(runs[0]!.partition);
    }
    expect(targets).toEqual([0, 1, 2, 0]);
  });

  test("a partition that is given wins over keys", async () => {
    const client = await clientWithTopic(3);
    const records = ["a", "b", "c", "d", "e"].map((key) => ({ key: Buffer.from(key) }));
    const { runs } = await client.produce({ topic: "orders", partition: 2, records });
    expect(runs).toEqual([{ partition: 2, baseOffset: 0n, count: 5 }]);
  });

  test("runs cover the records in request order", async () => {
    const client = await clientWithTopic(4);
    const keys = Array.from({ length: 50 }, (_, i) => `key ${i % 7}`);
    const { runs } = await client.produce({
      topic: "orders",
      records: keys.map((key, i) => ({ key: Buffer.from(key), value: Buffer.from(`${i}`) })),
    });
    const placed = runs.flatMap(({ partition, baseOffset, count }) =>
      Array.from({ length: count }, (_, i) => ({ partition, offset: baseOffset + BigInt(i) })),
    );
    expect(placed).toHaveLength(50);
    for (const [i, { partition, offset }] of placed.entries()) {
      const { batch } = await client.fetch({ topic: "orders", partition, start: { offset }, maxRecords: 1 });
      expect(textOf(batch?.records[0]?.value)).toBe(`${i}`);
    }
  });
});

describe("what is stored", () => {
  test("a record comes back as it was, with offset and timestamp of the broker", async () => {
    const client = await clientWithTopic();
    const before = Date.now();
    await client.produce({
      topic: "orders",
      records: [
        {
          key: Buffer.from("k"),
          value: Buffer.from([0, 255, 128]),
          headers: [
            { key: "h", value: Buffer.from("1") },
            { key: "h", value: Buffer.from("2") },
            { key: "", value: new Uint8Array() },
          ],
        },
        { timestampMs: 1234n },
        { key: new Uint8Array(), value: new Uint8Array() },
      ],
    });
    const { batch } = await client.fetch({ topic: "orders" });
    expect(batch).toMatchObject({ topic: "orders", partition: 0, nextOffset: 3n, highWatermark: 3n });
    const [first, tombstone, empty] = batch!.records;
    expect(first).toMatchObject({ offset: 0n, key: Buffer.from("k"), value: Buffer.from([0, 255, 128]) });
    expect(first?.headers.map(({ key, value }) => [key, textOf(value)])).toEqual([
      ["h", "1"],
      ["h", "2"],
      ["", ""],
    ]);
    expect(Number(first?.timestampMs)).toBeGreaterThanOrEqual(before);
    expect(Number(first?.timestampMs)).toBeLessThanOrEqual(Date.now());
    expect(tombstone).toMatchObject({ offset: 1n, timestampMs: 1234n, key: undefined, value: undefined, headers: [] });
    expect(empty).toMatchObject({ offset: 2n, key: Buffer.alloc(0), value: Buffer.alloc(0) });
  });

  test("a record that was read can be produced again as it is", async () => {
    const client = await clientWithTopic(2);
    await client.produce({
      topic: "orders",
      partition: 0,
      records: [...withValues("a"), { keyText: "k", valueText: "b", timestampMs: 7n }],
    });
    const { batch } = await client.fetch({ topic: "orders" });
    await client.produce({ topic: "orders", partition: 1, records: batch!.records });
    const { batch: copy } = await client.fetch({ topic: "orders", partition: 1 });
    expect(copy?.records).toEqual(batch?.records);
  });
});

describe("acks", () => {
  test.each([Acks.ACKS_UNSPECIFIED, Acks.ACKS_LEADER, Acks.ACKS_ALL])(
    "%i: answers when it can be read",
    async (acks) => {
      const client = await clientWithTopic();
      const { runs } = await client.produce({ topic: "orders", acks, records: withValues("a") });
      expect(runs).toEqual([{ partition: 0, baseOffset: 0n, count: 1 }]);
      expect(await highWatermarks(client)).toEqual([1n]);
    },
  );

  test("NONE: the answer is empty, and the records are appended", async () => {
    const client = await clientWithTopic();
    expect(await client.produce({ topic: "orders", acks: Acks.ACKS_NONE, records: withValues("a") })).toEqual({
      runs: [],
    });
    expect(await highWatermarks(client)).toEqual([1n]);
  });

  test("NONE: a refused append is answered as one that went well, and logged", async () => {
    const lines = new LogLines();
    const client = testClient(await testBroker({ logger: lines.logger }));
    expect(await client.produce({ topic: "nowhere", acks: Acks.ACKS_NONE, records: withValues("a") })).toEqual({
      runs: [],
    });
    const line = await lines.next(({ msg }) => msg.includes("not appended"));
    expect(line).toMatchObject({ code: Status.NOT_FOUND, problem: expect.stringContaining("topic nowhere") });
    expect(JSON.stringify(line)).not.toContain("stack");
  });

  test("a value that the contract doesn't have is refused", async () => {
    const client = await clientWithTopic();
    const call = client.produce({ topic: "orders", acks: 4 as Acks, records: withValues("a") });
    expect(await refusal(call)).toMatchObject({ code: Status.INVALID_ARGUMENT, ...invalidField("acks") });
    expect(await highWatermarks(client)).toEqual([0n]);
  });
});

describe("expected_offset", () => {
  test("appends where it is the high watermark, also where that is 0", async () => {
    const client = await clientWithTopic();
    const at = (expectedOffset: bigint) =>
      client.produce({ topic: "orders", partition: 0, expectedOffset, records: withValues("a", "b") });
    expect((await at(0n)).runs).toEqual([{ partition: 0, baseOffset: 0n, count: 2 }]);
    expect((await at(2n)).runs).toEqual([{ partition: 0, baseOffset: 2n, count: 2 }]);
  });

  test("of two producers that expect the same offset one wins", async () => {
    const client = await clientWithTopic();
    const calls = ["a", "b"].map((value) =>
      client.produce({ topic: "orders", partition: 0, expectedOffset: 0n, records: withValues(value) }),
    );
    const results = await Promise.allSettled(calls);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await highWatermarks(client)).toEqual([1n]);
  });

  test.each([1n, -1n, 2n ** 63n - 1n])("%i is not the high watermark: nothing is written", async (expectedOffset) => {
    const client = await clientWithTopic();
    const call = client.produce({ topic: "orders", partition: 0, expectedOffset, records: withValues("a") });
    expect(await refusal(call)).toMatchObject({ code: Status.ABORTED, reason: "UNEXPECTED_OFFSET" });
    expect(await highWatermarks(client)).toEqual([0n]);
  });

  test("needs a partition", async () => {
    const client = await clientWithTopic();
    const call = client.produce({ topic: "orders", expectedOffset: 0n, records: withValues("a") });
    expect(await refusal(call)).toMatchObject(invalidField("expected_offset"));
  });
});

describe("all or none", () => {
  test("a bad record among good ones for every partition: nothing is written", async () => {
    const client = await clientWithTopic(3);
    const good = ["a", "b", "c", "d", "e", "f"].map((key) => ({ key: Buffer.from(key) }));
    const call = client.produce({ topic: "orders", records: [...good, { value: Buffer.from("x"), valueText: "x" }] });
    expect(await refusal(call)).toMatchObject(invalidField("records[6].value_text"));
    expect(await highWatermarks(client)).toEqual([0n, 0n, 0n]);
  });

  test("no records at all are refused", async () => {
    const client = await clientWithTopic();
    expect(await refusal(client.produce({ topic: "orders" }))).toMatchObject(invalidField("records"));
  });

  test("a timestamp before 1970 is refused", async () => {
    const client = await clientWithTopic();
    const call = client.produce({ topic: "orders", records: [{ timestampMs: -1n }] });
    expect(await refusal(call)).toMatchObject(invalidField("records[0].timestamp_ms"));
    expect(await highWatermarks(client)).toEqual([0n]);
  });
});

describe("auto_create_topics", () => {
  test("off: an unknown topic is refused and not created", async () => {
    const client = testClient(await testBroker());
    expect(await refusal(client.produce({ topic: "new", records: withValues("a") }))).toMatchObject({
      reason: "TOPIC_NOT_FOUND",
    });
    expect((await client.listTopics({})).topics).toEqual([]);
  });

  test("on: the topic comes to be with the first record", async () => {
    const client = testClient(await testBroker({ autoCreateTopics: true, defaultPartitions: 2 }));
    const { runs } = await client.produce({ topic: "new", records: withValues("a") });
    expect(runs).toEqual([{ partition: 0, baseOffset: 0n, count: 1 }]);
    expect((await client.getTopic({ topic: "new" })).topic?.partitions).toHaveLength(2);
  });
});
