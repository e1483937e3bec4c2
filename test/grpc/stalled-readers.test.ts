import { once } from "node:events";
import { expect, test } from "vitest";
import { SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { heldBufferBytes } from "../helpers/memory.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";

const MIB = 1024 * 1024;
const RETAINED = 8 * MIB;
const READERS = 24;
const SUBSCRIBE = frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish());

test("a reader that stops reading keeps two batches at most, and nothing of the log that retention removes", async () => {
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
  expect(held / READERS).toBeLessThan(0.75 * MIB);
});
