import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { constants } from "node:http2";
import { connect as connectTcp } from "node:net";
import { Metadata, Status } from "nice-grpc";
import { describe, expect, onTestFinished, test } from "vitest";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { FetchRequest, ProduceRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { startBroker } from "../../src/index.js";
import { resolveSettings, SETTINGS, type Settings } from "../../src/settings.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { observedServer } from "../helpers/observed-engine.js";
import { frame, rawCall, rawRefusal, rawSession } from "../helpers/raw-call.js";
import { type Refusal, refusal } from "../helpers/refusal.js";
import { Requests } from "../helpers/requests.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

async function clientWith(options: Partial<Settings>): Promise<BrokerServiceClient> {
  const client = testClient(await testBroker(options));
  await client.createTopic({ topic: "orders" });
  return client;
}

function limitReached(limit: number, flag: string): Refusal {
  return {
    code: Status.RESOURCE_EXHAUSTED,
    message: expect.stringMatching(new RegExp(`limit of ${limit}: raise it with ${flag}$`)),
    domain: "headwater",
    reason: "LIMIT_REACHED",
    metadata: { limit: `${limit}` },
    retryAfterSeconds: 1,
  };
}

const LONG_WAIT = { seconds: 3600n, nanos: 0 };

/** The tests of each setting that bounds something, so that none is added without one. */
const COVERED = new Set<keyof Settings>();

function bounds(name: keyof Settings, what: string, body: () => Promise<void>): void {
  COVERED.add(name);
  test(`${name}: ${what}`, body);
}

describe("a request", () => {
  bounds("maxMessageBytes", "one byte more is refused before it is decoded", async () => {
    const client = await clientWith({ maxMessageBytes: 64 * 1024, defaultMaxRecordBytes: 1000 });
    const requestOf = (bytes: number) => {
      const empty = { topic: "orders", records: [{ value: new Uint8Array(0) }] };
      const extra = bytes - ProduceRequest.encode(ProduceRequest.fromPartial(empty)).finish().length;
      const request = ProduceRequest.fromPartial({ topic: `${"o".repeat(extra)}rders`, records: empty.records });
      request.topic = request.topic.slice(
        0,
        request.topic.length - (ProduceRequest.encode(request).finish().length - bytes),
      );
      expect(ProduceRequest.encode(request).finish()).toHaveLength(bytes);
      return request;
    };
    expect(await refusal(client.produce(requestOf(64 * 1024)))).toMatchObject({ reason: "INVALID_FIELD" });
    expect(await refusal(client.produce(requestOf(64 * 1024 + 1)))).toEqual({
      code: Status.RESOURCE_EXHAUSTED,
      message: "Received message larger than max (65537 vs 65536)",
    });
    await client.produce({ topic: "orders", records: withValues("a") });
  });

  bounds("defaultMaxRecordBytes", "a larger record is refused, with its size and the bound", async () => {
    const client = await clientWith({ defaultMaxRecordBytes: 100 });
    const records = (valueBytes: number) => [{ value: new Uint8Array(valueBytes) }];
    await client.produce({ topic: "orders", records: records(98) });
    expect(await refusal(client.produce({ topic: "orders", records: records(99) }))).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      reason: "RECORD_TOO_LARGE",
      metadata: { size: "101", max_bytes: "100" },
      fields: ["records[0]"],
    });
  });

  bounds("maxRequestRecords", "one record more is refused, and none is appended", async () => {
    const client = await clientWith({ maxRequestRecords: 3 });
    await client.produce({ topic: "orders", records: [{}, {}, {}] });
    expect(await refusal(client.produce({ topic: "orders", records: [{}, {}, {}, {}] }))).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringContaining("has 4 records: --max-request-records allows 3"),
      reason: "INVALID_FIELD",
      fields: ["records"],
    });
    expect((await client.getTopic({ topic: "orders" })).topic?.partitions).toMatchObject([{ highWatermark: 3n }]);
  });

  bounds("maxRecordHeaders", "a record with one header more is refused, by its place", async () => {
    const client = await clientWith({ maxRecordHeaders: 2 });
    const headers = (count: number) => Array.from({ length: count }, () => ({ key: "k" }));
    await client.produce({ topic: "orders", records: [{ headers: headers(2) }] });
    const records = [{ headers: headers(2) }, { headers: headers(3) }];
    expect(await refusal(client.produce({ topic: "orders", records }))).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringContaining("has 3 headers: --max-record-headers allows 2"),
      reason: "INVALID_FIELD",
      fields: ["records[1].headers"],
    });
    expect((await client.getTopic({ topic: "orders" })).topic?.partitions).toMatchObject([{ highWatermark: 1n }]);
  });

  bounds("maxMetadataBytes", "with more metadata is refused by HTTP/2 itself, and the connection stays", async () => {
    const client = await clientWith({ maxMetadataBytes: 4096 });
    const get = (bytes: number) =>
      client.getTopic({ topic: "orders" }, { metadata: Metadata({ big: "x".repeat(bytes) }) });
    await get(3000);
    expect(await refusal(get(5000))).toEqual({
      code: Status.RESOURCE_EXHAUSTED,
      message: "Bandwidth exhausted or memory limit exceeded",
    });
    await get(3000);
  });
});

