import { once } from "node:events";
import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";

test("a stream in full flow ends with its deadline", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  await client.produce({
    topic: "orders",
    records: Array.from({ length: 20_000 }, () => ({ value: Buffer.alloc(10) })),
  });
  const call = rawCall(rawSession(broker), "Subscribe", { "grpc-timeout": "50m" });
  call.end(
    frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"], maxBatchRecords: 1 })).finish()),
  );
  const [trailers] = (await once(call.resume(), "trailers")) as [Record<string, string>];
  expect(trailers["grpc-status"]).toBe(`${Status.DEADLINE_EXCEEDED}`);
});
