import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { fill, GROUP, join, orders, ordersWith } from "../helpers/group.js";
import { refusal } from "../helpers/refusal.js";

const LATEST = { start: { latest: true } };

describe("a group that starts at latest", () => {
  test("gets all that is produced after Assigned", async () => {
    const client = await ordersWith(2, 5);
    const { stream, partitions } = await join(client, LATEST);
    expect(partitions).toMatchObject([{ startOffset: 5n }, { startOffset: 5n }]);
    for (const partition of [0, 1]) {
      await fill(client, partition, 1);
      expect((await stream.skipTo("batch")).records).toMatchObject([{ offset: 5n }]);
    }
  });

  test("gets all of it though the partition changes hands before anything is committed", async () => {
    const client = await ordersWith(1, 5);
    const first = await join(client, LATEST);
    await fill(client, 0, 3);
    const second = await join(client, LATEST);
    await fill(client, 0, 3);
    first.stream.leave();
    expect((await second.stream.skipTo("assigned")).partitions).toMatchObject([{ startOffset: 5n }]);
    const third = await join(client, LATEST);
    second.stream.leave();
    expect((await third.stream.skipTo("assigned")).partitions).toMatchObject([{ startOffset: 5n }]);
    expect((await third.stream.skipTo("batch")).records).toHaveLength(6);
  });

  test("gets all of it though the partition is handed over, and has the lag of it", async () => {
    const client = await ordersWith(2);
    const first = await join(client, { ...LATEST, revokeTimeout: { seconds: 0n, nanos: 0 } });
    for (const partition of [0, 1]) await fill(client, partition, 4);
    const second = await join(client, LATEST);
    expect(second.partitions).toMatchObject([{ startOffset: 0n, highWatermark: 4n }]);
    const { group } = await client.getGroup({ group: GROUP });
    expect(group?.offsets.map(({ committedOffset, lag }) => [committedOffset, lag])).toEqual([
      [undefined, 4n],
      [undefined, 4n],
    ]);
    first.stream.leave();
  });

  test("goes on at what it committed, and not at latest", async () => {
    const client = await ordersWith(1, 5);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 2n }] });
    expect((await join(client, LATEST)).partitions).toMatchObject([{ startOffset: 2n }]);
  });
});

test.each([
  ["nothing", undefined, 0n],
  ["earliest", { earliest: true }, 0n],
  ["an offset", { offset: 2n }, 2n],
  ["a timestamp", { timestampMs: 3000n }, 3n],
  ["a timestamp that is yet to come", { timestampMs: 9000n }, 5n],
  ["a tail", { tail: 1n }, 4n],
  ["a tail longer than the log", { tail: 9n }, 0n],
])("where nothing is committed, a member starts at its own start: %s", async (_what, start, expected) => {
  const client = await ordersWith(1);
  const records = [0n, 1000n, 2000n, 3000n, 4000n].map((after) => ({ timestampMs: after || 1n }));
  await client.produce({ topic: "orders", partition: 0, records });
  const { partitions } = await join(client, start && { start });
  expect(partitions).toMatchObject([{ startOffset: expected }]);
});

describe("a start that is not in the log", () => {
  test("is refused with OUT_OF_RANGE, and nobody joins", async () => {
    const client = await ordersWith(1, 5);
    expect(await refusal(join(client, { start: { offset: 6n } }))).toMatchObject({
      code: Status.OUT_OF_RANGE,
      reason: "OFFSET_OUT_OF_RANGE",
    });
    expect((await client.listGroups({})).groups).toEqual([]);
  });

  test("takes no partition from those who are there", async () => {
    const client = await ordersWith(2, 5);
    await client.createTopic({ topic: "bills" });
    const member = await join(client);
    expect(await refusal(join(client, { topics: ["bills"], start: { offset: 6n } }))).toMatchObject({
      reason: "OFFSET_OUT_OF_RANGE",
    });
    const { group } = await client.getGroup({ group: GROUP });
    expect(group?.members).toMatchObject([{ memberId: member.memberId, partitions: [orders(0), orders(1)] }]);
  });

  test("is nothing to a member whose group is somewhere already", async () => {
    const client = await ordersWith(1, 5);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 5n }] });
    expect((await join(client, { start: { offset: 6n } })).partitions).toMatchObject([{ startOffset: 5n }]);
  });
});