describe("what a broker keeps", () => {
  bounds("maxTopics", "one topic more is refused", async () => {
    const client = await clientWith({ maxTopics: 1 });
    expect(await refusal(client.createTopic({ topic: "b" }))).toEqual(limitReached(1, "--max-topics"));
    await client.deleteTopic({ topic: "orders" });
    await client.createTopic({ topic: "b" });
  });

  bounds("maxTopics", "a topic that would be created by itself is refused too", async () => {
    const client = await clientWith({ maxTopics: 1, autoCreateTopics: true });
    const calls = [
      client.produce({ topic: "b", records: withValues("a") }),
      new Subscriber(client, { topics: ["b"] }).next(),
    ];
    for (const call of calls) expect(await refusal(call)).toEqual(limitReached(1, "--max-topics"));
  });

  bounds("maxPartitions", "partitions beyond it are refused, new and added", async () => {
    const client = await clientWith({ maxPartitions: 4 });
    const calls = [
      client.createTopic({ topic: "b", partitions: 4 }),
      client.updateTopic({ topic: "orders", partitions: 5 }),
    ];
    for (const call of calls) expect(await refusal(call)).toEqual(limitReached(4, "--max-partitions"));
    await client.createTopic({ topic: "b", partitions: 3 });
    await client.deleteTopic({ topic: "b" });
    await client.updateTopic({ topic: "orders", partitions: 4 });
  });

  bounds("maxTopicPartitions", "a topic with more is refused, new and grown, and as the broker's default", async () => {
    const client = await clientWith({ maxTopicPartitions: 3 });
    const calls = [
      client.createTopic({ topic: "b", partitions: 4 }),
      client.updateTopic({ topic: "orders", partitions: 4 }),
    ];
    for (const call of calls) expect(await refusal(call)).toEqual(limitReached(3, "--max-topic-partitions"));
    await client.createTopic({ topic: "b", partitions: 3 });
    await client.updateTopic({ topic: "orders", partitions: 3 });
    expect(() => resolveSettings({ maxTopicPartitions: 3, defaultPartitions: 4 })).toThrow(
      "--default-partitions is 4, but --max-topic-partitions allows 3",
    );
  });

  bounds(
    "maxCommittedOffsets",
    "commits and resets beyond it are refused whole, and what goes makes room",
    async () => {
      const client = await clientWith({ maxCommittedOffsets: 3 });
      await client.createTopic({ topic: "b", partitions: 3 });
      const offset = (topic: string, partition = 0) => ({ topic, partition, offset: 0n });
      await client.commitOffsets({ group: "g", offsets: [offset("orders"), offset("b")] });
      const two = [offset("b", 1), offset("b", 2)];
      expect(await refusal(client.commitOffsets({ group: "g", offsets: two }))).toEqual(
        limitReached(3, "--max-committed-offsets"),
      );
      expect(await refusal(client.resetOffsets({ group: "g", topic: "b", to: { earliest: true } }))).toEqual(
        limitReached(3, "--max-committed-offsets"),
      );
      expect(await refusal(client.commitOffsets({ group: "h", offsets: two }))).toEqual(
        limitReached(3, "--max-committed-offsets"),
      );
      expect((await client.listGroups({})).groups).toMatchObject([{ name: "g", offsets: [{}, {}] }]);
      await client.commitOffsets({ group: "g", offsets: [offset("b"), offset("b", 1)] });
      await client.deleteTopic({ topic: "orders" });
      await client.commitOffsets({ group: "h", offsets: [offset("b")] });
      await client.deleteGroup({ group: "g" });
      await client.commitOffsets({ group: "h", offsets: two });
    },
  );

  bounds("maxGroups", "one group more is refused, whether it joins or commits", async () => {
    const client = await clientWith({ maxGroups: 1 });
    const offsets = [{ topic: "orders", partition: 0, offset: 0n }];
    await client.commitOffsets({ group: "a", offsets });
    const calls = [
      client.commitOffsets({ group: "b", offsets }),
      new Subscriber(client, { topics: ["orders"], group: "b" }).next(),
    ];
    for (const call of calls) expect(await refusal(call)).toEqual(limitReached(1, "--max-groups"));
    await client.commitOffsets({ group: "a", offsets });
    await client.deleteGroup({ group: "a" });
    await client.commitOffsets({ group: "b", offsets });
  });

  bounds("maxGroupMembers", "one member more is refused, until one leaves", async () => {
    const { engine, address } = await observedServer({ settings: { maxGroupMembers: 1 } });
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    const member = new Subscriber(client, { topics: ["orders"], group: "g" });
    await member.next();
    const second = new Subscriber(client, { topics: ["orders"], group: "g" }).next();
    expect(await refusal(second)).toEqual(limitReached(1, "--max-group-members"));
    member.leave();
    await engine.reads(0);
    expect((await new Subscriber(client, { topics: ["orders"], group: "g" }).next()).assigned).toBeDefined();
  });
});

