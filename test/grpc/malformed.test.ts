import { once } from "node:events";
import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, rawSession } from "../helpers/raw-call.js";
import { invalidField, refusal } from "../helpers/refusal.js";
import { sendBytes } from "../helpers/send-bytes.js";

const methods = Object.values(BrokerServiceDefinition.methods);
const answeredOnce = methods.filter((method) => !method.requestStream);

/** Field 1, of the four bytes that its length announces, has one. */
const TRUNCATED = Buffer.from("0a0461", "hex");

async function brokerWithTopic() {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const highWatermark = async () => (await client.getTopic({ topic: "orders" })).topic?.partitions[0]?.highWatermark;
  return { broker, client, highWatermark };
}

test("every call that takes one request is tried", () => {
  expect(answeredOnce).toHaveLength(methods.length - 1);
});

describe("INVALID_ARGUMENT, for every method:", () => {
  const bad: [string, Buffer][] = [
    ["truncated", TRUNCATED],
    ["an endless tag", Buffer.from("ffffffffffffffffffffff", "hex")],
  ];
  test.each(bad.flatMap(([what, bytes]) => answeredOnce.map(({ name }) => ({ what, name, bytes }))))(
    "$name, $what",
    async ({ name, bytes }) => {
      const { broker, highWatermark } = await brokerWithTopic();
      expect(await refusal(sendBytes(broker, name, bytes))).toMatchObject({
        code: Status.INVALID_ARGUMENT,
        message: expect.stringContaining("not a well-formed message"),
        ...invalidField(""),
      });
      expect(await highWatermark()).toBe(0n);
    },
  );
});

test.each([
  ["GetGroup", "0a02c328"],
  ["ListGroups", "1202c328"],
  ["Subscribe", "0a066f7264657273" + "6202c328"],
  ["CommitOffsets", "0a0167" + "1202c328" + "1a080a066f7264657273"],
  ["CommitOffsets", "0a0167" + "1a040a02c328"],
])("a string in %s that is not UTF-8 is refused, not taken for another one", async (name, request) => {
  const { broker } = await brokerWithTopic();
  expect(await refusal(sendBytes(broker, name, Buffer.from(request, "hex")))).toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: expect.stringContaining("UTF-8"),
    ...invalidField(""),
  });
});

describe("a record that a decoder would refuse is refused with the path to blame, and nothing is written:", () => {
  /** A Produce to `orders` of a good record and of this one. */
  const produce = (record: string) => {
    const body = Buffer.from(record, "hex");
    return Buffer.concat([
      Buffer.from("0a066f7264657273" + "1203120161" + "12", "hex"),
      Buffer.from([body.length]),
      body,
    ]);
  };

  test.each([
    ["invalid UTF-8 in a header's key", "1a040a02c328", "records[1].headers[0].key"],
    ["half a surrogate pair in a header's key", "1a050a03eda080", "records[1].headers[0].key"],
    ["the second of two header keys is invalid", "1a070a01610a02c328", "records[1].headers[0].key"],
    ["a header that ends too soon", "1a020a05", "records[1].headers[0]"],
    ["invalid UTF-8 in key_text", "3202c328", "records[1].key_text"],
    ["invalid UTF-8 in value_text", "3a02c328", "records[1].value_text"],
    ["key and key_text", "0a01613201" + "61", "records[1].key_text"],
    ["value and value_text", "1201613a0161", "records[1].value_text"],
    ["an empty value and value_text", "12003a0161", "records[1].value_text"],
    ["a value that ends too soon", "120561", "records[1]"],
    ["a group", "4b4c", "records[1]"],
    ["a field with number 0", "0001", "records[1]"],
    ["an integer of 11 bytes", "20ffffffffffffffffffff01", "records[1]"],
    ["a negative timestamp", "20ffffffffffffffffff01", "records[1].timestamp_ms"],
  ])("%s", async (_what, record, field) => {
    const { broker, highWatermark } = await brokerWithTopic();
    expect(await refusal(sendBytes(broker, "Produce", produce(record)))).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      ...invalidField(field),
    });
    expect(await highWatermark()).toBe(0n);
  });
});

describe("what a producer may not set has no effect:", () => {
  test("a forged offset", async () => {
    const { client } = await brokerWithTopic();
    await client.produce({ topic: "orders", records: [{ offset: 77n }, { offset: -1n }] });
    const { batch } = await client.fetch({ topic: "orders" });
    expect(batch?.records.map(({ offset }) => offset)).toEqual([0n, 1n]);
    expect(batch?.nextOffset).toBe(2n);
  });

  test("a forged offset of the wrong wire type, as a field that nobody knows", async () => {
    const { broker, client } = await brokerWithTopic();
    await sendBytes(broker, "Produce", Buffer.from("0a066f7264657273" + "1203" + "2a0163", "hex"));
    const { batch } = await client.fetch({ topic: "orders" });
    expect(batch?.records).toMatchObject([{ offset: 0n }]);
  });

  test("a topic that is not UTF-8 is refused", async () => {
    const { broker } = await brokerWithTopic();
    expect(await refusal(sendBytes(broker, "Produce", Buffer.from("0a02c328", "hex")))).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringContaining("UTF-8"),
      ...invalidField(""),
    });
  });
});

test("a reflection request with a string of 4 GB that isn't there is refused, and holds nobody up", async () => {
  const { broker, client } = await brokerWithTopic();
  const call = rawSession(broker).request({
    ":method": "POST",
    ":path": "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "content-type": "application/grpc",
    te: "trailers",
  });
  call.end(frame(Buffer.from("1affffffff0f", "hex")));
  const [headers] = (await once(call.resume(), "response")) as [Record<string, string>];
  expect(headers["grpc-status"]).toBe(`${Status.INVALID_ARGUMENT}`);
  expect((await client.getTopic({ topic: "orders" })).topic?.name).toBe("orders");
});
