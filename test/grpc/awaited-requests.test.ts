import { once } from "node:events";
import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { GetTopicRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testClient } from "../helpers/broker.js";
import { observedServer } from "../helpers/observed-engine.js";
import { frame, rawCall, rawRefusal, rawSession } from "../helpers/raw-call.js";

const GET_TOPIC = frame(GetTopicRequest.encode({ topic: "orders" }).finish());

test.each(["GetTopic", "Subscribe"])(
  "%s: a call whose request doesn't come ends after a while, and is told why",
  async (method) => {
    const { address } = await observedServer({ requestTimeoutMs: 300 });
    expect(await rawRefusal(rawCall(rawSession({ address }), method))).toEqual({
      code: Status.RESOURCE_EXHAUSTED,
      message: expect.stringContaining("nothing of the request came for 300 ms"),
      domain: "headwater",
      reason: "LIMIT_REACHED",
      metadata: { limit: "300" },
      retryAfterSeconds: 1,
    });
  },
);

test("a request that comes slowly has its time anew with each piece, and one that never ends hasn't", async () => {
  const { address } = await observedServer({ requestTimeoutMs: 500 });
  const client = testClient({ address });
  await client.createTopic({ topic: "orders" });
  const session = rawSession({ address });
  const whole = rawCall(session, "GetTopic");
  whole.write(GET_TOPIC);
  const refused = rawRefusal(whole);
  const slow = rawCall(session, "GetTopic");
  const answered = once(slow, "response");
  for (const byte of GET_TOPIC.subarray(0, -1)) {
    slow.write(Buffer.from([byte]));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  slow.end(GET_TOPIC.subarray(-1));
  expect((await answered)[0]).not.toHaveProperty("grpc-status");
  expect(await refused).toMatchObject({ reason: "LIMIT_REACHED" });
});

test("calls without a request count towards --max-streams, at the cost of whoever has most of them", async () => {
  const { address } = await observedServer({ settings: { maxStreams: 10 } });
  const client = testClient({ address });
  await client.createTopic({ topic: "orders" });
  const few = rawCall(rawSession({ address }), "GetTopic");
  await once(few, "ready");
  const session = rawSession({ address });
  const refusals = Array.from({ length: 30 }, () => rawRefusal(rawCall(session, "GetTopic")));
  const refused = await Promise.all(refusals.slice(0, 20));
  for (const refusal of refused) {
    expect(refusal).toMatchObject({
      code: Status.RESOURCE_EXHAUSTED,
      reason: "LIMIT_REACHED",
      metadata: { limit: "10" },
    });
  }
  const answered = once(few, "response");
  few.end(GET_TOPIC);
  await answered;
  await client.getTopic({ topic: "orders" });
});