describe("what is open at once", () => {
  bounds(
    "maxStreams",
    "one stream more is refused, other calls are not, and a stream that ends makes room",
    async () => {
      const client = await clientWith({ maxStreams: 1 });
      const requests = new Requests();
      const first = client.produceStream(requests)[Symbol.asyncIterator]();
      requests.send({ produce: { topic: "orders", records: withValues("a") } });
      await first.next();
      const second = new Subscriber(client, { topics: ["orders"] }).next();
      expect(await refusal(second)).toEqual(limitReached(1, "--max-streams"));
      await client.getTopic({ topic: "orders" });
      requests.end();
      expect((await first.next()).done).toBe(true);
      expect((await new Subscriber(client, { topics: ["orders"] }).next()).assigned).toBeDefined();
    },
  );

  bounds("maxStreamPartitions", "a stream that reads more is refused, and so is a commit of more", async () => {
    const client = await clientWith({ maxStreamPartitions: 4 });
    await client.createTopic({ topic: "b", partitions: 3 });
    await client.createTopic({ topic: "c", partitions: 2 });
    for (const group of ["", "g"]) {
      expect(await refusal(new Subscriber(client, { topics: ["b", "c"], group }).next())).toMatchObject({
        reason: "LIMIT_REACHED",
        message: expect.stringContaining("name fewer topics, or raise it with --max-stream-partitions"),
      });
      expect((await new Subscriber(client, { topics: ["b", "orders"], group }).next()).assigned).toBeDefined();
    }
    const offsets = ["b", "c"].flatMap((topic) => [0, 1, 2].map((partition) => ({ topic, partition, offset: 0n })));
    expect(await refusal(client.commitOffsets({ group: "h", offsets }))).toMatchObject({
      reason: "INVALID_FIELD",
      message: "offsets has 6 entries: --max-stream-partitions allows 4",
    });
  });

  bounds("maxStreamPartitions", "a group with more is refused, of members or of offsets", async () => {
    const client = await clientWith({ maxStreamPartitions: 4 });
    await client.createTopic({ topic: "b", partitions: 3 });
    await client.createTopic({ topic: "c", partitions: 2 });
    await new Subscriber(client, { topics: ["b"], group: "g" }).next();
    const second = new Subscriber(client, { topics: ["c"], group: "g" }).next();
    expect(await refusal(second)).toEqual(limitReached(4, "--max-stream-partitions"));
    const offsets = (topic: string, count: number) =>
      Array.from({ length: count }, (_, partition) => ({ topic, partition, offset: 0n }));
    await client.commitOffsets({ group: "h", offsets: offsets("b", 3) });
    const more = client.commitOffsets({ group: "h", offsets: offsets("c", 2) });
    expect(await refusal(more)).toEqual(limitReached(4, "--max-stream-partitions"));
    await client.commitOffsets({ group: "h", offsets: offsets("c", 1) });
  });

  bounds("maxSubscribedPartitions", "only partitions with unread records count, and those of groups", async () => {
    const { engine, address } = await observedServer({ settings: { maxSubscribedPartitions: 2 } });
    const client = testClient({ address });
    await client.createTopic({ topic: "orders", partitions: 3 });
    const readers = [1, 2, 3].map(() => new Subscriber(client, { topics: ["orders"] }));
    for (const reader of readers) expect((await reader.next()).assigned?.partitions).toHaveLength(3);
    const limit = limitReached(2, "--max-subscribed-partitions");
    expect(await refusal(new Subscriber(client, { topics: ["orders"], group: "g" }).next())).toEqual(limit);
    for (const reader of readers) await reader.next();
    // What each has read makes room for the next.
    for (const partition of [0, 1, 2]) {
      const reading = readers.slice(0, 2).map((reader) => reader.records(1));
      if (partition === 0) readers[2]!.leave();
      if (partition === 0) await engine.reads(2);
      await client.produce({ topic: "orders", partition, records: withValues("a") });
      await Promise.all(reading);
    }
    expect(await refusal(new Subscriber(client, { topics: ["orders"] }).next())).toEqual(limit);
    expect(
      (await new Subscriber(client, { topics: ["orders"], start: { latest: true } }).next()).assigned,
    ).toBeDefined();
  });

  bounds("maxWaitingFetches", "one more Fetch that waits is refused, one that doesn't is not", async () => {
    const { engine, address } = await observedServer({ settings: { maxWaitingFetches: 1 } });
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    const waiting = client.fetch({ topic: "orders", maxWait: LONG_WAIT });
    await engine.reads(1);
    const second = client.fetch({ topic: "orders", maxWait: LONG_WAIT });
    expect(await refusal(second)).toEqual(limitReached(1, "--max-waiting-fetches"));
    expect((await client.fetch({ topic: "orders" })).batch?.records).toEqual([]);
    await client.produce({ topic: "orders", records: withValues("a") });
    expect((await waiting).batch?.records).toHaveLength(1);
    expect((await client.fetch({ topic: "orders", maxWait: LONG_WAIT })).batch?.records).toHaveLength(1);
  });

  bounds("maxWaitingFetches", "a Fetch whose client leaves makes room", async () => {
    const { engine, address } = await observedServer({ settings: { maxWaitingFetches: 1 } });
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    for (let i = 0; i < 3; i++) {
      const call = rawCall(rawSession({ address }), "Fetch");
      call.end(frame(FetchRequest.encode(FetchRequest.fromPartial({ topic: "orders", maxWait: LONG_WAIT })).finish()));
      await engine.reads(1);
      call.close();
      await engine.reads(0);
    }
  });

  bounds("maxStreamsPerConnection", "a client's call waits until one of its connection ends", async () => {
    const { engine, address } = await observedServer({ settings: { maxStreamsPerConnection: 2 } });
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    const subscribers = [1, 2].map(() => new Subscriber(client, { topics: ["orders"] }));
    for (const subscriber of subscribers) await subscriber.next();
    let answered = false;
    const waiting = client.getTopic({ topic: "orders" }).then(() => {
      answered = true;
    });
    // Another connection is served meanwhile, and a call that doesn't wait would have been answered long before it.
    for (let i = 0; i < 10; i++) await testClient({ address }).getTopic({ topic: "orders" });
    expect(answered).toBe(false);
    subscribers[0]!.leave();
    await engine.reads(1);
    await waiting;
  });

  bounds("maxStreamsPerConnection", "a client that opens more all the same has them refused", async () => {
    const broker = await testBroker({ maxStreamsPerConnection: 3 });
    const session = rawSession(broker);
    await once(session, "connect");
    const closed: number[] = [];
    const fiveClosed = new Promise<void>((resolve) => {
      for (let i = 0; i < 8; i++) {
        const call = rawCall(session, "GetTopic");
        call.on("close", () => closed.push(call.rstCode) === 5 && resolve());
      }
    });
    await fiveClosed;
    expect(closed).toEqual(Array.from({ length: 5 }, () => constants.NGHTTP2_REFUSED_STREAM));
    const client = testClient(broker);
    expect((await client.listTopics({})).topics).toEqual([]);
  });

  bounds("maxPendingBytes", "a request beyond it that never comes whole is refused", async () => {
    const broker = await testBroker({
      maxPendingBytes: 2 ** 20,
      maxMessageBytes: 2 ** 20,
      defaultMaxRecordBytes: 1000,
    });
    const call = rawCall(rawSession(broker), "Produce");
    call.write(frame(new Uint8Array(2 ** 20)).subarray(0, 2 ** 20 + 1));
    expect(await rawRefusal(call)).toEqual(limitReached(2 ** 20, "--max-pending-bytes"));
  });

  bounds("maxConnections", "one connection more is closed at once, until one goes", async () => {
    const broker = await startBroker({ grpcListen: "127.0.0.1:0", maxConnections: 2 });
    onTestFinished(() => broker.close());
    const sessions = [rawSession(broker), rawSession(broker)];
    await Promise.all(sessions.map((session) => once(session, "remoteSettings")));
    const third = connectTcp(broker.port, "127.0.0.1").on("error", () => {});
    await once(third, "close");
    expect(await refusal(testClient(broker).listTopics({}))).toMatchObject({ code: Status.UNAVAILABLE });
    sessions[0]!.destroy();
    await expect
      .poll(() =>
        testClient(broker)
          .listTopics({})
          .then(
            () => "served",
            () => "refused",
          ),
      )
      .toBe("served");
  });
});

