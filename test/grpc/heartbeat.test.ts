import { once } from "node:events";
import { setTimeout as after } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { Duration } from "../../gen/ts/google/protobuf/duration.js";
import { SubscribeRequest, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { fill, join, ordersWith } from "../helpers/group.js";
import { frame, messagesOf, rawCall, rawSession } from "../helpers/raw-call.js";
import { invalidField, refusal } from "../helpers/refusal.js";
import { kinds, Subscriber } from "../helpers/subscriber.js";

const ms = (milliseconds: number): Duration => ({
  seconds: BigInt(Math.floor(milliseconds / 1000)),
  nanos: (milliseconds % 1000) * 1e6,
});

describe("an idle stream", () => {
  test("gets a heartbeat each time that it was silent for the interval", async () => {
    const client = await ordersWith(1);
    const start = performance.now();
    const seldom = new Subscriber(client, { topics: ["orders"], heartbeatInterval: ms(5000) });
    await seldom.next("assigned");
    await seldom.next("caughtUp");
    let hasSeldom = false;
    const seen = () => {
      hasSeldom = true;
    };
    seldom.next("heartbeat").then(seen, () => {});
    const stream = new Subscriber(client, { topics: ["orders"], heartbeatInterval: ms(300) });
    await stream.next("assigned");
    await stream.next("caughtUp");
    for (let i = 1; i <= 3; i++) {
      await stream.next("heartbeat");
      expect(performance.now() - start).toBeGreaterThan(i * 295);
    }
    expect(hasSeldom).toBe(false);
  });

  test("gets them at the server's interval where it doesn't choose", async () => {
    const client = await ordersWith(1, 0, { heartbeatIntervalMs: 200 });
    const stream = new Subscriber(client, { topics: ["orders"] });
    await stream.next("assigned");
    await stream.next("caughtUp");
    await stream.next("heartbeat");
  });

  test("gets them as a standby member, too, which is told nothing else", async () => {
    const client = await ordersWith(1);
    await join(client);
    const { stream, partitions } = await join(client, { heartbeatInterval: ms(100) });
    expect(partitions).toEqual([]);
    await stream.next("heartbeat");
    await stream.next("heartbeat");
  });

  test("gets none where it asks for none, though the server has a default", async () => {
    const client = await ordersWith(1, 0, { heartbeatIntervalMs: 100 });
    const stream = new Subscriber(client, { topics: ["orders"], heartbeatInterval: ms(0) });
    const other = new Subscriber(client, { topics: ["orders"] });
    for (const one of [stream, other]) {
      await one.next("assigned");
      await one.next("caughtUp");
    }
    for (let i = 0; i < 5; i++) await other.next("heartbeat");
    await fill(client, 0, 1);
    await stream.next("batch");
  });

  test("gets none where the server has none", async () => {
    const client = await ordersWith(1, 0, { heartbeatIntervalMs: 0 });
    const stream = new Subscriber(client, { topics: ["orders"] });
    const other = new Subscriber(client, { topics: ["orders"], heartbeatInterval: ms(100) });
    for (const one of [stream, other]) {
      await one.next("assigned");
      await one.next("caughtUp");
    }
    for (let i = 0; i < 5; i++) await other.next("heartbeat");
    await fill(client, 0, 1);
    await stream.next("batch");
  });
});

test("a stream on which something comes more often gets no heartbeat", async () => {
  const client = await ordersWith(1);
  const subscriber = new Subscriber(client, { topics: ["orders"], heartbeatInterval: ms(5000), limit: 10n });
  const events = subscriber.rest();
  for (let i = 0; i < 10; i++) {
    await fill(client, 0, 1);
    await after(20);
  }
  expect(kinds(await events)).not.toContain("heartbeat");
});

test("records that come late in an interval put the next heartbeat off", async () => {
  const client = await ordersWith(1);
  const stream = new Subscriber(client, { topics: ["orders"], heartbeatInterval: ms(600) });
  await stream.next("assigned");
  await stream.next("caughtUp");
  await after(400);
  const start = performance.now();
  await fill(client, 0, 1);
  // On a busy machine one may have come before the records.
  for (let event = await stream.next(); event.batch === undefined; event = await stream.next()) {
    expect(event.heartbeat).toBeDefined();
  }
  await stream.next("heartbeat");
  expect(performance.now() - start).toBeGreaterThan(590);
});

test("heartbeats go by the monotonic clock", async () => {
  const client = await ordersWith(1);
  const stream = new Subscriber(client, { topics: ["orders"], heartbeatInterval: ms(200) });
  await stream.next("assigned");
  await stream.next("caughtUp");
  const now = Date.now();
  const clock = vi.spyOn(Date, "now").mockReturnValue(now - 3_600_000);
  try {
    for (let i = 0; i < 2; i++) await stream.next("heartbeat");
  } finally {
    clock.mockRestore();
  }
});

test("heartbeats don't pile up for a client that doesn't read", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const session = rawSession(broker);
  await once(session, "connect");
  session.settings({ initialWindowSize: 0 });
  await once(session, "localSettings");
  const call = rawCall(session, "Subscribe");
  call.end(
    frame(
      SubscribeRequest.encode(
        SubscribeRequest.fromPartial({ topics: ["orders"], heartbeatInterval: ms(100) }),
      ).finish(),
    ),
  );
  await once(call, "response");
  const other = new Subscriber(client, { topics: ["orders"], heartbeatInterval: ms(100) });
  await other.next("assigned");
  await other.next("caughtUp");
  for (let i = 0; i < 30; i++) await other.next("heartbeat");

  // What waited comes in one go, before the batch that is produced now.
  await fill(client, 0, 1);
  await other.next("batch");
  session.settings({ initialWindowSize: 65_535 });
  let heartbeats = 0;
  for await (const message of messagesOf(call)) {
    const event = SubscribeResponse.decode(message);
    if (event.heartbeat !== undefined) heartbeats++;
    if (event.batch !== undefined) break;
  }
  expect(heartbeats).toBeLessThanOrEqual(2);
});

test.each([
  ["a negative one", { seconds: -1n, nanos: 0 }],
  ["one with negative nanoseconds", { seconds: 0n, nanos: -1 }],
  ["one with too many nanoseconds", { seconds: 1n, nanos: 1_000_000_000 }],
])("%s is refused", async (_what, heartbeatInterval) => {
  const client = await ordersWith(1);
  expect(await refusal(new Subscriber(client, { topics: ["orders"], heartbeatInterval }).next())).toMatchObject(
    invalidField("heartbeat_interval"),
  );
});

test("one beyond what a timer can wait for is no shorter than that", async () => {
  const client = await ordersWith(1);
  const stream = new Subscriber(client, { topics: ["orders"], heartbeatInterval: { seconds: 10n ** 11n, nanos: 0 } });
  await stream.next("assigned");
  await stream.next("caughtUp");
  await after(50);
  await fill(client, 0, 1);
  await stream.next("batch");
});

test("one of less than 100 ms counts as 100 ms", async () => {
  const client = await ordersWith(1);
  const start = performance.now();
  const stream = new Subscriber(client, { topics: ["orders"], heartbeatInterval: { seconds: 0n, nanos: 1 } });
  await stream.next("assigned");
  await stream.next("caughtUp");
  for (let i = 0; i < 5; i++) await stream.next("heartbeat");
  expect(performance.now() - start).toBeGreaterThan(490);
});
