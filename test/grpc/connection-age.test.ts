import { once } from "node:events";
import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { GetTopicRequest, SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, rawCall, rawRefusal, rawSession } from "../helpers/raw-call.js";
import { refusal } from "../helpers/refusal.js";
import { Requests } from "../helpers/requests.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

const TOO_OLD = {
  code: Status.UNAVAILABLE,
  message: expect.stringContaining("--max-connection-age-ms"),
  domain: "headwater",
  reason: "SHUTTING_DOWN",
  retryAfterSeconds: 1,
};

test("a connection of its age gets GOAWAY, then its streams end with UNAVAILABLE, and the client goes on with another", async () => {
  const broker = await testBroker({ maxConnectionAgeMs: 300, shutdownGraceMs: 200 });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  await client.produce({ topic: "orders", records: withValues("a") });
  const subscriber = new Subscriber(client, { topics: ["orders"] });
  await subscriber.records(1);
  const requests = new Requests();
  const answers = client.produceStream(requests)[Symbol.asyncIterator]();
  requests.send({ produce: { topic: "orders", records: withValues("b") } });
  expect((await answers.next()).value?.appended).toBeDefined();
  await subscriber.records(1);
  const ends = [refusal(subscriber.records(1)), refusal(answers.next())];
  for (const end of await Promise.all(ends)) expect(end).toMatchObject(TOO_OLD);
  const again = new Subscriber(client, { topics: ["orders"] });
  expect(await again.records(2)).toHaveLength(2);
  again.leave();
});

test("a connection without calls ends with GOAWAY of no error, at its age give or take a tenth", async () => {
  const broker = await testBroker({ maxConnectionAgeMs: 300, shutdownGraceMs: 60_000 });
  const before = performance.now();
  const sessions = Array.from({ length: 20 }, () => rawSession(broker));
  const ages = await Promise.all(
    sessions.map(async (session) => {
      const [code] = (await once(session, "goaway")) as [number];
      const ageMs = performance.now() - before;
      if (!session.destroyed) await once(session, "close");
      return { code, ageMs };
    }),
  );
  expect(ages.map(({ code }) => code)).toEqual(ages.map(() => 0));
  expect(Math.min(...ages.map(({ ageMs }) => ageMs))).toBeGreaterThan(265);
});

test("a call that goes on when its connection is too old ends by itself within the grace", async () => {
  const broker = await testBroker({ maxConnectionAgeMs: 100, shutdownGraceMs: 60_000 });
  await testClient(broker).createTopic({ topic: "orders" });
  const session = rawSession(broker);
  const call = rawCall(session, "GetTopic");
  await once(session, "goaway");
  call.end(frame(GetTopicRequest.encode({ topic: "orders" }).finish()));
  const [trailers] = (await once(call.resume(), "trailers")) as [Record<string, string>];
  expect(trailers["grpc-status"]).toBe("0");
  await once(session, "close");
});

test("only the streams of that connection end", async () => {
  const broker = await testBroker({ maxConnectionAgeMs: 400, shutdownGraceMs: 200 });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const session = rawSession(broker);
  const old = rawCall(session, "Subscribe");
  old.end(frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish()));
  await once(session, "goaway");
  const young = new Subscriber(testClient(broker), { topics: ["orders"] });
  await young.next();
  expect(await rawRefusal(old)).toMatchObject(TOO_OLD);
  await testClient(broker).produce({ topic: "orders", records: withValues("a") });
  expect(await young.records(1)).toHaveLength(1);
  young.leave();
});
