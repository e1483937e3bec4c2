import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http2";
import { gunzipSync } from "node:zlib";
import { compressionAlgorithms } from "@grpc/grpc-js";
import { createChannel, createClient } from "nice-grpc";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  BrokerServiceDefinition,
  FetchRequest,
  FetchResponse,
  SubscribeRequest,
  SubscribeResponse,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, messagesOf, rawCall, rawSession } from "../helpers/raw-call.js";
import { Subscriber } from "../helpers/subscriber.js";

const KIB = 1024;
const RECORDS = 400;
const FETCH = frame(FetchRequest.encode(FetchRequest.fromPartial({ topic: "orders" })).finish());
const SUBSCRIBE = frame(
  SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"], limit: BigInt(RECORDS) })).finish(),
);

async function brokerWithRecords(bytes: number) {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const records = Array.from({ length: RECORDS }, (_, i) => ({ value: Buffer.from(`${i}`.padEnd(bytes)) }));
  await client.produce({ topic: "orders", records });
  return broker;
}

interface Answer {
  readonly encoding: string | undefined;
  readonly status: string | undefined;
  readonly messages: { readonly isCompressed: boolean; readonly length: number; readonly bytes: Buffer }[];
}

async function answerOf(address: string, method: string, request: Buffer, headers: { [name: string]: string }) {
  const call = rawCall(rawSession({ address }), method, headers);
  const response = once(call, "response") as Promise<[IncomingHttpHeaders]>;
  const trailers = once(call, "trailers") as Promise<[IncomingHttpHeaders]>;
  call.end(request);
  const messages: Answer["messages"] = [];
  for await (const message of messagesOf(call, true)) {
    const isCompressed = message[0] === 1;
    const content = message.subarray(5);
    messages.push({ isCompressed, length: content.length, bytes: isCompressed ? gunzipSync(content) : content });
  }
  return {
    encoding: (await response)[0]["grpc-encoding"] as string | undefined,
    status: (await trailers)[0]["grpc-status"] as string | undefined,
    messages,
  };
}

describe("large answers are compressed", () => {
  test.each([
    ["gzip is all that is accepted", { "grpc-accept-encoding": "gzip" }],
    ["gzip is accepted before identity", { "grpc-accept-encoding": "gzip, identity" }],
    [
      "the request says that it may be compressed",
      { "grpc-accept-encoding": "identity,gzip", "grpc-encoding": "gzip" },
    ],
  ])("where %s", async (_, headers) => {
    const { address } = await brokerWithRecords(200);
    const { encoding, status, messages } = await answerOf(address, "Fetch", FETCH, headers);
    expect([encoding, status]).toEqual(["gzip", "0"]);
    expect(messages.map(({ isCompressed }) => isCompressed)).toEqual([true]);
    expect(messages[0]!.length).toBeLessThan(20 * KIB);
    const records = FetchResponse.decode(messages[0]!.bytes).batch!.records;
    expect(records.map(({ value }) => Number(`${Buffer.from(value!)}`))).toEqual(
      Array.from({ length: RECORDS }, (_, i) => i),
    );
  });

  test("in streams, whose messages keep their order", async () => {
    const { address } = await brokerWithRecords(2000);
    const { encoding, status, messages } = await answerOf(address, "Subscribe", SUBSCRIBE, {
      "grpc-accept-encoding": "gzip",
    });
    expect([encoding, status]).toEqual(["gzip", "0"]);
    expect(messages[0]).toMatchObject({ isCompressed: false });
    const events = messages.map(({ bytes }) => SubscribeResponse.decode(bytes));
    expect(events[0]?.assigned).toBeDefined();
    const batches = messages.slice(1).filter((_, i) => events[i + 1]?.batch !== undefined);
    expect(batches.length).toBeGreaterThan(2);
    expect(batches.map(({ isCompressed }) => isCompressed)).toContain(true);
    const values = events
      .flatMap(({ batch }) => batch?.records ?? [])
      .map(({ value }) => Number(`${Buffer.from(value!)}`));
    expect(values).toEqual(Array.from({ length: RECORDS }, (_, i) => i));
  });
});

test("a client that compresses what it sends reads compressed answers", async () => {
  const { address } = await brokerWithRecords(200);
  const channel = createChannel(address, undefined, {
    "grpc.default_compression_algorithm": compressionAlgorithms.gzip,
    "grpc.use_local_subchannel_pool": 1,
  });
  onTestFinished(() => channel.close());
  const client = createClient(BrokerServiceDefinition, channel);
  expect((await client.fetch({ topic: "orders" })).batch?.records).toHaveLength(RECORDS);
  expect(await new Subscriber(client, { topics: ["orders"] }).records(RECORDS)).toHaveLength(RECORDS);
});

describe("answers are sent as they are", () => {
  test.each([
    ["where identity comes first, as most libraries have it", { "grpc-accept-encoding": "identity,deflate,gzip" }, 200],
    ["where nothing is accepted", {}, 200],
    ["where they are small", { "grpc-accept-encoding": "gzip" }, 5],
  ])("%s", async (_, headers, bytes) => {
    const { address } = await brokerWithRecords(bytes);
    const { status, messages } = await answerOf(address, "Fetch", FETCH, headers);
    expect(status).toBe("0");
    expect(messages.map(({ isCompressed }) => isCompressed)).toEqual([false]);
    expect(FetchResponse.decode(messages[0]!.bytes).batch!.records).toHaveLength(RECORDS);
  });
});
