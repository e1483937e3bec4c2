import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { invalidField, refusal } from "../helpers/refusal.js";
import { withValues } from "../helpers/values.js";

describe("CreateTopic", () => {
  test("answers with the topic, whose partitions are empty", async () => {
    const client = testClient(await testBroker());
    const { topic } = await client.createTopic({
      topic: "orders",
      partitions: 2,
      config: { retentionMs: 1000n, retentionBytes: 2000n, maxRecordBytes: 3000 },
    });
    expect(topic).toMatchObject({
      name: "orders",
      partitions: [0, 1].map((partition) => ({ partition, logStartOffset: 0n, highWatermark: 0n, sizeBytes: 0n })),
      config: { retentionMs: 1000n, retentionBytes: 2000n, maxRecordBytes: 3000 },
    });
  });

  test("takes what is not given from the server's defaults", async () => {
    const broker = await testBroker({
      defaultPartitions: 4,
      defaultRetentionMs: 60_000,
      defaultRetentionBytes: 1_000_000,
      defaultMaxRecordBytes: 5000,
    });
    const { topic } = await testClient(broker).createTopic({ topic: "orders", config: { retentionMs: -1n } });
    expect(topic?.partitions).toHaveLength(4);
    expect(topic?.config).toMatchObject({ retentionMs: -1n, retentionBytes: 1_000_000n, maxRecordBytes: 5000 });
  });

  test.each([
    ["", "topic"],
    [".", "topic"],
    ["..", "topic"],
    ["a/b", "topic"],
    ["ü", "topic"],
    ["x".repeat(250), "topic"],
  ])("refuses the name %j", async (topic, field) => {
    const client = testClient(await testBroker());
    expect(await refusal(client.createTopic({ topic }))).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      ...invalidField(field),
    });
    expect((await client.listTopics({})).topics).toEqual([]);
  });

  test("takes the longest times and the largest sizes that a double can hold", async () => {
    const client = testClient(await testBroker());
    const config = { retentionMs: 2n ** 53n - 1n, retentionBytes: 2n ** 53n - 1n };
    expect((await client.createTopic({ topic: "orders", config })).topic?.config).toMatchObject(config);
  });

  test("takes a name of 249 characters", async () => {
    const client = testClient(await testBroker());
    const { topic } = await client.createTopic({ topic: "x".repeat(249) });
    expect(topic?.name).toBe("x".repeat(249));
  });

  test.each([
    ["a negative count", { partitions: -1 }, "partitions"],
    ["less than -1", { config: { retentionMs: -2n } }, "config.retention_ms"],
    ["a time that a double can't hold", { config: { retentionMs: 2n ** 63n - 1n } }, "config.retention_ms"],
    ["a size that a double can't hold", { config: { retentionBytes: 2n ** 53n } }, "config.retention_bytes"],
    ["less than -1", { config: { retentionBytes: -2n } }, "config.retention_bytes"],
    ["0", { config: { maxRecordBytes: 0 } }, "config.max_record_bytes"],
    ["more than a message", { config: { maxRecordBytes: 2 ** 30 } }, "config.max_record_bytes"],
  ])("refuses %s as $2 and creates nothing", async (_what, request, field) => {
    const client = testClient(await testBroker());
    expect(await refusal(client.createTopic({ topic: "orders", ...request }))).toMatchObject(invalidField(field));
    expect((await client.listTopics({})).topics).toEqual([]);
  });
});

describe("GetTopic", () => {
  test("shows offsets and size of every partition as they are now", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", partitions: 2 });
    await client.produce({ topic: "orders", partition: 1, records: withValues("a", "b", "c") });
    const { topic } = await client.getTopic({ topic: "orders" });
    expect(topic?.partitions).toMatchObject([
      { partition: 0, logStartOffset: 0n, highWatermark: 0n, sizeBytes: 0n },
      { partition: 1, logStartOffset: 0n, highWatermark: 3n },
    ]);
    expect(topic?.partitions[1]?.sizeBytes).toBeGreaterThan(0n);
  });

  test("without a name is refused with the field's path", async () => {
    const client = testClient(await testBroker());
    expect(await refusal(client.getTopic({}))).toMatchObject(invalidField("topic"));
  });
});

