import { expect, onTestFinished, test } from "vitest";
import {
  Acks,
  CreateTopicRequest,
  FetchRequest,
  ListTopicsRequest,
  SubscribeRequest,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import { NO_LOG } from "../../src/log.js";
import { Code, refusalOf, toProduceError, toRefusal } from "../../src/service/refusal.js";
import { createBrokerService } from "../../src/service/service.js";
import { toSubscribeResponse } from "../../src/service/subscribe.js";
import { resolveSettings } from "../../src/settings.js";
import { DEFAULTS } from "../engine/suite.js";
import { encodeRecords, valuesAndRelease } from "../helpers/records.js";

function open() {
  const engine = new EmbeddedEngine(DEFAULTS);
  onTestFinished(() => engine.close());
  const released: string[] = [];
  const service = createBrokerService(engine, resolveSettings({}), NO_LOG);
  const produce = (topic: string, value: string, acks: Acks = Acks.ACKS_UNSPECIFIED) =>
    service.produce({
      topic,
      records: { ...encodeRecords([{ value: Buffer.from(value) }]), release: () => void released.push(value) },
      partition: undefined,
      acks,
      expectedOffset: undefined,
      producer: undefined,
    });
  return { service, produce, released };
}

const context = { peer: "test", signal: new AbortController().signal };

test("a topic's life needs no transport: create, produce, fetch, subscribe, list", async () => {
  const { service, produce, released } = open();
  const { topic } = await service.createTopic(CreateTopicRequest.fromPartial({ topic: "orders", partitions: 1 }));
  expect(topic).toMatchObject({ name: "orders", partitions: [{ highWatermark: 0n }] });
  expect(await produce("orders", "a")).toEqual([{ partition: 0, baseOffset: 0, count: 1 }]);
  expect(await produce("orders", "b", Acks.ACKS_NONE)).toEqual([]);
  expect(valuesAndRelease(await service.fetch(FetchRequest.fromPartial({ topic: "orders" }), context))).toEqual([
    "a",
    "b",
  ]);
  expect(released).toEqual(["a", "b"]);

  const request = SubscribeRequest.fromPartial({ topics: ["orders"], limit: 2n });
  const seen: unknown[] = [];
  for await (const event of service.subscribe(request, context, { maxBytes: 1 })) {
    if (event.type === "batch") seen.push(valuesAndRelease(event.batch));
    else if (event.type !== "heartbeat") seen.push(Object.keys(toSubscribeResponse(event)));
  }
  expect(seen).toEqual([["assigned"], ["a"], ["b"]]);
  const { topics } = await service.listTopics(ListTopicsRequest.fromPartial({}));
  expect(topics.map(({ name }) => name)).toEqual(["orders"]);
});

test("a refusal says all that a client needs, and is the same within a stream", async () => {
  const { produce } = open();
  const error = await produce("nowhere", "a").catch((reason: unknown) => reason);
  const refusal = toRefusal(error, "Produce", NO_LOG);
  expect(refusal).toMatchObject({
    code: Code.NOT_FOUND,
    reason: "TOPIC_NOT_FOUND",
    metadata: { topic: "nowhere" },
    resource: { type: "headwater.v1.Topic", name: "nowhere" },
  });
  expect(toProduceError(refusal)).toMatchObject({
    code: Code.NOT_FOUND,
    reason: "TOPIC_NOT_FOUND",
    metadata: { topic: "nowhere" },
    field: "",
  });
});

test("a bug is told by the request id alone that the log has it under", () => {
  const logged: unknown[] = [];
  const log = { ...NO_LOG, error: (line: object) => void logged.push(line) };
  const { requestId, ...refusal } = toRefusal(new TypeError("secret"), "/Broker/Fetch", log);
  expect(refusal).toMatchObject({ code: Code.INTERNAL, reason: "UNSPECIFIED", metadata: { request_id: requestId } });
  expect(JSON.stringify(refusal)).not.toContain("secret");
  expect(logged).toMatchObject([{ requestId, path: "/Broker/Fetch", err: { message: "secret" } }]);
});

test("what passes can be tried again after a second", async () => {
  const engine = new EmbeddedEngine(DEFAULTS);
  await engine.close();
  const error = await engine.getTopic("orders").catch((reason: unknown) => reason);
  expect(refusalOf(error as Parameters<typeof refusalOf>[0])).toMatchObject({
    code: Code.UNAVAILABLE,
    reason: "SHUTTING_DOWN",
    retryAfterMs: 1000,
  });
});
