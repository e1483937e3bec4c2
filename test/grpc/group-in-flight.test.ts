import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { CommitMode } from "../../gen/ts/headwater/v1/broker_service.js";
import { fill, GROUP, join, orders, ordersWith, takeBatches } from "../helpers/group.js";
import { invalidField, refusal } from "../helpers/refusal.js";

const ON_DELIVERY = CommitMode.COMMIT_MODE_ON_DELIVERY;

describe("max_in_flight", () => {
  test("bounds each partition for itself", async () => {
    const client = await ordersWith(2, 10);
    const { stream, commit } = await join(client, { maxInFlight: 4 });
    const batches = await takeBatches(stream, 2);
    expect(batches.map(({ partition, nextOffset }) => [partition, nextOffset])).toEqual([
      [0, 4n],
      [1, 4n],
    ]);
    await commit(1, 4n);
    expect(await stream.next("batch")).toMatchObject({ partition: 1, nextOffset: 8n });
    await commit(0, 1n);
    expect(await stream.next("batch")).toMatchObject({ partition: 0, nextOffset: 5n });
  });

  test("counts from where the group is, not from the log's start", async () => {
    const client = await ordersWith(1, 10);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 5n }] });
    const { stream } = await join(client, { maxInFlight: 2 });
    expect((await stream.next("batch")).records.map(({ offset }) => offset)).toEqual([5n, 6n]);
  });

  test("lets go on with what is produced later, once there is room", async () => {
    const client = await ordersWith(1, 2);
    const { stream, commit } = await join(client, { maxInFlight: 2 });
    await takeBatches(stream, 1);
    await stream.next("caughtUp");
    await fill(client, 0, 3);
    await commit(0, 1n);
    expect(await stream.next("batch")).toMatchObject({ nextOffset: 3n });
    await commit(0, 3n);
    expect(await stream.next("batch")).toMatchObject({ nextOffset: 5n });
  });

  test("is not made room for by a commit that is refused", async () => {
    const client = await ordersWith(2, 3);
    const { stream, memberId, commit } = await join(client, { maxInFlight: 1 });
    await takeBatches(stream, 2);
    const offsets = [
      { ...orders(0), offset: 1n },
      { ...orders(1), offset: 4n },
    ];
    await refusal(client.commitOffsets({ group: GROUP, memberId, offsets }));
    await commit(1, 1n);
    expect(await stream.next("batch")).toMatchObject({ partition: 1, nextOffset: 2n });
  });

  test.each([
    ["without group", { topics: ["orders"], maxInFlight: 1 }],
    ["with COMMIT_MODE_ON_DELIVERY", { topics: ["orders"], group: GROUP, commitMode: ON_DELIVERY, maxInFlight: 1 }],
    ["below 0", { topics: ["orders"], group: GROUP, maxInFlight: -1 }],
  ])("%s is refused", async (_what, request) => {
    const client = await ordersWith(1);
    const events = client.subscribe(request)[Symbol.asyncIterator]();
    expect(await refusal(events.next())).toMatchObject({
      code: Status.INVALID_ARGUMENT,
      ...invalidField("max_in_flight"),
    });
  });
});

test.each([
  ["partitions", { partitions: [0] }],
  ["stop", { stop: { latest: true } }],
  ["client_id", { clientId: "x".repeat(250) }],
  ["revoke_timeout", { revokeTimeout: { seconds: -1n, nanos: 0 } }],
  ["group", { group: "x".repeat(250) }],
])("%s that no member can have is refused, and nobody joins", async (field, request) => {
  const client = await ordersWith(1);
  expect(await refusal(join(client, request))).toMatchObject({
    code: Status.INVALID_ARGUMENT,
    ...invalidField(field),
  });
  expect((await client.listGroups({})).groups).toEqual([]);
});

describe("a member that commits on delivery", () => {
  test("is sent no record that another was sent, though nobody commits", async () => {
    const client = await ordersWith(1, 6);
    const seen: bigint[] = [];
    for (let i = 0; i < 3; i++) {
      const { stream } = await join(client, { commitMode: ON_DELIVERY, maxBatchRecords: 1, limit: 2n });
      for (const { records } of await takeBatches(stream, 2)) seen.push(...records.map(({ offset }) => offset));
      expect(await stream.end()).toBeUndefined();
    }
    expect(seen).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
  });

  test("has committed what it is sent before it has it", async () => {
    const client = await ordersWith(1, 3);
    const { stream } = await join(client, { commitMode: ON_DELIVERY });
    const { nextOffset } = await stream.next("batch");
    const { group } = await client.getGroup({ group: GROUP });
    expect(group?.offsets).toMatchObject([{ committedOffset: nextOffset, lag: 0n }]);
  });

  test("gives a partition away at once, whatever its revoke timeout is", async () => {
    const client = await ordersWith(2, 3);
    const revokeTimeout = { seconds: 3600n, nanos: 0 };
    const first = await join(client, { commitMode: ON_DELIVERY, revokeTimeout });
    await takeBatches(first.stream, 2);
    const { partitions } = await join(client);
    expect(partitions).toMatchObject([{ startOffset: 3n }]);
    await first.stream.skipTo("revoking");
    await first.stream.next("revoked");
  });
});

test("a member that commits nothing is sent every record, and so is the next", async () => {
  const client = await ordersWith(1, 3);
  const first = await join(client);
  expect((await first.stream.next("batch")).records).toHaveLength(3);
  const next = await join(client);
  first.stream.leave();
  await next.stream.skipTo("assigned");
  expect((await next.stream.skipTo("batch")).records).toHaveLength(3);
});
