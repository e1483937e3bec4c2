import { describe, expect, test } from "vitest";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { observedServer } from "../helpers/observed-engine.js";
import { invalidField, refusal } from "../helpers/refusal.js";
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

async function fetched(client: BrokerServiceClient, request: object): Promise<string> {
  const { batch } = await client.fetch({ topic: "orders", ...request });
  return (batch?.records ?? []).map(({ value }) => textOf(value)).join("");
}

describe("Fetch starts at", () => {
  test.each([
    ["the oldest record where nothing is said", {}, "0123456789"],
    ["the oldest record where the position is unset", { start: {} }, "0123456789"],
    ["earliest", { start: { earliest: true } }, "0123456789"],
    ["latest", { start: { latest: true } }, ""],
    ["an offset", { start: { offset: 7n } }, "789"],
    ["offset 0", { start: { offset: 0n } }, "0123456789"],
    ["the high watermark", { start: { offset: 10n } }, ""],
    ["a record's timestamp", { start: { timestampMs: 1050n } }, "56789"],
    ["a timestamp between two records", { start: { timestampMs: 1051n } }, "6789"],
    ["a timestamp after all", { start: { timestampMs: 1091n } }, ""],
    ["a timestamp before all", { start: { timestampMs: -5n } }, "0123456789"],
    ["so many before the end", { start: { tail: 3n } }, "789"],
    ["none before the end", { start: { tail: 0n } }, ""],
    ["more before the end than there are", { start: { tail: 2n ** 62n } }, "0123456789"],
  ])("%s", async (_what, request, expected) => {
    expect(await fetched(await clientWithRecords(), request)).toBe(expected);
  });
});

describe("a batch of Fetch", () => {
  test("says where the next one starts", async () => {
    const client = await clientWithRecords();
    const { batch } = await client.fetch({ topic: "orders", start: { offset: 2n }, maxRecords: 3 });
    expect(batch).toMatchObject({ topic: "orders", partition: 0, nextOffset: 5n, highWatermark: 10n });
    expect(batch?.records.map(({ offset }) => offset)).toEqual([2n, 3n, 4n]);
  });

  test("holds at most max_records", async () => {
    expect(await fetched(await clientWithRecords(), { maxRecords: 4 })).toBe("0123");
  });

  test("holds at most max_bytes, but the first record whatever its size", async () => {
    const client = await clientWithRecords();
    const one = await client.fetch({ topic: "orders", maxBytes: 1 });
    expect(one.batch?.records).toHaveLength(1);
    const entry = 10;
    expect(await fetched(client, { maxBytes: 3 * entry })).toBe("012");
    expect(await fetched(client, { maxBytes: 4 * entry - 1 })).toBe("012");
  });

  test("holds at most the server's bound, whatever is asked for", async () => {
    const client = await clientWithRecords({ maxBatchBytes: 36 });
    expect(await fetched(client, {})).toBe("012");
    expect(await fetched(client, { maxBytes: 1_000_000 })).toBe("012");
  });

  test("with nothing there is empty and says where the end is", async () => {
    const client = await clientWithRecords();
    const { batch } = await client.fetch({ topic: "orders", start: { latest: true } });
    expect(batch).toEqual({ topic: "orders", partition: 0, records: [], nextOffset: 10n, highWatermark: 10n });
  });

  test("with text has text for what is UTF-8, and bytes for the rest", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    await client.produce({
      topic: "orders",
      records: [
        { key: Buffer.from("kéy"), value: Buffer.from("välue") },
        { key: Buffer.from([0xff]), value: Buffer.from("v") },
        { value: new Uint8Array() },
        {},
      ],
    });
    const { batch } = await client.fetch({ topic: "orders", text: true });
    expect(batch?.records).toMatchObject([
      { keyText: "kéy", valueText: "välue", key: undefined, value: undefined },
      { keyText: "", valueText: "v", key: Buffer.from([0xff]), value: undefined },
      { keyText: "", valueText: "", key: undefined, value: Buffer.alloc(0) },
      { keyText: "", valueText: "", key: undefined, value: undefined },
    ]);
    const { batch: bytes } = await client.fetch({ topic: "orders" });
    expect(bytes?.records[0]).toMatchObject({ keyText: "", valueText: "", key: Buffer.from("kéy") });
  });
});

describe("Fetch with max_wait", () => {
  test("answers as soon as a record comes", async () => {
    const observed = await observedServer();
    const client = testClient(observed);
    await client.createTopic({ topic: "orders" });
    const waiting = client.fetch({ topic: "orders", maxWait: { seconds: 3600n, nanos: 0 } });
    await observed.engine.reads(1);
    await client.produce({ topic: "orders", records: withValues("a") });
    const { batch } = await waiting;
    expect(batch?.records).toMatchObject([{ offset: 0n, value: Buffer.from("a") }]);
  });

  test("does not wait where there are records", async () => {
    const client = await clientWithRecords();
    expect(await fetched(client, { maxWait: { seconds: 3600n, nanos: 0 } })).toBe("0123456789");
  });

  test("answers with an empty batch when the time is over, and not before", async () => {
    const client = await clientWithRecords();
    const before = performance.now();
    expect(await fetched(client, { start: { latest: true }, maxWait: { seconds: 0n, nanos: 200_000_000 } })).toBe("");
    expect(performance.now() - before).toBeGreaterThan(195);
  });

  test("waits however long is asked for, beyond what a timer can hold", async () => {
    const observed = await observedServer();
    const client = testClient(observed);
    await client.createTopic({ topic: "orders" });
    const waiting = client.fetch({ topic: "orders", maxWait: { seconds: 2n ** 62n, nanos: 0 } });
    await observed.engine.reads(1);
    await client.getTopic({ topic: "orders" });
    await client.produce({ topic: "orders", records: withValues("a") });
    expect((await waiting).batch?.records).toHaveLength(1);
  });

  test("ends with TOPIC_NOT_FOUND when the topic is deleted meanwhile", async () => {
    const observed = await observedServer();
    const client = testClient(observed);
    await client.createTopic({ topic: "orders" });
    const waiting = refusal(client.fetch({ topic: "orders", maxWait: { seconds: 3600n, nanos: 0 } }));
    await observed.engine.reads(1);
    await client.deleteTopic({ topic: "orders" });
    expect(await waiting).toMatchObject({ reason: "TOPIC_NOT_FOUND" });
  });
});

describe("Fetch refuses", () => {
  test.each([
    ["start.earliest", { start: { earliest: false } }],
    ["start.latest", { start: { latest: false } }],
    ["start.tail", { start: { tail: -1n } }],
    ["max_records", { maxRecords: -1 }],
    ["max_bytes", { maxBytes: -1 }],
    ["max_wait", { maxWait: { seconds: -1n, nanos: 0 } }],
    ["max_wait", { maxWait: { seconds: 0n, nanos: -1 } }],
    ["max_wait", { maxWait: { seconds: 0n, nanos: 1_000_000_000 } }],
  ])("a bad %s", async (field, request) => {
    const client = await clientWithRecords();
    expect(await refusal(client.fetch({ topic: "orders", ...request }))).toMatchObject(invalidField(field));
  });
});
