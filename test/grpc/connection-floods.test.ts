import { once } from "node:events";
import { type ClientHttp2Session, constants } from "node:http2";
import { setImmediate, setTimeout } from "node:timers/promises";
import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { LogLines } from "../helpers/log-lines.js";
import { frame, rawCall, rawRefusal, rawSession } from "../helpers/raw-call.js";
import { Subscriber } from "../helpers/subscriber.js";

const SUBSCRIBE = frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish());

const WARN = 40;

const isOpen = (session: ClientHttp2Session) => !session.closed && !session.destroyed;

/** Goes on until the connection is closed. */
async function flood(session: ClientHttp2Session, piece: () => void): Promise<void> {
  while (isOpen(session)) {
    for (let i = 0; i < 50 && isOpen(session); i++) piece();
    await setImmediate();
  }
}

/** Sends a message byte by byte, each in a frame of its own. */
async function sendByBytes(session: ClientHttp2Session, method: string): Promise<void> {
  const call = rawCall(session, method);
  let onClose = () => {};
  call.once("close", () => onClose());
  call.write(frame(new Uint8Array(100_000)).subarray(0, 6));
  while (isOpen(session) && !call.closed)
    await new Promise<void>((resolve) => {
      onClose = resolve;
      call.write(Buffer.alloc(1), () => resolve());
    });
}

const floods: [string, (session: ClientHttp2Session) => Promise<void>][] = [
  ["calls of methods that don't exist", (session) => flood(session, () => rawCall(session, "Nothing").resume().end())],
  ["a message in pieces of one byte", (session) => sendByBytes(session, "Produce")],
  ["a stream's message in pieces of one byte", (session) => sendByBytes(session, "ProduceStream")],
];

describe("a connection that is flooded with", () => {
  test.each(floods)("%s is closed, its other calls end with UNAVAILABLE and the log says so", async (_, send) => {
    const log = new LogLines();
    const broker = await testBroker({ logger: log.logger });
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const beside = new Subscriber(client, { topics: ["orders"] });
    await beside.next();

    const session = rawSession(broker);
    const subscription = rawCall(session, "Subscribe");
    subscription.end(SUBSCRIBE);
    await once(subscription, "response");
    const ended = rawRefusal(subscription);
    const codes: number[] = [];
    session.on("goaway", (code) => codes.push(code));
    const closed = new Promise((resolve) => session.once("close", resolve));
    const flooding = send(session);

    expect(await ended).toMatchObject({ code: Status.UNAVAILABLE, reason: "CONNECTION_CLOSED", retryAfterSeconds: 1 });
    await closed;
    await flooding;
    expect(codes.at(-1)).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    expect(log.all.filter(({ level }) => level === WARN)).toMatchObject([
      { peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/), msg: expect.stringContaining("connection is closed") },
    ]);
    await client.produce({ topic: "orders", records: [{}] });
    expect((await beside.records(1)).length).toBe(1);
  });
});

describe("a client that cancels many calls, each after a while", () => {
  test("goes on, on that connection or on another, and none of its other calls ends", async () => {
    const log = new LogLines();
    const client = testClient(await testBroker({ logger: log.logger }));
    await client.createTopic({ topic: "orders" });
    const member = new Subscriber(client, { topics: ["orders"], group: "g" });
    await member.next();
    let left = 1200;
    const cancelOneByOne = async () => {
      while (left-- > 0) {
        const subscriber = new Subscriber(client, { topics: ["orders"] });
        await subscriber.next();
        subscriber.leave();
      }
    };
    let isOver = false;
    const produce = async () => {
      while (!isOver) {
        await client.produce({ topic: "orders", records: [{}] });
        await setTimeout(10);
      }
    };
    const producing = produce();
    await Promise.all(Array.from({ length: 20 }, cancelOneByOne));
    isOver = true;
    await producing;
    expect((await member.records(1)).length).toBe(1);
    expect(log.all.filter(({ level }) => level === WARN)).toEqual([]);
  }, 60_000);
});
