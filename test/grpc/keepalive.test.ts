import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { GetTopicRequest, SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { LogLines } from "../helpers/log-lines.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";

const SUBSCRIBE = frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish());

test("a turn of the event loop longer than the keepalive timeout ends no connection whose answer has come", async () => {
  const log = new LogLines();
  const broker = await testBroker({ keepaliveTimeMs: 100, keepaliveTimeoutMs: 100, logger: log.logger });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const session = rawSession(broker);
  const call = rawCall(session, "Subscribe");
  call.end(SUBSCRIBE).resume();
  await once(call, "response");
  for (let i = 0; i < 3; i++) {
    await once(session, "ping");
    // The answer is sent, and the broker, which is of this process, has not read it.
    await setImmediate();
    const untilMs = performance.now() + 300;
    while (performance.now() < untilMs);
  }
  await once(session, "ping");
  expect(call.closed).toBe(false);
  expect(log.all.filter(({ msg }) => msg.includes("closed"))).toEqual([]);
});

test("a busy client is pinged too, so that its end in the midst of a period is noticed", async () => {
  const broker = await testBroker({ keepaliveTimeMs: 100, keepaliveTimeoutMs: 5000 });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const session = rawSession(broker);
  let pinged = false;
  session.once("ping", () => {
    pinged = true;
  });
  const startedMs = performance.now();
  while (!pinged && performance.now() - startedMs < 5000) {
    const call = rawCall(session, "GetTopic");
    call.end(frame(GetTopicRequest.encode({ topic: "orders" }).finish())).resume();
    await once(call, "close");
  }
  expect(pinged).toBe(true);
});
