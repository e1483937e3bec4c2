import { expect, test } from "vitest";
import { RecordBatch } from "../../../gen/ts/headwater/v1/record.js";
import { EncodedBatch } from "../../../src/client/codec/encoded-batch.js";
import { ReadPartition } from "../../../src/client/consumer/read-partition.js";
import { RecordIterator } from "../../../src/client/consumer/record-iterator.js";

function read(count: number, from = 0) {
  const records = Array.from({ length: count }, (_, i) => ({ offset: BigInt(i) }));
  const fields = { topic: "orders", records, nextOffset: BigInt(count) };
  const bytes = Buffer.from(RecordBatch.encode(RecordBatch.fromPartial(fields)).finish());
  const partition = new ReadPartition({ topic: "orders", partition: 0 }, "", 0n, BigInt(count));
  const told: string[] = [];
  const state = { isOver: false };
  const iterator = new RecordIterator(
    { partition, batch: new EncodedBatch(bytes, 0, bytes.length), from },
    {
      isOver: () => state.isOver,
      processed: () => told.push(`processed before ${partition.position}`),
      paused: (rest) => told.push(`paused at ${rest.from}`),
    },
  );
  const next = () => iterator.next().value?.offset;
  return { next, partition, told, state };
}

test("asking for the next record says that the last one is processed, once", () => {
  const { next, partition, told } = read(2);
  expect([next(), partition.position, partition.delivered]).toEqual([0n, 0n, 1n]);
  expect([next(), partition.position, partition.delivered]).toEqual([1n, 1n, 2n]);
  expect([next(), next(), partition.position]).toEqual([undefined, undefined, 2n]);
  expect(told).toEqual(["processed before 1", "processed before 2"]);
});

test("it begins where it is told to", () => {
  expect(read(3, 2).next()).toBe(2n);
});

test("what is left of a paused partition is given back, once", () => {
  const { next, partition, told } = read(3);
  next();
  partition.isPaused = true;
  expect([next(), next()]).toEqual([undefined, undefined]);
  partition.isPaused = false;
  expect(next()).toBeUndefined();
  expect(told).toEqual(["processed before 1", "paused at 1"]);
});

test.each<[string, (it: ReturnType<typeof read>) => unknown]>([
  ["the partition is lost", ({ partition }) => partition.lose()],
  ["the reading is over", ({ state }) => Object.assign(state, { isOver: true })],
])("nothing more is delivered when %s, and the record in hand is processed all the same", (_, happens) => {
  const it = read(3);
  it.next();
  happens(it);
  expect([it.next(), it.next()]).toEqual([undefined, undefined]);
  expect(it.told).toEqual(["processed before 1"]);
});
