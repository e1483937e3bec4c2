import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { GroupState } from "../../gen/ts/headwater/v1/group.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { fill, GROUP, join, orders, ordersWith, takeBatches } from "../helpers/group.js";
import { invalidField, refusal } from "../helpers/refusal.js";

type Client = Awaited<ReturnType<typeof ordersWith>>;

const describeGroup = async (client: Client) => (await client.getGroup({ group: GROUP })).group!;

/** Commits the same in every partition, as nobody's member. */
async function commitAll(client: Client, partitions: number, offset: bigint): Promise<void> {
  const offsets = Array.from({ length: partitions }, (_, partition) => ({ ...orders(partition), offset }));
  await client.commitOffsets({ group: GROUP, offsets });
}

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

describe("a group whose committed offset fell out of the log", () => {
  async function outrunBy(records: number) {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", config: { retentionBytes: 1000n } });
    await fill(client, 0, 1);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 1n }] });
    for (let i = 0; i < records; i++) {
      await client.produce({ topic: "orders", records: [{ value: new Uint8Array(100) }] });
    }
    const { logStartOffset, highWatermark } = (await client.getTopic({ topic: "orders" })).topic!.partitions[0]!;
    expect(logStartOffset).toBeGreaterThan(1n);
    return { client, logStartOffset, highWatermark };
  }

  test("lags by what is still there", async () => {
    const { client, logStartOffset, highWatermark } = await outrunBy(40);
    expect((await describeGroup(client)).offsets).toMatchObject([
      { committedOffset: 1n, logStartOffset, highWatermark, lag: highWatermark - logStartOffset },
    ]);
  });

  test("is told with Truncated, and goes on at the log's start", async () => {
    const { client, logStartOffset, highWatermark } = await outrunBy(40);
    const { stream, partitions, commit } = await join(client, { maxInFlight: 1 });
    expect(partitions).toMatchObject([{ startOffset: 1n }]);
    expect(await stream.next("truncated")).toEqual({
      partition: orders(0),
      fromOffset: 1n,
      toOffset: logStartOffset,
    });
    expect((await stream.next("batch")).records).toMatchObject([{ offset: logStartOffset }]);
    await commit(0, logStartOffset + 1n);
    expect((await stream.next("batch")).records).toMatchObject([{ offset: logStartOffset + 1n }]);
    expect((await describeGroup(client)).offsets).toMatchObject([{ lag: highWatermark - logStartOffset - 1n }]);
  });
});

