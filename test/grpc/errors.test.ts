import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { ErrorReason as WireReason } from "../../gen/ts/headwater/v1/error.js";
import type { ErrorReason } from "../../src/engine/errors.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { refusal, refusals } from "../helpers/refusal.js";
import { Requests } from "../helpers/requests.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

const topicResource = (name: string) => ({ type: "headwater.v1.Topic", name });

/** Every reason that the broker gives: the compiler sees to it. */
const ENGINE_REASONS: { [Reason in ErrorReason]: Reason } = {
  UNSPECIFIED: "UNSPECIFIED",
  INVALID_FIELD: "INVALID_FIELD",
  RECORD_TOO_LARGE: "RECORD_TOO_LARGE",
  TOPIC_NOT_FOUND: "TOPIC_NOT_FOUND",
  PARTITION_NOT_FOUND: "PARTITION_NOT_FOUND",
  GROUP_NOT_FOUND: "GROUP_NOT_FOUND",
  TOPIC_ALREADY_EXISTS: "TOPIC_ALREADY_EXISTS",
  OFFSET_OUT_OF_RANGE: "OFFSET_OUT_OF_RANGE",
  UNEXPECTED_OFFSET: "UNEXPECTED_OFFSET",
  NOT_ASSIGNED: "NOT_ASSIGNED",
  GROUP_NOT_EMPTY: "GROUP_NOT_EMPTY",
  PARTITIONS_CANNOT_SHRINK: "PARTITIONS_CANNOT_SHRINK",
  LOG_FULL: "LOG_FULL",
  LIMIT_REACHED: "LIMIT_REACHED",
  SHUTTING_DOWN: "SHUTTING_DOWN",
  CONNECTION_CLOSED: "CONNECTION_CLOSED",
  ENGINE_UNAVAILABLE: "ENGINE_UNAVAILABLE",
  UNSUPPORTED_BY_ENGINE: "UNSUPPORTED_BY_ENGINE",
};

test("the engine's reasons are those of the contract", () => {
  const inContract = Object.keys(WireReason).filter((name) => name !== "UNRECOGNIZED");
  const inEngine = Object.values(ENGINE_REASONS).map((reason) => `ERROR_REASON_${reason}`);
  expect(inContract).toEqual(expect.arrayContaining(inEngine));
});

