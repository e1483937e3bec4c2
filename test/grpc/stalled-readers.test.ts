import { once } from "node:events";
import { connect } from "node:http2";
import { expect, onTestFinished, test } from "vitest";
import { SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { heldBufferBytes } from "../helpers/memory.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";

const MIB = 1024 * 1024;
const RETAINED = 8 * MIB;
const READERS = 24;
const SUBSCRIBE = frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish());

test("a reader that stops reading keeps one batch at most, and nothing of the log that retention removes", async () => {
  const broker = await testBroker({ defaultRetentionBytes: RETAINED, maxBatchBytes: MIB / 4 });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const records = Array.from({ length: 30 }, () => ({ value: new Uint8Array(64 * 1024) }));
  const fillLog = async () => {
    for (let bytes = 0; bytes < 2 * RETAINED; bytes += 30 * 64 * 1024)
      await client.produce({ topic: "orders", records });
  };
  await fillLog();
  const before = await heldBufferBytes();
  for (let i = 0; i < READERS; i++) {
    const call = rawCall(rawSession(broker), "Subscribe");
    call.end(SUBSCRIBE);
    await once(call, "response");
    // Each reader stops at a place of its own.
    await client.produce({ topic: "orders", records });
    await client.produce({ topic: "orders", records });
  }
  await fillLog();
  const held = (await heldBufferBytes()) - before;
  expect(held).toBeGreaterThan(0);
  expect(held / READERS).toBeLessThan(0.375 * MIB);
});

test("a reader whose window is closed holds no batch", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  await client.produce({ topic: "orders", records: [{ value: new Uint8Array(MIB / 2) }] });
  const session = connect(`http://${broker.address}`, { settings: { initialWindowSize: 0 } });
  session.on("error", () => {});
  onTestFinished(() => session.destroy());
  await once(session, "remoteSettings");
  const before = await heldBufferBytes();
  const calls = Array.from({ length: 200 }, () => rawCall(session, "Subscribe"));
  for (const call of calls) call.end(SUBSCRIBE);
  await Promise.all(calls.map((call) => once(call, "response")));
  await client.getTopic({ topic: "orders" });
  expect(((await heldBufferBytes()) - before) / calls.length).toBeLessThan(4096);
});
