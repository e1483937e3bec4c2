import { describe, expect, test } from "vitest";
import { GroupState } from "../../gen/ts/headwater/v1/group.js";
import { describeGroup, fill, GROUP, join, orders, ordersWith, takeBatches } from "../helpers/group.js";

describe("GetGroup", () => {
  test("shows the members, what each holds, and how far the group is", async () => {
    const client = await ordersWith(2, 5);
    const { stream, memberId, commit } = await join(client, { clientId: "a" });
    await takeBatches(stream, 2);
    await commit(1, 2n);
    const at = { logStartOffset: 0n, highWatermark: 5n, memberId };
    expect(await describeGroup(client)).toEqual({
      name: GROUP,
      state: GroupState.GROUP_STATE_STABLE,
      generation: 1n,
      members: [
        {
          memberId,
          clientId: "a",
          peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          partitions: [orders(0), orders(1)],
        },
      ],
      offsets: [
        { ...orders(0), ...at, committedOffset: undefined, lag: 5n },
        { ...orders(1), ...at, committedOffset: 2n, lag: 3n },
      ],
    });
  });

  test("is EMPTY where there are offsets and no member", async () => {
    const client = await ordersWith(2, 5);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(1), offset: 4n }] });
    expect(await describeGroup(client)).toEqual({
      name: GROUP,
      state: GroupState.GROUP_STATE_EMPTY,
      generation: 0n,
      members: [],
      offsets: [{ ...orders(1), committedOffset: 4n, logStartOffset: 0n, highWatermark: 5n, lag: 1n, memberId: "" }],
    });
  });

  test("is REBALANCING while a partition waits for its holder, which still holds it", async () => {
    const client = await ordersWith(2, 5);
    const first = await join(client);
    await takeBatches(first.stream, 2);
    await join(client);
    await first.stream.skipTo("revoking");
    const { state, offsets } = await describeGroup(client);
    expect(state).toBe(GroupState.GROUP_STATE_REBALANCING);
    expect(offsets.map(({ memberId }) => memberId)).toEqual([first.memberId, first.memberId]);
    for (const partition of [0, 1]) await first.commit(partition, 5n);
    expect((await describeGroup(client)).state).toBe(GroupState.GROUP_STATE_STABLE);
  });

  test("counts lag with what is produced and what is committed, to 0", async () => {
    const client = await ordersWith(1);
    const lag = async () => (await describeGroup(client)).offsets[0]?.lag;
    const { commit } = await join(client);
    expect(await lag()).toBe(0n);
    await fill(client, 0, 5);
    expect(await lag()).toBe(5n);
    await commit(0, 5n);
    expect(await lag()).toBe(0n);
  });

  test("has a generation that grows with every change of assignment, and with nothing else", async () => {
    const client = await ordersWith(1, 1);
    const generation = async () => (await describeGroup(client)).generation;
    const first = await join(client);
    await takeBatches(first.stream, 1);
    await first.commit(0, 1n);
    expect(await generation()).toBe(1n);
    const next = await join(client);
    expect(await generation()).toBe(1n);
    first.stream.leave();
    await next.stream.skipTo("assigned");
    expect(await generation()).toBe(2n);
  });
});
