import { fork } from "node:child_process";
import { once } from "node:events";
import { type ClientHttp2Stream, constants } from "node:http2";
import { setTimeout } from "node:timers/promises";
import { createChannel, createClient } from "nice-grpc";
import { describe, expect, onTestFinished, test } from "vitest";
import { BrokerServiceDefinition, FetchRequest, SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testClient } from "../helpers/broker.js";
import { type ObservedServer, observedServer } from "../helpers/observed-engine.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";
import { Subscriber } from "../helpers/subscriber.js";

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR } = constants;

const SUBSCRIBE = frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish());

async function serverWithTopic(): Promise<ObservedServer> {
  const observed = await observedServer();
  await testClient(observed).createTopic({ topic: "orders" });
  return observed;
}

/** Fills the connection of whoever doesn't read: the server then waits in the middle of sending. */
async function produceMoreThanFits(observed: ObservedServer): Promise<void> {
  const client = testClient(observed);
  const records = Array.from({ length: 16 }, () => ({ value: new Uint8Array(64 * 1024) }));
  for (let i = 0; i < 16; i++) await client.produce({ topic: "orders", records });
}

describe("the server's side of a subscription ends when the client", () => {
  test("cancels while there is nothing to read", async () => {
    const observed = await serverWithTopic();
    const subscriber = new Subscriber(testClient(observed), { topics: ["orders"] });
    await subscriber.next();
    await subscriber.next();
    subscriber.leave();
    await observed.engine.reads(0);
  });

  test("cancels while it has not read what was sent", async () => {
    const observed = await serverWithTopic();
    await produceMoreThanFits(observed);
    const subscriber = new Subscriber(testClient(observed), { topics: ["orders"] });
    await subscriber.next();
    subscriber.leave();
    await observed.engine.reads(0);
  });

  test("reads only some of the events", async () => {
    const observed = await serverWithTopic();
    for await (const event of testClient(observed).subscribe({ topics: ["orders"] })) {
      expect(event.assigned).toBeDefined();
      break;
    }
    await observed.engine.reads(0);
  });

  test("closes its channel", async () => {
    const observed = await serverWithTopic();
    const channel = createChannel(observed.address, undefined, { "grpc.use_local_subchannel_pool": 1 });
    const leave = new AbortController();
    const events = createClient(BrokerServiceDefinition, channel)
      .subscribe({ topics: ["orders"] }, { signal: leave.signal })
      [Symbol.asyncIterator]();
    await events.next();
    channel.close();
    leave.abort();
    await observed.engine.reads(0);
  });

  test.each(["idle", "blocked"])("loses its connection while the server is %s", async (server) => {
    const observed = await serverWithTopic();
    if (server === "blocked") await produceMoreThanFits(observed);
    const session = rawSession(observed);
    const call = rawCall(session, "Subscribe");
    call.end(SUBSCRIBE);
    await once(call, "response");
    await observed.engine.reads(1);
    session.destroy();
    await observed.engine.reads(0);
  });

  test.each(["idle", "blocked"])("is killed while the server is %s", async (server) => {
    const observed = await serverWithTopic();
    if (server === "blocked") await produceMoreThanFits(observed);
    const child = fork(new URL("../helpers/stalled-client.js", import.meta.url), [
      observed.address,
      SUBSCRIBE.toString("hex"),
    ]);
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child, "message");
    await observed.engine.reads(1);
    child.kill("SIGKILL");
    await observed.engine.reads(0);
  });

  test("has a deadline that passes", async () => {
    const observed = await serverWithTopic();
    const call = rawCall(rawSession(observed), "Subscribe", { "grpc-timeout": "200m" });
    call.end(SUBSCRIBE).resume();
    await observed.engine.reads(1);
    await observed.engine.reads(0);
  });

  test("resets the call at the deadline, which passed while the server was blocked", async () => {
    const observed = await serverWithTopic();
    await produceMoreThanFits(observed);
    const call = rawCall(rawSession(observed), "Subscribe", { "grpc-timeout": "200m" });
    call.end(SUBSCRIBE);
    await observed.engine.reads(1);
    await setTimeout(250);
    call.close(NGHTTP2_CANCEL);
    await observed.engine.reads(0);
  });
});

describe("a call that is over before its request has come whole starts nothing", () => {
  const ways: [string, (call: ClientHttp2Stream) => void][] = [
    ["whole and reset at once", (call) => call.end(SUBSCRIBE).close(NGHTTP2_CANCEL)],
    ["whole and reset without error", (call) => call.end(SUBSCRIBE).close(NGHTTP2_NO_ERROR)],
    ["not half-closed and reset", (call) => void call.write(SUBSCRIBE, () => call.close(NGHTTP2_CANCEL))],
    ["not half-closed and reset later", (call) => void call.write(SUBSCRIBE, () => setImmediate(() => call.close(0)))],
    ["reset when the answer begins", (call) => call.end(SUBSCRIBE).on("response", () => call.close(NGHTTP2_CANCEL))],
    ["destroyed", (call) => void call.end(SUBSCRIBE).destroy()],
  ];
  const deadlines = [undefined, "0m", "1m"];

  test.each(ways.flatMap(([name, way]) => deadlines.map((deadline) => ({ name, way, deadline }))))(
    "$name, deadline: $deadline",
    async ({ way, deadline }) => {
      const observed = await serverWithTopic();
      const session = rawSession(observed);
      const closed: Promise<unknown>[] = [];
      for (let i = 0; i < 40; i++) {
        const call = rawCall(session, "Subscribe", deadline === undefined ? {} : { "grpc-timeout": deadline });
        closed.push(once(call, "close"));
        way(call);
        if (i % 3 === 0) await new Promise(setImmediate);
      }
      await Promise.all(closed);
      // Answered behind all that the connection sent before it.
      const ping = rawCall(session, "GetTopic");
      ping.end(frame(new Uint8Array())).resume();
      await once(ping, "close");
      await observed.engine.reads(0);
    },
  );
});

describe("Fetch that waits for a record leaves no waiter behind when the client", () => {
  test("cancels", async () => {
    const observed = await serverWithTopic();
    const leave = new AbortController();
    const fetch = testClient(observed).fetch(
      { topic: "orders", maxWait: { seconds: 3600n, nanos: 0 } },
      { signal: leave.signal },
    );
    await observed.engine.reads(1);
    leave.abort();
    await expect(fetch).rejects.toThrow("abort");
    await observed.engine.reads(0);
  });

  test("has a deadline that passes", async () => {
    const observed = await serverWithTopic();
    const call = rawCall(rawSession(observed), "Fetch", { "grpc-timeout": "100m" });
    const maxWait = { seconds: 3600n, nanos: 0 };
    call.end(frame(FetchRequest.encode(FetchRequest.fromPartial({ topic: "orders", maxWait })).finish())).resume();
    await observed.engine.reads(1);
    await observed.engine.reads(0);
  });
});
