import { once } from "node:events";
import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { ProduceRequest, ProduceStreamRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { heldBufferBytes } from "../helpers/memory.js";
import { frame, rawCall, rawRefusal, rawSession } from "../helpers/raw-call.js";
import { type Refusal, refusal } from "../helpers/refusal.js";
import { Requests } from "../helpers/requests.js";

const KIB = 1024;
/** What incomplete requests may hold together. */
const BOUND = 32 * 64 * KIB;
const SETTINGS = { maxMessageBytes: 64 * KIB, defaultMaxRecordBytes: 32 * KIB, maxPendingBytes: BOUND };

/** The first half of a message, sent and never followed by the second. */
async function sendHalf(session: ClientHttp2Session, method: string): Promise<ClientHttp2Stream> {
  const call = rawCall(session, method);
  const half = frame(new Uint8Array(64 * KIB)).subarray(0, 32 * KIB);
  await new Promise<void>((resolve) => call.write(half, () => resolve()));
  return call;
}

/** Answered behind all that the connection sent before it. */
async function roundTrip(session: ClientHttp2Session): Promise<void> {
  const call = rawCall(session, "ListTopics");
  call.end(frame(new Uint8Array())).resume();
  await once(call, "close");
}

test.each(["Produce", "ProduceStream"])(
  "%s requests that never come whole hold a bounded amount of memory",
  async (method) => {
    const broker = await testBroker(SETTINGS);
    const before = await heldBufferBytes();
    const sessions = [1, 2, 3].map(() => rawSession(broker));
    const refused: Refusal[] = [];
    for (const session of sessions) {
      for (let i = 0; i < 100; i++) {
        const call = await sendHalf(session, method);
        void rawRefusal(call).then((refusal) => refused.push(refusal));
      }
    }
    for (const session of sessions) await roundTrip(session);
    // 300 halves of 32 KiB were sent, and 64 of them fit; the client's side of this process holds none.
    expect((await heldBufferBytes()) - before).toBeLessThan(BOUND * 1.5);
    expect(refused.length).toBeGreaterThanOrEqual(300 - BOUND / (32 * KIB));
    expect(new Set(refused.map(({ code, reason }) => `${code} ${reason}`))).toEqual(
      new Set([`${Status.RESOURCE_EXHAUSTED} LIMIT_REACHED`]),
    );
  },
);

test("whoever sends whole requests is served while another holds all that incomplete ones may", async () => {
  const broker = await testBroker(SETTINGS);
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const session = rawSession(broker);
  for (let i = 0; i < 100; i++) await sendHalf(session, "Produce");
  const records = [{ value: new Uint8Array(30 * KIB) }];
  for (let i = 0; i < 50; i++) await client.produce({ topic: "orders", records });
  await Promise.all(Array.from({ length: 20 }, () => client.produce({ topic: "orders", records })));
});

test("streams that stay open hold nothing once their messages are whole", async () => {
  const broker = await testBroker(SETTINGS);
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const produce = { topic: "orders", records: [{ value: new Uint8Array(30 * KIB) }] };
  const answers = [];
  for (let i = 0; i < 100; i++) {
    const requests = new Requests();
    const stream = client.produceStream(requests)[Symbol.asyncIterator]();
    requests.send({ produce });
    expect((await stream.next()).value?.appended).toBeDefined();
    answers.push({ requests, stream });
  }
  for (const { requests, stream } of answers) {
    requests.send({ produce });
    expect((await stream.next()).value?.appended).toBeDefined();
    requests.end();
  }
});

test("a client that sends too much at once is told RESOURCE_EXHAUSTED, and only for what was too much", async () => {
  const broker = await testBroker(SETTINGS);
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const session = rawSession(broker);
  const calls = [];
  for (let i = 0; i < 70; i++) calls.push(await sendHalf(session, "Produce"));
  await roundTrip(session);
  const open = calls.filter((call) => !call.closed);
  expect(open.length).toBeGreaterThan(32);
  expect(open.length).toBeLessThanOrEqual(64);
  for (const call of open) call.close();
  await roundTrip(session);
  const request = ProduceRequest.fromPartial({ topic: "nowhere", records: [{ value: new Uint8Array(30 * KIB) }] });
  expect(await refusal(client.produce(request))).toMatchObject({ reason: "TOPIC_NOT_FOUND" });
});

test("requests on streams whose answers nobody reads hold a bounded amount of memory", async () => {
  const broker = await testBroker(SETTINGS);
  const before = await heldBufferBytes();
  // Of a topic that isn't there, so that the log holds none of them.
  const produce = { topic: "nowhere", records: [{ value: new Uint8Array(1000) }] };
  const request = frame(ProduceStreamRequest.encode(ProduceStreamRequest.fromPartial({ produce })).finish());
  const requests = Buffer.concat(Array.from({ length: 1000 }, () => request));
  const session = rawSession(broker);
  // More would be more than Node lets a client have under way.
  const calls = Array.from({ length: 8 }, () => rawCall(session, "ProduceStream"));
  const closed = new Set<number>();
  const firstClosed = new Promise<void>((resolve) => {
    for (const [i, call] of calls.entries()) {
      call.on("close", () => {
        closed.add(i);
        resolve();
      });
      call.pause();
      call.write(requests);
    }
  });
  await firstClosed;
  await roundTrip(rawSession(broker));
  // The client's side of this process has the requests once.
  expect((await heldBufferBytes()) - before).toBeLessThan(requests.length + 1.5 * BOUND);
  expect(closed.size).toBeLessThan(calls.length);
});
