import { expect, test } from "vitest";
import type { ConsumerRecord, Headers, ProducerRecord } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";

/** What is read of these records, in their order. */
async function readBack(sent: readonly ProducerRecord[]): Promise<ConsumerRecord[]> {
  const headwater = testHeadwater(await testBroker());
  await headwater.topics.create("orders");
  const producer = headwater.producer({ topic: "orders" });
  for (const record of sent) void producer.send(record);
  await producer.close();
  const records: ConsumerRecord[] = [];
  for await (const record of headwater.consumer({ topics: ["orders"] })) {
    if (records.push(record) === sent.length) break;
  }
  return records;
}

test("U+FEFF is a character like others, wherever it stands", async () => {
  const texts = ["\uFEFFhello", "\uFEFF", "\uFEFF\uFEFFx", "x\uFEFF", "hello"];
  const records = await readBack(texts.map((text) => ({ key: text, value: text, headers: { [text]: text } })));
  expect(records.map((record) => record.text())).toEqual(texts);
  expect(records.map(({ keyText }) => keyText)).toEqual(texts);
  expect(records.map(({ headers }) => headers[0]?.key)).toEqual(texts);
});

test("a time later than the latest Date is a valid Date with the exact number", async () => {
  const times = [1, 8.64e15, 8.64e15 + 1, Number.MAX_SAFE_INTEGER];
  const records = await readBack(times.map((timestamp) => ({ timestamp })));
  expect(records.map(({ timestamp }) => timestamp.getTime())).toEqual(times);
  expect(records.map(({ timestamp }) => Number(timestamp))).toEqual(times);
  expect(records[3]!.timestamp.toISOString()).toBe("+275760-09-13T00:00:00.000Z");
  expect(records[3]!.timestamp).toBeInstanceOf(Date);
});

test.each<[string, Headers]>([
  ["an object", { a: "1", b: undefined }],
  ["a Map", new Map([["a", "1"] as const, ["b", undefined] as const])],
  [
    "pairs",
    [
      ["a", "1"],
      ["b", undefined],
    ],
  ],
  ["headers of a record", [{ key: "a", value: Buffer.from("1") }, { key: "b" }]],
])("headers are taken from %s, and one without value is not an empty one", async (_, headers) => {
  const [record] = await readBack([{ headers }]);
  expect(record!.headers).toEqual([
    { key: "a", value: Buffer.from("1") },
    { key: "b", value: undefined },
  ]);
});

test.each([5, "a=b", [["a"], 5], [[5, "x"]], { a: 5 }])("headers %j are refused", async (headers) => {
  const headwater = testHeadwater(await testBroker({ autoCreateTopics: true }));
  const producer = headwater.producer({ topic: "orders" });
  await expect(producer.send({ headers: headers as never })).rejects.toThrow(TypeError);
  expect(producer.bufferedRecords).toBe(0);
});

test("a record that was read is sent as it is: all but its place", async () => {
  const headwater = testHeadwater(await testBroker());
  await headwater.topics.create("orders", { partitions: 5 });
  await headwater.topics.create("archive");
  const timestamp = new Date(8.64e15 + 1 - 1);
  const headers = [
    ["h", "1"],
    ["h", undefined],
  ] as const;
  const producer = headwater.producer({ topic: "orders" });
  await producer.send({ partition: 4, key: "alice", value: Buffer.of(0, 255), headers, timestamp });
  await producer.send({ partition: 4, timestamp: Number.MAX_SAFE_INTEGER });
  const archive = headwater.producer({ topic: "archive" });
  const read = [];
  for await (const record of headwater.consumer({ topics: ["orders"] })) {
    read.push(record);
    expect(await archive.send(record)).toMatchObject({ topic: "archive", partition: 0 });
    if (read.length === 2) break;
  }
  const copies = [];
  for await (const record of headwater.consumer({ topics: ["archive"] })) if (copies.push(record) === 2) break;
  const content = ({ key, value, headers, timestamp }: ConsumerRecord) => ({ key, value, headers, time: +timestamp });
  expect(copies.map(content)).toEqual(read.map(content));
});