describe("a refusal says all that a client needs to act on it", () => {
  test("INVALID_FIELD", async () => {
    const client = testClient(await testBroker());
    expect(await refusal(client.createTopic({ topic: "a b" }))).toEqual({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringContaining("topic may have only"),
      domain: "headwater",
      reason: "INVALID_FIELD",
      metadata: {},
      fields: ["topic"],
    });
  });

  test("RECORD_TOO_LARGE", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", config: { maxRecordBytes: 100 } });
    const records = withValues("a", "b", "x".repeat(200));
    expect(await refusal(client.produce({ topic: "orders", records }))).toEqual({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringContaining("records[2] has 203 bytes"),
      domain: "headwater",
      reason: "RECORD_TOO_LARGE",
      metadata: { size: "203", max_bytes: "100" },
      fields: ["records[2]"],
    });
  });

  test("TOPIC_NOT_FOUND, by every call that names a topic", async () => {
    const client = testClient(await testBroker());
    const topic = "nowhere";
    const calls = {
      getTopic: client.getTopic({ topic }),
      updateTopic: client.updateTopic({ topic }),
      deleteTopic: client.deleteTopic({ topic }),
      produce: client.produce({ topic, records: withValues("a") }),
      fetch: client.fetch({ topic }),
      listOffsets: client.listOffsets({ topic }),
      subscribe: new Subscriber(client, { topics: [topic] }).next(),
    };
    for (const [name, told] of await refusals(calls)) {
      expect(told, name).toEqual({
        code: Status.NOT_FOUND,
        message: expect.stringContaining("topic nowhere does not exist"),
        domain: "headwater",
        reason: "TOPIC_NOT_FOUND",
        metadata: { topic },
        resource: topicResource(topic),
      });
    }
  });

  test("TOPIC_NOT_FOUND ends a stream whose topic is deleted", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    const subscriber = new Subscriber(client, { topics: ["orders"] });
    await subscriber.next();
    await subscriber.next();
    await client.deleteTopic({ topic: "orders" });
    expect(await refusal(subscriber.next())).toMatchObject({
      code: Status.NOT_FOUND,
      domain: "headwater",
      reason: "TOPIC_NOT_FOUND",
      resource: topicResource("orders"),
    });
  });

  test("PARTITION_NOT_FOUND, by every call that names a partition", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", partitions: 2 });
    const calls = (partition: number) => ({
      produce: client.produce({ topic: "orders", partition, records: withValues("a") }),
      fetch: client.fetch({ topic: "orders", partition }),
      subscribe: new Subscriber(client, { topics: ["orders"], partitions: [0, partition] }).next(),
    });
    for (const partition of [2, -1, 2 ** 31 - 1]) {
      for (const [name, told] of await refusals(calls(partition))) {
        expect(told, name).toEqual({
          code: Status.NOT_FOUND,
          message: expect.stringContaining(`no partition ${partition}: it has 0 to 1`),
          domain: "headwater",
          reason: "PARTITION_NOT_FOUND",
          metadata: { topic: "orders", partition: `${partition}`, partitions: "2" },
        });
      }
    }
  });

  test("TOPIC_ALREADY_EXISTS", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    expect(await refusal(client.createTopic({ topic: "orders", partitions: 5 }))).toMatchObject({
      code: Status.ALREADY_EXISTS,
      message: "topic orders exists already",
      domain: "headwater",
      reason: "TOPIC_ALREADY_EXISTS",
    });
  });

  test("OFFSET_OUT_OF_RANGE, by every call that takes an offset", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    await client.produce({ topic: "orders", records: withValues("a", "b") });
    const calls = (offset: bigint) => ({
      fetch: client.fetch({ topic: "orders", start: { offset } }),
      start: new Subscriber(client, { topics: ["orders"], start: { offset } }).next(),
      stop: new Subscriber(client, { topics: ["orders"], stop: { offset } }).next(),
      listOffsets: client.listOffsets({ topic: "orders", position: { offset } }),
    });
    for (const offset of [3n, -1n, 2n ** 63n - 1n]) {
      for (const [name, told] of await refusals(calls(offset))) {
        expect(told, name).toMatchObject({
          code: Status.OUT_OF_RANGE,
          domain: "headwater",
          reason: "OFFSET_OUT_OF_RANGE",
          metadata: { topic: "orders", partition: "0", log_start_offset: "0", high_watermark: "2" },
        });
      }
    }
  });

  test("UNEXPECTED_OFFSET", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders" });
    await client.produce({ topic: "orders", records: withValues("a", "b") });
    const call = client.produce({ topic: "orders", partition: 0, expectedOffset: 1n, records: withValues("c") });
    expect(await refusal(call)).toEqual({
      code: Status.ABORTED,
      message: expect.stringContaining("expected_offset is 1"),
      domain: "headwater",
      reason: "UNEXPECTED_OFFSET",
      metadata: { topic: "orders", partition: "0", high_watermark: "2" },
    });
  });

  test("PARTITIONS_CANNOT_SHRINK", async () => {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", partitions: 3 });
    expect(await refusal(client.updateTopic({ topic: "orders", partitions: 2 }))).toMatchObject({
      code: Status.FAILED_PRECONDITION,
      domain: "headwater",
      reason: "PARTITIONS_CANNOT_SHRINK",
    });
    expect((await client.getTopic({ topic: "orders" })).topic?.partitions).toHaveLength(3);
  });

  test("LOG_FULL", async () => {
    const client = testClient(await testBroker({ maxLogBytes: 1000 }));
    await client.createTopic({ topic: "orders" });
    const records = [{ value: new Uint8Array(1000) }];
    expect(await refusal(client.produce({ topic: "orders", records }))).toMatchObject({
      code: Status.RESOURCE_EXHAUSTED,
      domain: "headwater",
      reason: "LOG_FULL",
      metadata: { topic: "orders", partition: "0", limit: "1000" },
      retryAfterSeconds: 1,
    });
  });

  const limits = {
    "of topics": [{ maxTopics: 1 }, { topic: "b" }, "1", "--max-topics"],
    "of partitions": [{ maxPartitions: 3 }, { topic: "b", partitions: 3 }, "3", "--max-partitions"],
  } as const;
  test.each(Object.entries(limits))("LIMIT_REACHED, %s", async (_, [options, request, limit, flag]) => {
    const client = testClient(await testBroker(options));
    await client.createTopic({ topic: "a" });
    expect(await refusal(client.createTopic(request))).toEqual({
      code: Status.RESOURCE_EXHAUSTED,
      message: expect.stringContaining(flag),
      domain: "headwater",
      reason: "LIMIT_REACHED",
      metadata: { limit },
      retryAfterSeconds: 1,
    });
    expect((await client.listTopics({})).topics.map(({ name }) => name)).toEqual(["a"]);
  });

  test("LIMIT_REACHED, of partitions that are added", async () => {
    const client = testClient(await testBroker({ maxPartitions: 3 }));
    await client.createTopic({ topic: "a" });
    expect(await refusal(client.updateTopic({ topic: "a", partitions: 4 }))).toMatchObject({
      reason: "LIMIT_REACHED",
      metadata: { limit: "3" },
    });
    expect((await client.updateTopic({ topic: "a", partitions: 3 })).topic?.partitions).toHaveLength(3);
  });

  test("LIMIT_REACHED, of streams, until one ends", async () => {
    const client = testClient(await testBroker({ maxStreams: 1, autoCreateTopics: true }));
    const requests = new Requests();
    const first = client.produceStream(requests)[Symbol.asyncIterator]();
    requests.send({ produce: { topic: "orders", records: withValues("a") } });
    await first.next();
    expect(await refusal(new Subscriber(client, { topics: ["orders"] }).next())).toEqual({
      code: Status.RESOURCE_EXHAUSTED,
      message: expect.stringContaining("--max-streams"),
      domain: "headwater",
      reason: "LIMIT_REACHED",
      metadata: { limit: "1" },
      retryAfterSeconds: 1,
    });
    requests.end();
    expect((await first.next()).done).toBe(true);
    expect((await new Subscriber(client, { topics: ["orders"] }).next()).assigned).toBeDefined();
  });

  test("SHUTTING_DOWN", async () => {
    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const subscriber = new Subscriber(client, { topics: ["orders"] });
    await subscriber.next();
    await subscriber.next();
    const ended = refusal(subscriber.next());
    await broker.close();
    expect(await ended).toEqual({
      code: Status.UNAVAILABLE,
      message: expect.stringContaining("shutting down"),
      domain: "headwater",
      reason: "SHUTTING_DOWN",
      metadata: {},
      retryAfterSeconds: 1,
    });
  });
});

test("a refusal quotes only the start of what is long, as a status is no place for it", async () => {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders" });
  const long = "鍵🗝".repeat(10_000);
  const told = await refusals({
    NOT_ASSIGNED: client.commitOffsets({ group: long, memberId: long, offsets: [{ topic: "orders" }] }),
    INVALID_FIELD: new Subscriber(client, { topics: [long, long] }).next(),
  });
  for (const [reason, { message, metadata, ...refused }] of told) {
    expect(refused.reason).toBe(reason);
    for (const text of [message, ...Object.values(metadata ?? {})]) {
      expect(Buffer.byteLength(text)).toBeLessThan(1100);
      expect(text).not.toContain("\ufffd");
    }
  }
});