describe("ListTopics", () => {
  test("pages hold every topic once, in the order of names", async () => {
    const client = testClient(await testBroker());
    for (const topic of ["e", "b", "d", "a", "c"]) await client.createTopic({ topic });
    const pages: string[][] = [];
    let pageToken = "";
    do {
      const page = await client.listTopics({ pageSize: 2, pageToken });
      pages.push(page.topics.map(({ name }) => name));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(pages).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  test("a page that ends with the last topic has no next", async () => {
    const client = testClient(await testBroker());
    for (const topic of ["a", "b"]) await client.createTopic({ topic });
    expect((await client.listTopics({ pageSize: 2 })).nextPageToken).toBe("");
  });

  test("goes on behind a topic that was deleted between two pages", async () => {
    const client = testClient(await testBroker());
    for (const topic of ["a", "b", "c"]) await client.createTopic({ topic });
    const { nextPageToken: pageToken } = await client.listTopics({ pageSize: 2 });
    await client.deleteTopic({ topic: "b" });
    const { topics } = await client.listTopics({ pageSize: 2, pageToken });
    expect(topics.map(({ name }) => name)).toEqual(["c"]);
  });

  test("without a page size answers with 100 topics", async () => {
    const client = testClient(await testBroker());
    for (let i = 0; i < 101; i++) await client.createTopic({ topic: `t${i}` });
    const { topics, nextPageToken } = await client.listTopics({});
    expect(topics).toHaveLength(100);
    expect(nextPageToken).not.toBe("");
  });

  test.each([
    [{ pageSize: -1 }, "page_size"],
    [{ pageToken: "no token of ours!" }, "page_token"],
  ])("refuses %j", async (request, field) => {
    const client = testClient(await testBroker());
    expect(await refusal(client.listTopics(request))).toMatchObject(invalidField(field));
  });
});

describe("UpdateTopic", () => {
  test("changes what is given and keeps the rest", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", partitions: 2, config: { retentionMs: 1n, retentionBytes: 2n } });
    const { topic } = await client.updateTopic({ topic: "orders", config: { retentionBytes: -1n } });
    expect(topic?.partitions).toHaveLength(2);
    expect(topic?.config).toMatchObject({ retentionMs: 1n, retentionBytes: -1n });
    expect((await client.getTopic({ topic: "orders" })).topic).toEqual(topic);
  });

  test("adds partitions and keeps the records of those that are there", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    await client.produce({ topic: "orders", records: withValues("a") });
    const { topic } = await client.updateTopic({ topic: "orders", partitions: 3 });
    expect(topic?.partitions.map(({ highWatermark }) => highWatermark)).toEqual([1n, 0n, 0n]);
  });

  test("applies a smaller retention_bytes at once", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    for (let i = 0; i < 20; i++)
      await client.produce({ topic: "orders", records: [{ value: new Uint8Array(10_000) }] });
    const { topic } = await client.updateTopic({ topic: "orders", config: { retentionBytes: 1n } });
    expect(topic?.partitions[0]?.logStartOffset).toBeGreaterThan(0n);
    expect(topic?.partitions[0]?.highWatermark).toBe(20n);
  });

  test.each([
    ["a negative count", { partitions: -1 }, "partitions"],
    ["less than -1", { partitions: 3, config: { retentionMs: -2n } }, "config.retention_ms"],
    [
      "a time that a double can't hold",
      { partitions: 3, config: { retentionMs: 2n ** 63n - 1n } },
      "config.retention_ms",
    ],
    [
      "a size that a double can't hold",
      { partitions: 3, config: { retentionBytes: 2n ** 53n } },
      "config.retention_bytes",
    ],
  ])("refuses %s as $2 and changes nothing", async (_what, change, field) => {
    const client = testClient(await testBroker());
    const { topic } = await client.createTopic({ topic: "orders" });
    expect(await refusal(client.updateTopic({ topic: "orders", ...change }))).toMatchObject(invalidField(field));
    expect((await client.getTopic({ topic: "orders" })).topic).toEqual(topic);
  });
});

describe("DeleteTopic", () => {
  test("leaves no topic behind, and its name is free for an empty one", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    await client.produce({ topic: "orders", records: withValues("a") });
    expect(await client.deleteTopic({ topic: "orders" })).toEqual({});
    expect((await client.listTopics({})).topics).toEqual([]);
    const { topic } = await client.createTopic({ topic: "orders" });
    expect(topic?.partitions[0]?.highWatermark).toBe(0n);
  });

  test("gives its partitions back to the limit", async () => {
    const client = testClient(await testBroker({ maxPartitions: 3 }));
    await client.createTopic({ topic: "a", partitions: 3 });
    await client.deleteTopic({ topic: "a" });
    const { topic } = await client.createTopic({ topic: "b", partitions: 3 });
    expect(topic?.partitions).toHaveLength(3);
  });
});
