import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { fill, GROUP, join, orders, ordersWith, takeBatches } from "../helpers/group.js";
import { refusal, toRefusal } from "../helpers/refusal.js";

const names = (partitions: readonly { topic: string; partition: number }[]) =>
  partitions.map(({ topic, partition }) => `${topic}/${partition}`).sort();

describe("members of one group that ask for different topics", () => {
  test("get partitions of their own topics alone", async () => {
    const client = await ordersWith(2);
    await client.createTopic({ topic: "bills", partitions: 2 });
    const ofOrders = await join(client, { topics: ["orders"] });
    const ofBills = await join(client, { topics: ["bills"] });
    expect(names(ofOrders.partitions)).toEqual(["orders/0", "orders/1"]);
    expect(names(ofBills.partitions)).toEqual(["bills/0", "bills/1"]);
    for (const topic of ["orders", "bills"]) await fill(client, 0, 1, topic);
    expect(await ofOrders.stream.skipTo("batch")).toMatchObject({ topic: "orders" });
    expect(await ofBills.stream.skipTo("batch")).toMatchObject({ topic: "bills" });
  });

  test("share what they both asked for so that none has more than its part", async () => {
    const client = await ordersWith(2);
    await client.createTopic({ topic: "bills", partitions: 2 });
    const ofBoth = await join(client, { topics: ["orders", "bills"] });
    expect(ofBoth.partitions).toHaveLength(4);
    await join(client, { topics: ["bills"] });
    await ofBoth.stream.skipTo("revoking");
    const { partitions } = await ofBoth.stream.next("revoked");
    expect(names(partitions)).toEqual(["bills/0", "bills/1"]);
  });

  test("commit each for its own alone", async () => {
    const client = await ordersWith(1, 1);
    await client.createTopic({ topic: "bills" });
    await fill(client, 0, 1, "bills");
    const ofOrders = await join(client, { topics: ["orders"] });
    const ofBills = await join(client, { topics: ["bills"] });
    expect(await refusal(ofOrders.commit(0, 1n, "bills"))).toMatchObject({ reason: "NOT_ASSIGNED" });
    await ofBills.commit(0, 1n, "bills");
  });
});

describe("partitions that are added to a topic", () => {
  test("are assigned, and their records arrive", async () => {
    const client = await ordersWith(1);
    const { stream, memberId } = await join(client);
    await client.updateTopic({ topic: "orders", partitions: 3 });
    const assigned = await stream.skipTo("assigned");
    expect(assigned.memberId).toBe(memberId);
    expect(assigned.generation).toBe(2n);
    expect(names(assigned.partitions)).toEqual(["orders/1", "orders/2"]);
    await fill(client, 2, 1);
    expect(await stream.skipTo("batch")).toMatchObject({ partition: 2, nextOffset: 1n });
  });

  test("go to a standby member first", async () => {
    const client = await ordersWith(1);
    await join(client);
    const standby = await join(client);
    expect(standby.partitions).toEqual([]);
    await client.updateTopic({ topic: "orders", partitions: 2 });
    expect(names((await standby.stream.skipTo("assigned")).partitions)).toEqual(["orders/1"]);
  });

  test("are read from their first record by members that started at latest", async () => {
    const client = await ordersWith(1, 5);
    const { stream } = await join(client, { start: { latest: true } });
    await client.updateTopic({ topic: "orders", partitions: 2 });
    await fill(client, 1, 1);
    expect((await stream.skipTo("assigned")).partitions).toMatchObject([{ partition: 1, startOffset: 0n }]);
    expect((await stream.skipTo("batch")).records).toMatchObject([{ offset: 0n }]);
  });

  test("are read from their first record by members that started at an offset", async () => {
    const client = await ordersWith(1, 5);
    const { stream } = await join(client, { start: { offset: 3n } });
    await takeBatches(stream, 1);
    await client.updateTopic({ topic: "orders", partitions: 2 });
    expect((await stream.skipTo("assigned")).partitions).toMatchObject([{ partition: 1, startOffset: 0n }]);
    await fill(client, 0, 1);
    await fill(client, 1, 1);
    await takeBatches(stream, 2);
  });
});

