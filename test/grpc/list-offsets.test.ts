import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { invalidField, refusal } from "../helpers/refusal.js";

/** Partition 0 has five records, whose timestamps are 1000, 1010, ..., and partition 1 has none. */
async function clientWithRecords() {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders", partitions: 2 });
  const records = Array.from({ length: 5 }, (_, i) => ({ timestampMs: BigInt(1000 + 10 * i) }));
  await client.produce({ topic: "orders", partition: 0, records });
  return client;
}

test.each([
  ["nothing is said", undefined, [0n, 0n]],
  ["earliest", { earliest: true }, [0n, 0n]],
  ["latest", { latest: true }, [5n, 0n]],
  ["timestamp_ms", { timestampMs: 1011n }, [2n, 0n]],
  ["timestamp_ms after all", { timestampMs: 2000n }, [5n, 0n]],
  ["tail", { tail: 2n }, [3n, 0n]],
  ["offset", { offset: 0n }, [0n, 0n]],
])("gives the offset of a position in every partition, in their order: %s", async (_what, position, expected) => {
  const client = await clientWithRecords();
  const { offsets } = await client.listOffsets({ topic: "orders", ...(position && { position }) });
  expect(offsets).toEqual(expected.map((offset, partition) => ({ topic: "orders", partition, offset })));
});

test("an offset that is outside one of the partitions is refused", async () => {
  const client = await clientWithRecords();
  expect(await refusal(client.listOffsets({ topic: "orders", position: { offset: 3n } }))).toMatchObject({
    reason: "OFFSET_OUT_OF_RANGE",
    metadata: { partition: "1", high_watermark: "0" },
  });
});

test.each([
  ["position.earliest", { earliest: false }],
  ["position.tail", { tail: -1n }],
])("refuses a bad %s", async (field, position) => {
  const client = await clientWithRecords();
  expect(await refusal(client.listOffsets({ topic: "orders", position }))).toMatchObject(invalidField(field));
});
