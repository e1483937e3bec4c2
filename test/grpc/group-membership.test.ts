import { createChannel, createClient, Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { BrokerServiceDefinition, SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { GroupState } from "../../gen/ts/headwater/v1/group.js";
import type { Broker } from "../../src/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { fill, GROUP, join, orders, ordersWith, takeBatches } from "../helpers/group.js";
import { MemberChild } from "../helpers/member-child.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";
import { refusal } from "../helpers/refusal.js";

const SUBSCRIBE = frame(
  SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"], group: GROUP })).finish(),
);

async function brokerWithOrders(partitions: number, records = 0) {
  const broker = await testBroker({ keepaliveTimeMs: 100, keepaliveTimeoutMs: 500 });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders", partitions });
  await fill(client, 0, records);
  return { broker, client };
}

/** A standby member for one that has the only partition. */
async function standby(client: ReturnType<typeof testClient>) {
  const member = await join(client);
  expect(member.partitions).toEqual([]);
  return member;
}

describe("a member's partition goes to the next one when it", () => {
  const ways: [string, (broker: Broker) => Promise<() => void>][] = [
    [
      "cancels its call",
      async (broker) => {
        const { stream } = await join(testClient(broker));
        return () => stream.leave();
      },
    ],
    [
      "stops reading the stream",
      async (broker) => {
        const events = testClient(broker)
          .subscribe({ topics: ["orders"], group: GROUP })
          [Symbol.asyncIterator]();
        await events.next();
        return () => void events.return?.();
      },
    ],
    [
      "closes its channel and the call with it",
      async (broker) => {
        const channel = createChannel(broker.address, undefined, { "grpc.use_local_subchannel_pool": 1 });
        const leave = new AbortController();
        const events = createClient(BrokerServiceDefinition, channel)
          .subscribe({ topics: ["orders"], group: GROUP }, { signal: leave.signal })
          [Symbol.asyncIterator]();
        await events.next();
        return () => {
          channel.close();
          leave.abort();
        };
      },
    ],
    [
      "loses its connection",
      async (broker) => {
        const session = rawSession(broker);
        const call = rawCall(session, "Subscribe");
        call.end(SUBSCRIBE);
        await new Promise((resolve) => call.once("data", resolve));
        return () => session.destroy();
      },
    ],
    [
      "has a deadline that passes",
      async (broker) => {
        const call = rawCall(rawSession(broker), "Subscribe", { "grpc-timeout": "1S" });
        call.end(SUBSCRIBE);
        await new Promise((resolve) => call.once("data", resolve));
        return () => {};
      },
    ],
    [
      "reaches its limit",
      async (broker) => {
        const client = testClient(broker);
        const { stream } = await join(client, { limit: 1n });
        return () => void fill(client, 0, 1).then(() => stream.skipTo("batch"));
      },
    ],
    [
      "is killed",
      async (broker) => {
        const child = new MemberChild(broker);
        await child.told("assigned");
        return () => child.signal("SIGKILL");
      },
    ],
  ];

  test.each(ways)("%s", async (_way, enter) => {
    const { broker, client } = await brokerWithOrders(1);
    const leave = await enter(broker);
    const next = await standby(client);
    leave();
    const { memberId, generation, partitions } = await next.stream.skipTo("assigned");
    expect(partitions).toMatchObject([{ ...orders(0), startOffset: 0n }]);
    expect(memberId).toBe(next.memberId);
    expect(generation).toBeGreaterThan(next.generation);
    expect((await client.getGroup({ group: GROUP })).group?.members).toHaveLength(1);
  });
});

test("a frozen member's partition moves on, and when it wakes it can't commit over the new holder", async () => {
  const { broker, client } = await brokerWithOrders(1, 3);
  const frozen = new MemberChild(broker);
  expect(await frozen.told("batch")).toBe(3);
  frozen.commit(0, 1);
  await frozen.told("committed");
  const next = await standby(client);
  frozen.signal("SIGSTOP");
  expect((await next.stream.skipTo("assigned")).partitions).toMatchObject([{ ...orders(0), startOffset: 1n }]);
  expect(await next.stream.skipTo("batch")).toMatchObject({ nextOffset: 3n });
  await next.commit(0, 2n);

  frozen.commit(0, 3);
  frozen.signal("SIGCONT");
  const [ended, refused] = [await frozen.told("ended"), await frozen.told("refused")];
  expect(ended.code).toBe(Status.UNAVAILABLE);
  expect(refused).toEqual({ code: Status.ABORTED, details: expect.stringContaining("is not held by member") });
  const { group } = await client.getGroup({ group: GROUP });
  expect(group?.offsets).toMatchObject([{ committedOffset: 2n, memberId: next.memberId }]);
});

describe("a standby member", () => {
  test("is told a member id of its own and no partitions", async () => {
    const client = await ordersWith(2, 1);
    const ids = new Set<string>();
    for (const expected of [2, 0, 0]) {
      const { memberId, partitions } = await join(client, { revokeTimeout: { seconds: 60n, nanos: 0 } });
      ids.add(memberId);
      expect(partitions).toHaveLength(expected);
    }
    expect(ids.size).toBe(3);
    expect(ids).not.toContain("");
  });

  test("is not caught up before it has a partition and has read it to its end", async () => {
    const client = await ordersWith(1, 5);
    const holder = await join(client);
    await takeBatches(holder.stream, 1);
    const next = await standby(client);
    await holder.commit(0, 2n);
    holder.stream.leave();
    await next.stream.next("assigned");
    await next.stream.next("batch");
    await next.stream.next("caughtUp");
  });

  test("takes over where the holder that leaves had committed", async () => {
    const client = await ordersWith(1, 5);
    const holder = await join(client);
    await takeBatches(holder.stream, 1);
    const next = await standby(client);
    await holder.commit(0, 2n);
    holder.stream.leave();
    expect((await next.stream.skipTo("assigned")).partitions).toMatchObject([{ startOffset: 2n, highWatermark: 5n }]);
    expect((await next.stream.skipTo("batch")).records.map(({ offset }) => offset)).toEqual([2n, 3n, 4n]);
  });

  test("that leaves moves nothing", async () => {
    const client = await ordersWith(1);
    const holder = await join(client);
    const next = await standby(client);
    next.stream.leave();
    const third = await standby(client);
    expect(third.generation).toBe(holder.generation);
    await fill(client, 0, 1);
    expect(await holder.stream.skipTo("batch")).toMatchObject({ nextOffset: 1n });
  });
});

test("a group that never committed is gone with its last member", async () => {
  const { client } = await brokerWithOrders(1);
  const member = await join(client);
  const other = await join(client, { group: "other" });
  member.stream.leave();
  await goneFrom(client, GROUP);
  expect((await client.getGroup({ group: "other" })).group).toMatchObject({
    state: GroupState.GROUP_STATE_STABLE,
    members: [{ memberId: other.memberId }],
  });
});

/** Resolves when the group is not there; a call behind the member's leaving may still come before it. */
async function goneFrom(client: ReturnType<typeof testClient>, group: string): Promise<void> {
  while ((await client.listGroups({})).groups.some(({ name }) => name === group));
  expect(await refusal(client.getGroup({ group }))).toMatchObject({ reason: "GROUP_NOT_FOUND" });
}

test("each stream is a member of its own, though they share a connection and a client id", async () => {
  const client = await ordersWith(2);
  const first = await join(client, { clientId: "same" });
  const second = await join(client, { clientId: "same" });
  expect(first.memberId).not.toBe(second.memberId);
  const { group } = await client.getGroup({ group: GROUP });
  expect(group?.members.map(({ clientId, peer }) => [clientId, peer])).toEqual([
    ["same", expect.stringMatching(/^127\.0\.0\.1:\d+$/)],
    ["same", expect.stringMatching(/^127\.0\.0\.1:\d+$/)],
  ]);
});

test("groups know nothing of each other", async () => {
  const client = await ordersWith(1, 3);
  const one = await join(client);
  await takeBatches(one.stream, 1);
  await one.commit(0, 3n);
  const other = await join(client, { group: "other" });
  expect(other.partitions).toMatchObject([{ ...orders(0), startOffset: 0n }]);
  expect(
    await refusal(client.commitOffsets({ group: "other", memberId: one.memberId, offsets: [{ ...orders(0) }] })),
  ).toMatchObject({ reason: "NOT_ASSIGNED" });
});

test("no more members join than the broker allows, and one that leaves makes room", async () => {
  const client = await ordersWith(1, 0, { maxGroupMembers: 2 });
  const first = await join(client);
  const next = await standby(client);
  expect(await refusal(join(client))).toMatchObject({
    code: Status.RESOURCE_EXHAUSTED,
    reason: "LIMIT_REACHED",
    metadata: { limit: "2" },
  });
  first.stream.leave();
  await next.stream.skipTo("assigned");
  await standby(client);
});
