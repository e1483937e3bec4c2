import fc from "fast-check";
import { expect, test } from "vitest";
import { ProduceStreamRequest } from "../../../gen/ts/headwater/v1/broker_service.js";
import { recordSize } from "../../../src/client/codec/record.js";
import { SendBuffer } from "../../../src/client/producer/send-buffer.js";

type Partition = number | undefined;

/** The requests that records for these partitions, whose values number them, are sent in. */
function requestsOf(partitions: readonly Partition[], records: number) {
  const buffer = new SendBuffer({ topic: "orders" }, { records, bytes: 1_000_000, messageBytes: 4_000_000 }, 0);
  for (const [index, partition] of partitions.entries()) {
    const record = { partition, value: `${index}` };
    buffer.add({ record, size: recordSize(record), resolve: () => {}, reject: () => {} });
  }
  const requests: { partition: Partition; indices: number[] }[] = [];
  for (let batch = buffer.take(); batch !== undefined; batch = buffer.take()) {
    const { produce } = ProduceStreamRequest.decode(batch.message);
    const indices = produce!.records.map(({ value }) => Number(Buffer.from(value!).toString()));
    requests.push({ partition: produce!.partition, indices });
  }
  return requests;
}

test("records of a partition go together, whatever comes in between for others", () => {
  expect(requestsOf([0, 1, 0, 1, 0], 10)).toEqual([
    { partition: 0, indices: [0, 2, 4] },
    { partition: 1, indices: [1, 3] },
  ]);
});

test("every record goes once, where it was to go, and none overtakes another of its partition", () => {
  const partition = fc.constantFrom(undefined, 0, 1, 2);
  fc.assert(
    fc.property(fc.array(partition, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (partitions, bound) => {
      const requests = requestsOf(partitions, bound);
      for (const { partition: to, indices } of requests) {
        expect(indices.length).toBeLessThanOrEqual(bound);
        for (const index of indices) expect(partitions[index]).toBe(to);
      }
      const order = requests.flatMap(({ indices }) => indices);
      expect(order.toSorted((a, b) => a - b)).toEqual(partitions.map((_, index) => index));
      // What the broker places may go to any partition.
      for (const one of [0, 1, 2]) {
        const shared = order.filter((index) => [one, undefined].includes(partitions[index]));
        expect(shared).toEqual(shared.toSorted((a, b) => a - b));
      }
    }),
  );
});
