import { expect, test } from "vitest";
import type { ConsumerOptions, ConsumerRecord, Headwater, TopicPartition } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { Deliveries } from "../helpers/group.js";

const billing = { topics: ["orders"], group: "billing" } as const;

async function ordersWith(records: number, partitions: number): Promise<Headwater> {
  const headwater = testHeadwater(await testBroker());
  await headwater.topics.create("orders", { partitions });
  await produce(headwater, records, partitions);
  return headwater;
}

async function produce(headwater: Headwater, records: number, partitions: number): Promise<void> {
  const producer = headwater.producer({ topic: "orders" });
  for (let i = 0; i < records; i++) {
    for (let partition = 0; partition < partitions; partition++) void producer.send({ partition, value: `${i}` });
  }
  await producer.close();
}

/** A consumer in a loop of its own, until it is told to leave. */
class Loop {
  readonly #stop = new AbortController();
  readonly done: Promise<void>;
  readonly assigned: Promise<void>;
  records = 0;

  constructor(headwater: Headwater, deliveries: Deliveries, options: Partial<ConsumerOptions> = {}) {
    let onAssigned!: () => void;
    this.assigned = new Promise((resolve) => {
      onAssigned = resolve;
    });
    this.done = (async () => {
      const { signal } = this.#stop;
      const given = { ...billing, maxBatchRecords: 7, maxInFlight: 50, commitIntervalMs: 20, signal, onAssigned };
      for await (const record of headwater.consumer({ ...given, ...options })) {
        deliveries.add(record);
        this.records++;
        deliveries.notify();
        if (this.records % 10 === 0) await new Promise(setImmediate);
      }
    })();
  }

  leave(): Promise<void> {
    this.#stop.abort();
    return this.done;
  }
}

test("members come and go while records flow: each record is delivered once", async () => {
  const headwater = await ordersWith(500, 4);
  const deliveries = new Deliveries();
  const errors: unknown[] = [];
  const options = { onCommitError: (error: unknown) => void errors.push(error) };
  const first = new Loop(headwater, deliveries, options);
  await deliveries.reach(200);
  const second = new Loop(headwater, deliveries, options);
  await second.assigned;
  await produce(headwater, 500, 4);
  await deliveries.reach(1500);
  const third = new Loop(headwater, deliveries, options);
  await third.assigned;
  await second.leave();
  await produce(headwater, 500, 4);
  await deliveries.reach(6000);
  await Promise.all([first.leave(), third.leave()]);
  expect([deliveries.times(1), deliveries.total]).toEqual([6000, 6000]);
  expect(Math.min(first.records, second.records, third.records)).toBeGreaterThan(0);
  expect(errors).toEqual([]);
  const { offsets } = await headwater.groups.get("billing");
  expect(offsets.map(({ committedOffset, lag }) => [committedOffset, lag])).toEqual(Array(4).fill([1500n, 0n]));
});

test("a partition moves as soon as what was sent of it is processed, however seldom commits are sent", async () => {
  const headwater = await ordersWith(10, 2);
  const deliveries = new Deliveries();
  const options = { commitIntervalMs: 3_600_000, revokeTimeoutMs: 3_600_000 };
  const first = new Loop(headwater, deliveries, options);
  await deliveries.reach(20);
  const second = new Loop(headwater, deliveries, options);
  await second.assigned;
  await produce(headwater, 10, 2);
  await deliveries.reach(40);
  await Promise.all([first.leave(), second.leave()]);
  expect(deliveries.times(1)).toBe(40);
  expect(second.records).toBe(10);
});

test("what came of a partition that has moved on is not delivered, and a commit for it is refused", async () => {
  const headwater = await ordersWith(10, 2);
  let onRevoked!: (partitions: readonly TopicPartition[]) => void;
  const revoked = new Promise<readonly TopicPartition[]>((resolve) => {
    onRevoked = resolve;
  });
  const consumer = headwater.consumer({ ...billing, maxBatchRecords: 2, revokeTimeoutMs: 0, onRevoked });
  const held: ConsumerRecord[] = [];
  const after: ConsumerRecord[] = [];
  let moved: readonly TopicPartition[] = [];
  for await (const record of consumer) {
    if (moved.length === 0) held.push(record);
    else after.push(record);
    if (held.length === 4 && moved.length === 0) {
      await consumer.commit();
      await headwater.consumer({ ...billing, commit: "manual" }).ready();
      moved = await revoked;
    }
    if (after.length === 7) break;
  }
  const { partition } = moved[0]!;
  expect(after.filter((record) => record.partition === partition)).toEqual([]);
  const lost = held.find((record) => record.partition === partition)!;
  await expect(consumer.commit(lost)).rejects.toMatchObject({ code: "ABORTED", reason: "NOT_ASSIGNED" });
});
