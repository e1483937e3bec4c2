import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { GroupState } from "../../gen/ts/headwater/v1/group.js";
import { Deliveries, fill, GROUP, join, orders, ordersWith, takeBatches, Worker } from "../helpers/group.js";
import { refusal } from "../helpers/refusal.js";

const duration = (ms: number) => ({ seconds: BigInt(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1e6 });

/** A member that has been sent all of two partitions and has committed nothing, and who is to have one of them. */
async function uncommitted(revokeTimeoutMs: number, records = 3) {
  const client = await ordersWith(2, records);
  const first = await join(client, { revokeTimeout: duration(revokeTimeoutMs) });
  await takeBatches(first.stream, 2);
  await first.stream.next("caughtUp");
  const second = await join(client);
  const revoking = await first.stream.next("revoking");
  const moving = revoking.partitions[0]!.partition;
  return { client, first, second, revoking, moving, staying: 1 - moving };
}

describe("a partition that moves while something of it is not committed", () => {
  test("is announced with the time that there is", async () => {
    const { revoking, second } = await uncommitted(90_500);
    expect(revoking).toEqual({ partitions: [orders(revoking.partitions[0]!.partition)], timeout: duration(90_500) });
    expect(second.partitions).toEqual([]);
  });

  test("waits for the default of 3 s where the member doesn't say", async () => {
    const client = await ordersWith(2, 1);
    const first = await join(client);
    await takeBatches(first.stream, 2);
    await join(client);
    expect((await first.stream.skipTo("revoking")).timeout).toEqual(duration(3000));
  });

  test("moves when the time is over, and its last member's late commit is refused", async () => {
    const { client, first, second, moving } = await uncommitted(200);
    const assigned = await second.stream.skipTo("assigned");
    expect(assigned.partitions).toMatchObject([{ partition: moving, startOffset: 0n }]);
    expect(await first.stream.next("revoked")).toEqual({
      partitions: [orders(moving)],
      generation: assigned.generation,
    });
    expect(await refusal(first.commit(moving, 3n))).toMatchObject({
      code: Status.ABORTED,
      reason: "NOT_ASSIGNED",
      metadata: { generation: `${assigned.generation}` },
    });
    expect((await second.stream.skipTo("batch")).records).toHaveLength(3);
    expect((await client.getGroup({ group: GROUP })).group?.state).toBe(GroupState.GROUP_STATE_STABLE);
  });

  test("does not move before all that was sent is committed", async () => {
    const { client, first, second, moving } = await uncommitted(3_600_000);
    await first.commit(moving, 2n);
    expect((await client.getGroup({ group: GROUP })).group?.state).toBe(GroupState.GROUP_STATE_REBALANCING);
    await first.commit(moving, 3n);
    expect((await second.stream.skipTo("assigned")).partitions).toMatchObject([{ startOffset: 3n }]);
  });

  test("moves where its last member had committed when that one's time is over", async () => {
    const { first, second, moving } = await uncommitted(200);
    await first.commit(moving, 2n);
    expect((await second.stream.skipTo("assigned")).partitions).toMatchObject([{ startOffset: 2n }]);
  });

  test("moves when its last member leaves, with all its others", async () => {
    const { first, second, moving } = await uncommitted(3_600_000);
    await first.commit(moving, 1n);
    first.stream.leave();
    const { partitions } = await second.stream.skipTo("assigned");
    expect(new Map(partitions.map(({ partition, startOffset }) => [partition, startOffset]))).toEqual(
      new Map([
        [moving, 1n],
        [1 - moving, 0n],
      ]),
    );
  });

  test("moves at once with revoke_timeout 0", async () => {
    const client = await ordersWith(2, 3);
    const first = await join(client, { revokeTimeout: duration(0) });
    await takeBatches(first.stream, 2);
    const { partitions } = await join(client);
    expect(partitions).toMatchObject([{ startOffset: 0n }]);
    expect((await first.stream.skipTo("revoking")).timeout).toEqual(duration(0));
    await first.stream.next("revoked");
    expect(await refusal(first.commit(partitions[0]!.partition, 3n))).toMatchObject({ reason: "NOT_ASSIGNED" });
  });

  test("gets no more records, while the member's other partitions flow", async () => {
    const { client, first, second, moving, staying } = await uncommitted(3_600_000);
    for (let next = 4n; next < 14n; next++) {
      await fill(client, moving, 1);
      await fill(client, staying, 1);
      expect(await first.stream.next("batch")).toMatchObject({ partition: staying, nextOffset: next });
      await first.commit(staying, next);
    }
    await first.commit(moving, 3n);
    await first.stream.next("revoked");
    await second.stream.skipTo("assigned");
    expect(await second.stream.skipTo("batch")).toMatchObject({ partition: moving, nextOffset: 13n });
  });

  test("comes back to its member, if nobody is left to have it, where that one had committed", async () => {
    const { client, first, second, moving } = await uncommitted(3_600_000);
    second.stream.leave();
    await first.commit(moving, 3n);
    await first.stream.next("revoked");
    expect((await first.stream.next("assigned")).partitions).toMatchObject([{ partition: moving, startOffset: 3n }]);
    await fill(client, moving, 1);
    expect(await first.stream.skipTo("batch")).toMatchObject({ partition: moving, nextOffset: 4n });
  });

  test("goes to another when the one that it was to have leaves first", async () => {
    const { client, first, second, moving } = await uncommitted(3_600_000);
    const third = await join(client);
    second.stream.leave();
    while ((await client.getGroup({ group: GROUP })).group?.members.length !== 2);
    await first.commit(moving, 3n);
    expect((await third.stream.skipTo("assigned")).partitions).toMatchObject([{ partition: moving, startOffset: 3n }]);
  });
});

test("a member that never reads delays no hand-over for longer than its timeout", async () => {
  const client = await ordersWith(2, 100);
  const stalled = client.subscribe({
    topics: ["orders"],
    group: GROUP,
    revokeTimeout: duration(200),
  });
  const events = stalled[Symbol.asyncIterator]();
  await events.next();
  const { stream, partitions } = await join(client);
  if (partitions.length === 0) expect((await stream.skipTo("assigned")).partitions).toHaveLength(1);
  await events.return?.();
});

test("a third member joins while records flow and all commit: none is delivered twice, and none is missing", async () => {
  const total = 20_000;
  const client = await ordersWith(4);
  const deliveries = new Deliveries();
  const request = { maxBatchRecords: 50, revokeTimeout: duration(60_000) };
  const workers = [1, 2].map(() => new Worker(client, deliveries, request));
  const produce = async () => {
    for (let i = 0; i < total / 50; i++) await fill(client, i % 4, 50);
  };
  const produced = produce();
  await deliveries.reach(total / 4);
  const third = new Worker(client, deliveries, request);
  await deliveries.reach(total / 2);
  const [first] = workers;
  await first?.leave();
  workers.push(third);
  await produced;
  await deliveries.reach(total);
  for (const { lag } of (await client.getGroup({ group: GROUP })).group!.offsets) expect(lag).toBe(0n);
  for (const worker of workers) await worker.leave();
  expect([deliveries.times(1), deliveries.total]).toEqual([total, total]);
  expect(third.records).toBeGreaterThan(0);
  expect(workers.map(({ refused }) => refused)).toEqual([0, 0, 0]);
});