describe("the logs", () => {
  bounds("maxMemoryBytes", "what is left to the broker is derived from it", async () => {
    const MIB = 2 ** 20;
    const small = await testBroker({ maxMemoryBytes: 256 * MIB });
    expect(small.memory).toMatchObject({ total: 256 * MIB, logs: 96 * MIB, requests: 12 * MIB, answers: 12 * MIB });
    const { total, logs, requests, answers, state } = small.memory;
    expect(logs + requests + answers + state).toBeLessThan(total - 32 * MIB);
    const given = await testBroker({ maxMemoryBytes: 256 * MIB, maxLogBytes: 5000, maxPendingBytes: 6 * MIB });
    expect(given.memory).toMatchObject({ logs: 5000, requests: 6 * MIB });
  });

  bounds("maxLogBytes", "an append beyond it is refused, and says what to do", async () => {
    const client = await clientWith({ maxLogBytes: 1000 });
    const records = [{ value: new Uint8Array(1000) }];
    expect(await refusal(client.produce({ topic: "orders", records }))).toEqual({
      code: Status.RESOURCE_EXHAUSTED,
      message: expect.stringContaining("raise --max-log-bytes"),
      domain: "headwater",
      reason: "LOG_FULL",
      metadata: { topic: "orders", partition: "0", limit: "1000" },
      retryAfterSeconds: 1,
    });
  });

  bounds("maxBatchBytes", "a message to a reader has no more, but for one record that is larger", async () => {
    const client = await clientWith({ maxBatchBytes: 1000 });
    const sizes = [400, 400, 400, 3000, 10];
    await client.produce({ topic: "orders", records: sizes.map((size) => ({ value: new Uint8Array(size) })) });
    const subscriber = new Subscriber(client, { topics: ["orders"], maxBatchBytes: 1_000_000, limit: 5n });
    const batches = (await subscriber.rest()).flatMap(({ batch }) => (batch ? [batch.records.length] : []));
    expect(batches).toEqual([2, 1, 1, 1]);
    expect((await client.fetch({ topic: "orders", maxBytes: 1_000_000 })).batch?.records).toHaveLength(2);
  });
});

bounds("maxConnectionAgeMs", "a connection that is older is told to go", async () => {
  const session = rawSession(await testBroker({ maxConnectionAgeMs: 100 }));
  const [code] = (await once(session, "goaway")) as [number];
  expect(code).toBe(0);
});

/** Settings of which the test is in another file, whose title starts with the setting's name. */
const ELSEWHERE: Partial<Record<keyof Settings, string>> = { maxDiskBytes: "../engine/disk.test.ts" };

test("every setting that bounds something has a test here, or where this file says", async () => {
  const limits = (Object.keys(SETTINGS) as (keyof Settings)[]).filter((name) => name.startsWith("max"));
  for (const [name, file] of Object.entries(ELSEWHERE)) {
    expect(await readFile(new URL(file, import.meta.url), "utf8")).toContain(`test("${name} `);
  }
  expect(limits.filter((name) => !COVERED.has(name) && ELSEWHERE[name] === undefined)).toEqual([]);
});
