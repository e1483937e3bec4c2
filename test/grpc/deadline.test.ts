import { once } from "node:events";
import { Status } from "nice-grpc";
import { expect, onTestFinished, test, vi } from "vitest";
import { SubscribeRequest, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, messagesOf, rawCall, rawSession } from "../helpers/raw-call.js";

test("a stream in full flow ends with its deadline", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  // As long as it takes a busy machine to begin with it.
  const call = rawCall(rawSession(broker), "Subscribe", { "grpc-timeout": "1S" });
  call.end(
    frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"], maxBatchRecords: 1 })).finish()),
  );
  let hasEnded = false;
  const ended = once(call.resume(), "trailers").finally(() => {
    hasEnded = true;
  });
  // It has something to send until it ends.
  const records = Array.from({ length: 20_000 }, () => ({ value: Buffer.alloc(10) }));
  while (!hasEnded) await client.produce({ topic: "orders", records });
  const [trailers] = (await ended) as [Record<string, string>];
  expect(trailers["grpc-status"]).toBe(`${Status.DEADLINE_EXCEEDED}`);
});

test.each([
  ["forward", 3_600_000],
  ["back", -3_600_000],
])(
  "a wall clock that is set %s by an hour mutes no stream that has a deadline, and the deadline holds",
  async (_, stepMs) => {
    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const call = rawCall(rawSession(broker), "Subscribe", { "grpc-timeout": "2S" });
    call.end(frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish()));
    const ended = once(call, "trailers") as Promise<[Record<string, string>]>;
    const messages = messagesOf(call);
    const next = async () => SubscribeResponse.decode((await messages.next()).value!);
    expect((await next()).assigned).toBeDefined();
    expect((await next()).caughtUp).toBeDefined();

    const { now } = Date;
    vi.spyOn(Date, "now").mockImplementation(() => now() + stepMs);
    onTestFinished(() => void vi.restoreAllMocks());
    await client.produce({ topic: "orders", records: [{}] });
    expect((await next()).batch?.records).toHaveLength(1);
    const [trailers] = await ended;
    expect(trailers["grpc-status"]).toBe(`${Status.DEADLINE_EXCEEDED}`);
  },
);
