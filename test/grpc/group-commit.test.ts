import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { fill, GROUP, join, orders, ordersWith, takeBatches } from "../helpers/group.js";
import { invalidField, refusal } from "../helpers/refusal.js";

type Client = Awaited<ReturnType<typeof ordersWith>>;

/** What is committed, in the order of the partitions. */
async function committed(client: Client): Promise<(bigint | undefined)[]> {
  const { group } = await client.getGroup({ group: GROUP });
  return group!.offsets.map(({ committedOffset }) => committedOffset);
}

describe("CommitOffsets", () => {
  test("says what is committed now, in the order of the request", async () => {
    const client = await ordersWith(3, 5);
    const { memberId } = await join(client);
    const offsets = [2, 0, 1].map((partition) => ({ ...orders(partition), offset: BigInt(partition + 1) }));
    expect(await client.commitOffsets({ group: GROUP, memberId, offsets })).toEqual({ offsets });
    expect(await committed(client)).toEqual([1n, 2n, 3n]);
  });

  test("moves forward alone: an older offset changes nothing, and the answer tells", async () => {
    const client = await ordersWith(1, 5);
    const { commit } = await join(client);
    await commit(0, 4n);
    for (const offset of [3n, 0n, 4n]) {
      expect((await commit(0, offset)).offsets).toEqual([{ ...orders(0), offset: 4n }]);
    }
    expect((await commit(0, 5n)).offsets).toEqual([{ ...orders(0), offset: 5n }]);
    expect(await committed(client)).toEqual([5n]);
  });

  test("takes the high watermark, but nothing behind it", async () => {
    const client = await ordersWith(1, 5);
    const { commit } = await join(client);
    for (const offset of [6n, -1n, 2n ** 53n, 2n ** 63n - 1n]) {
      expect(await refusal(commit(0, offset))).toMatchObject({
        code: Status.OUT_OF_RANGE,
        reason: "OFFSET_OUT_OF_RANGE",
        metadata: { log_start_offset: "0", high_watermark: "5" },
      });
    }
    await commit(0, 5n);
  });

  test("may commit 0: then the group has started, and is there without members", async () => {
    const client = await ordersWith(1, 5);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 0n }] });
    expect(await committed(client)).toEqual([0n]);
    const { partitions } = await join(client, { start: { latest: true } });
    expect(partitions).toMatchObject([{ startOffset: 0n }]);
  });

  test.each([
    ["is past the end", "OFFSET_OUT_OF_RANGE", { ...orders(1), offset: 6n }],
    ["is of a partition that isn't there", "PARTITION_NOT_FOUND", { ...orders(9), offset: 0n }],
    ["is of a topic that isn't there", "TOPIC_NOT_FOUND", { topic: "nowhere", partition: 0, offset: 0n }],
    ["is of a partition that nobody holds", "NOT_ASSIGNED", { topic: "bills", partition: 0, offset: 0n }],
  ])("commits all offsets or none: one of them %s", async (_what, reason, bad) => {
    const client = await ordersWith(3, 5);
    await client.createTopic({ topic: "bills" });
    const { memberId } = await join(client);
    const offsets = [{ ...orders(0), offset: 5n }, bad, { ...orders(2), offset: 5n }];
    expect(await refusal(client.commitOffsets({ group: GROUP, memberId, offsets }))).toMatchObject({ reason });
    expect(await committed(client)).toEqual([undefined, undefined, undefined]);
  });

  test("without member_id commits for partitions that nobody holds, and no others", async () => {
    const client = await ordersWith(2, 5);
    await client.createTopic({ topic: "bills" });
    await fill(client, 0, 5, "bills");
    await join(client, { topics: ["bills"] });
    const free = [{ ...orders(1), offset: 3n }];
    const held = { topic: "bills", partition: 0, offset: 3n };
    expect(await client.commitOffsets({ group: GROUP, offsets: free })).toEqual({ offsets: free });
    for (const offsets of [[held], [{ ...orders(0), offset: 3n }, held]]) {
      expect(await refusal(client.commitOffsets({ group: GROUP, offsets }))).toMatchObject({ reason: "NOT_ASSIGNED" });
    }
    expect(await committed(client)).toEqual([undefined, 3n]);
  });

  test("is refused from who never was, or is no more, a member, and creates no group", async () => {
    const client = await ordersWith(1, 5);
    const offsets = [{ ...orders(0), offset: 1n }];
    const first = await join(client);
    await join(client);
    first.stream.leave();
    const calls = [
      client.commitOffsets({ group: GROUP, memberId: "nobody", offsets }),
      client.commitOffsets({ group: "unheard-of", memberId: first.memberId, offsets }),
    ];
    for (const call of calls) {
      expect(await refusal(call)).toMatchObject({ code: Status.ABORTED, reason: "NOT_ASSIGNED" });
    }
    expect((await client.listGroups({})).groups.map(({ name }) => name)).toEqual([GROUP]);
  });

  test.each([
    ["no offsets", "offsets", { group: GROUP, offsets: [] }],
    ["a partition twice", "offsets[2]", { group: GROUP, offsets: [orders(0), orders(1), orders(0)] }],
    ["no group", "group", { group: "", offsets: [orders(0)] }],
    ["a name that is too long", "group", { group: "x".repeat(250), offsets: [orders(0)] }],
  ])("with %s is refused as %s", async (_what, field, request) => {
    const client = await ordersWith(2);
    expect(await refusal(client.commitOffsets(request))).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      ...invalidField(field),
    });
    expect((await client.listGroups({})).groups).toEqual([]);
  });

  test("that is refused ends no stream, whatever it is refused for", async () => {
    const client = await ordersWith(1, 5);
    const { stream, memberId, commit } = await join(client);
    await takeBatches(stream, 1);
    const refused = [
      commit(0, 6n),
      commit(7, 0n),
      commit(0, 0n, "nowhere"),
      client.commitOffsets({ group: GROUP, memberId: "nobody", offsets: [orders(0)] }),
      client.commitOffsets({ group: GROUP, offsets: [orders(0)] }),
      client.commitOffsets({ group: GROUP, memberId, offsets: [] }),
    ];
    for (const call of refused) await refusal(call);
    await fill(client, 0, 1);
    expect(await stream.skipTo("batch")).toMatchObject({ nextOffset: 6n });
    await commit(0, 6n);
  });

  test("of what was sent before a limit is refused from that member, which has left, and taken without member_id", async () => {
    const client = await ordersWith(1, 5);
    const { stream, commit } = await join(client, { limit: 2n });
    await takeBatches(stream, 1);
    expect(await stream.end()).toBeUndefined();
    expect(await refusal(commit(0, 2n))).toMatchObject({ reason: "NOT_ASSIGNED" });
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 2n }] });
    expect((await join(client)).partitions).toMatchObject([{ startOffset: 2n }]);
  });

  test("past what was sent is taken: the member still reads on from where it was", async () => {
    const client = await ordersWith(1, 5);
    const { stream, commit } = await join(client, { maxBatchRecords: 1, maxInFlight: 1 });
    expect(await stream.next("batch")).toMatchObject({ nextOffset: 1n });
    await commit(0, 5n);
    expect(await stream.next("batch")).toMatchObject({ nextOffset: 2n });
  });
});