describe("a deleted topic", () => {
  const deleted = { code: Status.NOT_FOUND, reason: "TOPIC_NOT_FOUND", metadata: { topic: "bills" } };

  test("ends the streams that asked for it, and no other", async () => {
    const client = await ordersWith(1);
    await client.createTopic({ topic: "bills" });
    const ofOrders = await join(client);
    const ofBoth = await join(client, { topics: ["bills", "orders"] });
    const standby = await join(client, { topics: ["bills"] });
    for (const { stream } of [ofOrders, ofBoth]) await stream.next("caughtUp");
    expect(standby.partitions).toEqual([]);
    await client.deleteTopic({ topic: "bills" });
    expect(toRefusal(await ofBoth.stream.end())).toMatchObject(deleted);
    expect(toRefusal(await standby.stream.end())).toMatchObject(deleted);
    await fill(client, 0, 1);
    expect(await ofOrders.stream.skipTo("batch")).toMatchObject({ topic: "orders", nextOffset: 1n });
    const { group } = await client.getGroup({ group: GROUP });
    expect(group?.members.map(({ memberId }) => memberId)).toEqual([ofOrders.memberId]);
    expect(group?.offsets.map(({ topic }) => topic)).toEqual(["orders"]);
  });

  test("is what ends every one of them, wherever they would start", async () => {
    const client = await ordersWith(1);
    await client.createTopic({ topic: "bills" });
    await fill(client, 0, 5, "bills");
    const request = { topics: ["bills"], start: { offset: 3n } };
    const members = [await join(client, request), await join(client, request), await join(client, request)];
    await takeBatches(members[0]!.stream, 1);
    await members[0]!.stream.next("caughtUp");
    await client.deleteTopic({ topic: "bills" });
    for (const { stream } of members) expect(toRefusal(await stream.end())).toMatchObject(deleted);
  });

  test("leaves its other partitions to the members that live on", async () => {
    const client = await ordersWith(3);
    await client.createTopic({ topic: "bills" });
    const ofOrders = await join(client);
    const ofBoth = await join(client, { topics: ["bills", "orders"] });
    await ofOrders.stream.skipTo("revoking");
    await ofOrders.stream.next("revoked");
    expect(names(ofBoth.partitions)).toEqual(["bills/0", "orders/2"]);
    await client.deleteTopic({ topic: "bills" });
    expect((await ofOrders.stream.skipTo("assigned")).partitions).toHaveLength(1);
  });

  test("takes its offsets along: one of the same name starts anew", async () => {
    const client = await ordersWith(1, 1);
    await client.createTopic({ topic: "bills" });
    await fill(client, 0, 5, "bills");
    const offsets = [
      { topic: "bills", partition: 0, offset: 5n },
      { ...orders(0), offset: 1n },
    ];
    await client.commitOffsets({ group: GROUP, offsets });
    await client.deleteTopic({ topic: "bills" });
    await client.createTopic({ topic: "bills" });
    await fill(client, 0, 5, "bills");
    const { partitions } = await join(client, { topics: ["bills", "orders"] });
    expect(new Map(partitions.map(({ topic, startOffset }) => [topic, startOffset]))).toEqual(
      new Map([
        ["bills", 0n],
        ["orders", 1n],
      ]),
    );
  });

  test("is of no concern to who joins for one of the same name, though others were there for the first", async () => {
    const client = await ordersWith(1);
    await client.createTopic({ topic: "bills" });
    const other = await join(client);
    const members = [await join(client, { topics: ["bills"] }), await join(client, { topics: ["bills"] })];
    await client.deleteTopic({ topic: "bills" });
    await members[0]!.stream.skipTo("caughtUp");
    for (const { stream } of members) await stream.end();
    await client.createTopic({ topic: "bills" });
    const again = await join(client, { topics: ["bills"] });
    expect(again.partitions).toHaveLength(1);
    await fill(client, 0, 1, "bills");
    expect(await again.stream.skipTo("batch")).toMatchObject({ topic: "bills", nextOffset: 1n });
    await again.commit(0, 1n, "bills");
    await other.stream.next("caughtUp");
  });

  test("removes a group that has nothing else", async () => {
    const client = await ordersWith(1, 1);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 1n }] });
    await client.deleteTopic({ topic: "orders" });
    expect(await refusal(client.getGroup({ group: GROUP }))).toMatchObject({ reason: "GROUP_NOT_FOUND" });
  });
});
