import { once } from "node:events";
import type { ClientHttp2Session } from "node:http2";
import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import {
  BrokerServiceDefinition,
  FetchRequest,
  ProduceStreamRequest,
  SubscribeRequest,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { ErrorReason } from "../../gen/ts/headwater/v1/error.js";
import type { BrokerOptions } from "../../src/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, rawCall, rawRefusal, rawSession } from "../helpers/raw-call.js";
import type { Refusal } from "../helpers/refusal.js";
import { withValues } from "../helpers/values.js";

const subscribe = (request: Parameters<typeof SubscribeRequest.fromPartial>[0]) =>
  frame(SubscribeRequest.encode(SubscribeRequest.fromPartial(request)).finish());
const TRUNCATED = Buffer.from("9a060461", "hex");

/** How a call of a client that no library would be ends. */
interface Case {
  readonly options?: BrokerOptions;
  readonly call: (session: ClientHttp2Session, broker: Awaited<ReturnType<typeof brokerWith>>) => Promise<Refusal>;
  readonly expected: Partial<Refusal>;
}

async function brokerWith(options: BrokerOptions = {}) {
  const broker = await testBroker({ shutdownGraceMs: 200, ...options });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  await client.produce({ topic: "orders", records: withValues("a") });
  return { broker, client };
}

function open(session: ClientHttp2Session, method: string, message?: Uint8Array, headers = {}) {
  const call = rawCall(session, method, headers);
  if (message !== undefined) call.end(message);
  return call;
}

/** A stream of Subscribe that has begun. */
async function subscribed(session: ClientHttp2Session, request = {}) {
  const call = open(session, "Subscribe", subscribe({ topics: ["orders"], ...request }));
  await once(call, "data");
  return call;
}

/** A ProduceStream that has begun. */
async function produceStream(session: ClientHttp2Session) {
  const call = open(session, "ProduceStream");
  const produce = { topic: "orders", records: withValues("b") };
  call.write(frame(ProduceStreamRequest.encode(ProduceStreamRequest.fromPartial({ produce })).finish()));
  await once(call, "data");
  return call;
}

const shuttingDown = { code: Status.UNAVAILABLE, reason: "SHUTTING_DOWN", retryAfterSeconds: 1 };

const cases: { readonly [end: string]: Case } = {
  "Subscribe, when its topic is deleted": {
    async call(session, { client }) {
      const call = await subscribed(session);
      await client.deleteTopic({ topic: "orders" });
      return rawRefusal(call);
    },
    expected: { code: Status.NOT_FOUND, reason: "TOPIC_NOT_FOUND" },
  },
  "a member's Subscribe, when its topic is deleted": {
    async call(session, { client }) {
      const call = await subscribed(session, { group: "g" });
      await client.deleteTopic({ topic: "orders" });
      return rawRefusal(call);
    },
    expected: { code: Status.NOT_FOUND, reason: "TOPIC_NOT_FOUND" },
  },
  "a Fetch that waits, when its topic is deleted": {
    async call(session, { client }) {
      const request = FetchRequest.fromPartial({
        topic: "orders",
        start: { latest: true },
        maxWait: { seconds: 60n, nanos: 0 },
      });
      const call = open(session, "Fetch", frame(FetchRequest.encode(request).finish()));
      const refused = rawRefusal(call);
      await once(session, "remoteSettings");
      await client.deleteTopic({ topic: "orders" });
      return refused;
    },
    expected: { code: Status.NOT_FOUND, reason: "TOPIC_NOT_FOUND" },
  },
  "Subscribe, when the broker stops": {
    async call(session, { broker }) {
      const call = await subscribed(session);
      void broker.close();
      return rawRefusal(call);
    },
    expected: shuttingDown,
  },
  "a member's Subscribe, when the broker stops before it has committed": {
    async call(session, { broker }) {
      const call = await subscribed(session, { group: "g" });
      void broker.close();
      return rawRefusal(call);
    },
    expected: shuttingDown,
  },
  "ProduceStream, when the broker stops": {
    async call(session, { broker }) {
      const call = await produceStream(session);
      void broker.close();
      return rawRefusal(call);
    },
    expected: shuttingDown,
  },
  "Subscribe, when its connection is too old": {
    options: { maxConnectionAgeMs: 100 },
    call: async (session) => rawRefusal(await subscribed(session)),
    expected: shuttingDown,
  },
  "ProduceStream, when its connection is too old": {
    options: { maxConnectionAgeMs: 100 },
    call: async (session) => rawRefusal(await produceStream(session)),
    expected: shuttingDown,
  },
  "Subscribe, beyond the limit of streams": {
    options: { maxStreams: 1 },
    async call(session) {
      await subscribed(session);
      return rawRefusal(open(session, "Subscribe", subscribe({ topics: ["orders"] })));
    },
    expected: { code: Status.RESOURCE_EXHAUSTED, reason: "LIMIT_REACHED", metadata: { limit: "1" } },
  },
  "a request that is not compressed as it says": {
    call: (session) =>
      rawRefusal(open(session, "ListTopics", Buffer.from([1, 0, 0, 0, 1, 9]), { "grpc-encoding": "gzip" })),
    expected: { code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD" },
  },
  "a stream of requests of which one is not compressed as it says": {
    call: (session) =>
      rawRefusal(open(session, "ProduceStream", Buffer.from([1, 0, 0, 0, 1, 9]), { "grpc-encoding": "gzip" })),
    expected: { code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD" },
  },
  "a timeout that is none": {
    call: (session) => rawRefusal(open(session, "Subscribe", subscribe({}), { "grpc-timeout": "soon" })),
    expected: { code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD", fields: ["grpc-timeout"] },
  },
  ...Object.fromEntries(
    Object.values(BrokerServiceDefinition.methods)
      .filter(({ requestStream }) => !requestStream)
      .map(({ name }): [string, Case] => [
        `${name}, of a request that is cut off`,
        {
          call: (session) => rawRefusal(open(session, name, frame(TRUNCATED))),
          expected: { code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD" },
        },
      ]),
  ),
};

test.each(Object.entries(cases))("says why it ended: %s", async (_, { options, call, expected }) => {
  const started = await brokerWith(options);
  const refused = await call(rawSession(started.broker), started);
  expect(refused).toMatchObject({ domain: "headwater", ...expected });
  expect(ErrorReason).toHaveProperty(`ERROR_REASON_${refused.reason}`);
});

/** "What gRPC itself refuses … carries a status alone", says the contract. */
describe("gRPC's own refusals carry a status alone, and none is INTERNAL:", () => {
  test.each([
    ["an unknown method", "Produced", frame(Buffer.alloc(0)), {}, Status.UNIMPLEMENTED],
    ["no request", "GetTopic", Buffer.alloc(0), {}, Status.UNIMPLEMENTED],
    ["two requests", "GetTopic", Buffer.alloc(10), {}, Status.UNIMPLEMENTED],
    ["an unknown encoding", "GetTopic", Buffer.from([1, 0, 0, 0, 0]), { "grpc-encoding": "br" }, Status.UNIMPLEMENTED],
    ["a message over the limit", "GetTopic", Buffer.from([0, 127, 0, 0, 0]), {}, Status.RESOURCE_EXHAUSTED],
    ["a deadline", "Subscribe", subscribe({ topics: ["orders"] }), { "grpc-timeout": "50m" }, Status.DEADLINE_EXCEEDED],
  ])("%s", async (_, method, message, headers, code) => {
    const { broker } = await brokerWith();
    const refused = await rawRefusal(open(rawSession(broker), method, message, headers));
    expect(refused).toMatchObject({ code });
    expect(refused.reason).toBeUndefined();
  });
});
