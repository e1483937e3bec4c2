import { once } from "node:events";
import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { BrokerServiceDefinition, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { frame, rawSession } from "../helpers/raw-call.js";
import { invalidField, refusal } from "../helpers/refusal.js";
import { sendBytes } from "../helpers/send-bytes.js";
import { bytesField, FIXED32, tag, VARINT, varint, varintField } from "../helpers/wire.js";

const methods = Object.values(BrokerServiceDefinition.methods);
const answeredOnce = methods.filter((method) => !method.requestStream);

/** Field 99, of the four bytes that its length announces, has one. */
const TRUNCATED = Buffer.from("9a060461", "hex");

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
  ["GetGroup", "0a02c328", "group"],
  ["ListGroups", "1202c328", "page_token"],
  ["Subscribe", "0a066f7264657273" + "6202c328", "client_id"],
  ["Subscribe", "0a066f7264657273" + "0a02c328", "topics[1]"],
  ["CommitOffsets", "0a0167" + "1202c328" + "1a080a066f7264657273", "member_id"],
  ["CommitOffsets", "0a0167" + "1a040a02c328", "offsets[0].topic"],
])("a string in %s that is not UTF-8 is refused, not taken for another one", async (name, request, field) => {
  const { broker } = await brokerWithTopic();
  expect(await refusal(sendBytes(broker, name, Buffer.from(request, "hex")))).toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: expect.stringContaining("UTF-8"),
    ...invalidField(field),
  });
});

test.each([
  ["CreateTopic", "a string as a number", varintField(1, 5), "topic"],
  ["CreateTopic", "a message as a number", varintField(3, 5), "config"],
  ["CreateTopic", "a number in a message as bytes", bytesField(3, bytesField(1, "x")), "config.retention_ms"],
  ["CreateTopic", "a number as four bytes", Buffer.concat([tag(2, FIXED32), Buffer.alloc(4)]), "partitions"],
  ["CreateTopic", "a number beyond 32 bits", varintField(2, 2n ** 32n + 1n), "partitions"],
  ["CreateTopic", "an enum beyond 32 bits", bytesField(3, varintField(4, 2n ** 32n)), "config.cleanup_policy"],
  ["CreateTopic", "a known field as a group", Buffer.concat([tag(3, 3), tag(3, 4)]), "config"],
  ["CreateTopic", "a group in a message", bytesField(3, Buffer.concat([tag(50, 3), tag(50, 4)])), "config"],
  ["CreateTopic", "field number 0 in a message", bytesField(3, tag(0, VARINT)), "config"],
  ["CreateTopic", "a message twice", Buffer.concat([bytesField(3, ""), bytesField(3, "")]), "config"],
  ["Fetch", "a bool that is neither", varintField(7, 2), "text"],
  ["Fetch", "two of a oneof", bytesField(3, Buffer.concat([varintField(1, 1), varintField(3, 4)])), "start"],
  ["Subscribe", "a list of numbers with one beyond 32 bits", bytesField(3, varint(2n ** 32n)), "partitions[0]"],
  ["Subscribe", "a list that ends in a number", bytesField(3, Uint8Array.of(1, 0x80)), ""],
  [
    "Subscribe",
    "a duration whose nanos are too many",
    bytesField(14, varintField(2, 2n ** 40n)),
    "heartbeat_interval.nanos",
  ],
  ["CommitOffsets", "an element as a number", Buffer.concat([bytesField(3, ""), varintField(3, 1)]), "offsets"],
  [
    "CommitOffsets",
    "a number in the second element as text",
    Buffer.concat([bytesField(3, ""), bytesField(3, bytesField(2, "x"))]),
    "offsets[1].partition",
  ],
  [
    "Transact",
    "a header in a request in a request",
    bytesField(1, bytesField(2, bytesField(3, varintField(1, 1)))),
    "produces[0].records[0].headers[0].key",
  ],
])("what decoders read differently is refused with its path: %s, %s", async (name, _what, request, field) => {
  const { broker } = await brokerWithTopic();
  expect(await refusal(sendBytes(broker, name, request))).toMatchObject({
    code: Status.INVALID_ARGUMENT,
    ...invalidField(field),
  });
});

test("numbers in a list may come one by one, together, or both", async () => {
  const { broker, client } = await brokerWithTopic();
  await client.updateTopic({ topic: "orders", partitions: 4 });
  const partitions = [varintField(3, 3), bytesField(3, Uint8Array.of(1, 2)), varintField(3, 0)];
  const request = Buffer.concat([bytesField(1, "orders"), ...partitions, bytesField(5, varintField(2, 1))]);
  const answers = await sendBytes(broker, "Subscribe", request);
  const { assigned } = SubscribeResponse.decode(answers[0]!);
  expect(assigned?.partitions.map(({ partition }) => partition)).toEqual([3, 1, 2, 0]);
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
    ["a key of another wire type", "0805", "records[1].key"],
    ["a value of another wire type", "1005", "records[1].value"],
    ["a value as eight bytes", "110000000000000000", "records[1].value"],
    ["headers of another wire type", "1805", "records[1].headers"],
    ["a timestamp of another wire type", "220161", "records[1].timestamp_ms"],
    ["an offset of another wire type", "2a0163", "records[1].offset"],
    ["a key_text of another wire type", "3005", "records[1].key_text"],
    ["a value_text of another wire type", "3d00000000", "records[1].value_text"],
    ["a value as a group", "1314", "records[1].value"],
    ["a header's key of another wire type", "1a020805", "records[1].headers[0].key"],
    ["a header's value of another wire type", "1a050a01611005", "records[1].headers[0].value"],
    ["a group in a header", "1a024b4c", "records[1].headers[0]"],
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

  test("a topic that is not UTF-8 is refused", async () => {
    const { broker } = await brokerWithTopic();
    expect(await refusal(sendBytes(broker, "Produce", Buffer.from("0a02c328", "hex")))).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      message: expect.stringContaining("UTF-8"),
      ...invalidField("topic"),
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
