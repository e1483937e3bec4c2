import { once } from "node:events";
import { expect, test } from "vitest";
import { CommitMode, SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";

test("one batch is on its way to a client that doesn't read", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  for (let i = 0; i < 40; i++) {
    await client.produce({ topic: "orders", records: [{ value: new Uint8Array(200 * 1024) }] });
  }
  const call = rawCall(rawSession(broker), "Subscribe");
  const commitMode = CommitMode.COMMIT_MODE_ON_DELIVERY;
  const request = SubscribeRequest.fromPartial({ topics: ["orders"], group: "g", commitMode, maxBatchRecords: 1 });
  call.end(frame(SubscribeRequest.encode(request).finish()));
  await once(call, "response");

  // On delivery, what is committed is what was cut from the log. Each answer is a chance to cut more.
  for (let i = 0; i < 50; i++) {
    const { group } = await client.getGroup({ group: "g" });
    expect(group!.offsets[0]!.committedOffset).toBeLessThanOrEqual(1n);
  }
});

test("batches grow while the client reads", async () => {
  const KIB = 1024;
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders" });
  const records = Array.from({ length: 1000 }, () => ({ value: new Uint8Array(KIB) }));
  for (let i = 0; i < 4; i++) await client.produce({ topic: "orders", records });
  const sizes: number[] = [];
  for await (const { batch } of client.subscribe({ topics: ["orders"], stop: { latest: true } })) {
    if (batch !== undefined) sizes.push(batch.records.reduce((sum, { value }) => sum + value!.length, 0));
  }
  expect(sizes.reduce((sum, size) => sum + size)).toBe(4000 * KIB);
  expect(sizes[0]).toBeLessThanOrEqual(16 * KIB);
  expect(sizes[1]).toBeLessThanOrEqual(32 * KIB);
  expect(Math.max(...sizes)).toBeGreaterThan(64 * KIB);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * KIB);
});