describe("ListGroups", () => {
  test("gives all groups in the order of their names, page by page", async () => {
    const client = await ordersWith(1, 1);
    const names = ["e", "b", "d", "a", "c"];
    for (const group of names) await client.commitOffsets({ group, offsets: [{ ...orders(0), offset: 1n }] });
    const pages: string[][] = [];
    let pageToken = "";
    do {
      const page = await client.listGroups({ pageSize: 2, pageToken });
      pages.push(page.groups.map(({ name }) => name));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(pages).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect((await client.listGroups({})).groups.map(({ name }) => name)).toEqual(names.sort());
  });

  test("shows of each what GetGroup does", async () => {
    const client = await ordersWith(2, 1);
    await join(client);
    expect((await client.listGroups({})).groups).toEqual([await describeGroup(client)]);
  });

  test.each([
    ["page_size", { pageSize: -1 }],
    ["page_token", { pageToken: "?" }],
  ])("with a bad %s is refused", async (field, request) => {
    const client = await ordersWith(1);
    expect(await refusal(client.listGroups(request))).toMatchObject(invalidField(field));
  });
});

describe("ResetOffsets", () => {
  const positions: [string, object, bigint][] = [
    ["earliest", { earliest: true }, 0n],
    ["latest", { latest: true }, 5n],
    ["an offset", { offset: 2n }, 2n],
    ["a timestamp", { timestampMs: 3000n }, 3n],
    ["a timestamp that is yet to come", { timestampMs: 9000n }, 5n],
    ["a tail", { tail: 1n }, 4n],
    ["a tail longer than the log", { tail: 100n }, 0n],
  ];

  test.each(positions)("moves a group to %s, where it goes on", async (_what, to, offset) => {
    const client = await ordersWith(1);
    const records = [1n, 1000n, 2000n, 3000n, 4000n].map((timestampMs) => ({ timestampMs }));
    await client.produce({ topic: "orders", partition: 0, records });
    await commitAll(client, 1, 3n);
    const { offsets } = await client.resetOffsets({ group: GROUP, topic: "orders", to });
    expect(offsets).toEqual([{ ...orders(0), offset }]);
    expect((await describeGroup(client)).offsets).toMatchObject([{ committedOffset: offset }]);
    expect((await join(client)).partitions).toMatchObject([{ startOffset: offset }]);
  });

  test("moves just the partitions that are named", async () => {
    const client = await ordersWith(3, 5);
    await commitAll(client, 3, 4n);
    await client.resetOffsets({ group: GROUP, topic: "orders", partitions: [2, 0], to: { earliest: true } });
    const { offsets } = await describeGroup(client);
    expect(offsets.map(({ committedOffset }) => committedOffset)).toEqual([0n, 4n, 0n]);
  });

  test("commits in partitions where nothing was", async () => {
    const client = await ordersWith(2, 5);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 1n }] });
    await client.resetOffsets({ group: GROUP, topic: "orders", to: { tail: 2n } });
    const { offsets } = await describeGroup(client);
    expect(offsets.map(({ committedOffset }) => committedOffset)).toEqual([3n, 3n]);
  });

  test("with dry_run says the same and changes nothing", async () => {
    const client = await ordersWith(2, 5);
    await commitAll(client, 2, 4n);
    const before = await describeGroup(client);
    const request = { group: GROUP, topic: "orders", to: { offset: 1n } };
    const dry = await client.resetOffsets({ ...request, dryRun: true });
    expect(await describeGroup(client)).toEqual(before);
    expect(await client.resetOffsets(request)).toEqual(dry);
  });

  test("moves all partitions or none", async () => {
    const client = await ordersWith(2, 5);
    await fill(client, 1, 5);
    await commitAll(client, 2, 4n);
    const before = await describeGroup(client);
    const request = { group: GROUP, topic: "orders", to: { offset: 8n } };
    for (const dryRun of [true, false]) {
      expect(await refusal(client.resetOffsets({ ...request, dryRun }))).toMatchObject({
        code: Status.OUT_OF_RANGE,
        metadata: { partition: "0" },
      });
    }
    expect(await refusal(client.resetOffsets({ ...request, to: { latest: true }, partitions: [0, 7] }))).toMatchObject({
      reason: "PARTITION_NOT_FOUND",
    });
    expect(await describeGroup(client)).toEqual(before);
  });

  test.each([true, false])("is refused while there are members, dry_run: %s", async (dryRun) => {
    const client = await ordersWith(1, 5);
    const { commit } = await join(client);
    await commit(0, 4n);
    const reset = client.resetOffsets({ group: GROUP, topic: "orders", to: { earliest: true }, dryRun });
    expect(await refusal(reset)).toMatchObject({ code: Status.FAILED_PRECONDITION, reason: "GROUP_NOT_EMPTY" });
    expect((await describeGroup(client)).offsets).toMatchObject([{ committedOffset: 4n }]);
  });

  test.each([
    ["to", {}],
    ["to.earliest", { to: { earliest: false } }],
    ["to.tail", { to: { tail: -1n } }],
    ["partitions[1]", { to: { earliest: true }, partitions: [0, 0] }],
  ])("with a bad %s is refused", async (field, request) => {
    const client = await ordersWith(1, 5);
    await commitAll(client, 1, 4n);
    expect(await refusal(client.resetOffsets({ group: GROUP, topic: "orders", ...request }))).toMatchObject(
      invalidField(field),
    );
  });

  test("of a group that isn't there, or a topic, is NOT_FOUND", async () => {
    const client = await ordersWith(1, 5);
    const to = { earliest: true };
    const nobody = client.resetOffsets({ group: GROUP, topic: "orders", to });
    expect(await refusal(nobody)).toMatchObject({ code: Status.NOT_FOUND, reason: "GROUP_NOT_FOUND" });
    await commitAll(client, 1, 4n);
    const nowhere = client.resetOffsets({ group: GROUP, topic: "nowhere", to });
    expect(await refusal(nowhere)).toMatchObject({ code: Status.NOT_FOUND, reason: "TOPIC_NOT_FOUND" });
  });
});

describe("DeleteGroup", () => {
  test("forgets the offsets: the group starts anew", async () => {
    const client = await ordersWith(1, 5);
    await commitAll(client, 1, 4n);
    await client.deleteGroup({ group: GROUP });
    expect(await refusal(client.getGroup({ group: GROUP }))).toMatchObject({ reason: "GROUP_NOT_FOUND" });
    expect((await join(client)).partitions).toMatchObject([{ startOffset: 0n }]);
  });

  test("is refused while there are members, which go on", async () => {
    const client = await ordersWith(1);
    const { stream, commit } = await join(client);
    expect(await refusal(client.deleteGroup({ group: GROUP }))).toMatchObject({
      code: Status.FAILED_PRECONDITION,
      reason: "GROUP_NOT_EMPTY",
    });
    await fill(client, 0, 1);
    expect(await stream.skipTo("batch")).toMatchObject({ nextOffset: 1n });
    await commit(0, 1n);
  });

  test("of a group that isn't there is NOT_FOUND", async () => {
    const client = await ordersWith(1);
    expect(await refusal(client.deleteGroup({ group: GROUP }))).toMatchObject({ reason: "GROUP_NOT_FOUND" });
  });

  test("makes room where there are as many groups as the broker allows", async () => {
    const client = await ordersWith(1, 0, { maxGroups: 1 });
    await commitAll(client, 1, 0n);
    const other = { group: "other", offsets: [{ ...orders(0), offset: 0n }] };
    for (const call of [client.commitOffsets(other), join(client, { group: "other" })]) {
      expect(await refusal(call)).toMatchObject({ reason: "LIMIT_REACHED", metadata: { limit: "1" } });
    }
    await client.deleteGroup({ group: GROUP });
    await client.commitOffsets(other);
  });
});
