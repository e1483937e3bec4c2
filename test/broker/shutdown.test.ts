import { once } from "node:events";
import { createServer } from "node:net";
import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { startBroker } from "../../src/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { observedServer } from "../helpers/observed-engine.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";
import { refusal, refusals } from "../helpers/refusal.js";
import { Requests } from "../helpers/requests.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

const SHUTTING_DOWN = {
  code: Status.UNAVAILABLE,
  domain: "headwater",
  reason: "SHUTTING_DOWN",
  retryAfterSeconds: 1,
};

describe("close ends with UNAVAILABLE / SHUTTING_DOWN", () => {
  test("Subscribe, that waits for records", async () => {
    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const subscriber = new Subscriber(client, { topics: ["orders"] });
    await subscriber.next();
    await subscriber.next();
    const ended = refusal(subscriber.next());
    await broker.close();
    expect(await ended).toMatchObject(SHUTTING_DOWN);
  });

  test("Subscribe, whose client has records to read still", async () => {
    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const records = Array.from({ length: 16 }, () => ({ value: new Uint8Array(64 * 1024) }));
    for (let i = 0; i < 16; i++) await client.produce({ topic: "orders", records });
    const subscriber = new Subscriber(client, { topics: ["orders"] });
    await subscriber.next();
    const closed = broker.close();
    expect(await refusal(subscriber.rest())).toMatchObject(SHUTTING_DOWN);
    await closed;
  });

  test("ProduceStream, after what was answered", async () => {
    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const requests = new Requests();
    const answers = client.produceStream(requests)[Symbol.asyncIterator]();
    requests.send({ produce: { topic: "orders", records: withValues("a") } });
    await answers.next();
    const ended = refusal(answers.next());
    await broker.close();
    expect(await ended).toMatchObject(SHUTTING_DOWN);
  });

  test("Fetch, that waits for a record", async () => {
    const { engine, server, address } = await observedServer();
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    const waiting = refusal(client.fetch({ topic: "orders", maxWait: { seconds: 3600n, nanos: 0 } }));
    await engine.reads(1);
    server.drain();
    await engine.close();
    expect(await waiting).toMatchObject(SHUTTING_DOWN);
  });
});

describe("while it drains, the broker refuses", () => {
  test("every kind of call on a connection that is open", async () => {
    const { server, address } = await observedServer();
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    server.drain();
    const requests = new Requests();
    requests.send({ produce: { topic: "orders", records: withValues("a") } });
    const calls = {
      getTopic: client.getTopic({ topic: "orders" }),
      produce: client.produce({ topic: "orders", records: withValues("a") }),
      fetch: client.fetch({ topic: "orders" }),
      subscribe: new Subscriber(client, { topics: ["orders"] }).next(),
      produceStream: client.produceStream(requests)[Symbol.asyncIterator]().next(),
    };
    for (const [name, told] of await refusals(calls)) expect(told, name).toMatchObject(SHUTTING_DOWN);
  });
});

describe("close", () => {
  test("a second call waits for the first", async () => {
    const broker = await testBroker();
    const closes = [broker.close(), broker.close()];
    await Promise.all(closes);
    await broker.close();
  });

  test("leaves the port free", async () => {
    const broker = await testBroker();
    await testClient(broker).listTopics({});
    await broker.close();
    const again = await startBroker({ grpcListen: broker.address });
    await testClient(again).listTopics({});
    await again.close();
  });

  test("is bounded by the grace period where a client never reads", async () => {
    const broker = await testBroker({ shutdownGraceMs: 300 });
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const records = Array.from({ length: 16 }, () => ({ value: new Uint8Array(64 * 1024) }));
    for (let i = 0; i < 16; i++) await client.produce({ topic: "orders", records });
    const call = rawCall(rawSession(broker), "Subscribe");
    call.end(frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish()));
    await once(call, "response");
    const before = performance.now();
    await broker.close();
    const took = performance.now() - before;
    expect(took).toBeGreaterThan(290);
    expect(took).toBeLessThan(2000);
  });

  test("does not wait for connections without calls", async () => {
    const broker = await testBroker({ shutdownGraceMs: 60_000 });
    await testClient(broker).listTopics({});
    const session = rawSession(broker);
    await once(session, "connect");
    await broker.close();
  });
});

test("a taken port is an error that names it", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  try {
    const { port } = other.address() as { port: number };
    await expect(startBroker({ grpcListen: `127.0.0.1:${port}` })).rejects.toThrow(`can't listen on 127.0.0.1:${port}`);
  } finally {
    other.close();
  }
});

test("a bad setting is an error that names it", async () => {
  await expect(startBroker({ maxTopics: 0 })).rejects.toThrow(
    "maxTopics must be a whole number of at least 1, but is 0",
  );
});
