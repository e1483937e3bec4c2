import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { commitAll, describeGroup, fill, GROUP, join, orders, ordersWith } from "../helpers/group.js";
import { invalidField, refusal } from "../helpers/refusal.js";

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
