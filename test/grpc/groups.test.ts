import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { CommitMode } from "../../gen/ts/headwater/v1/broker_service.js";
import { GroupState } from "../../gen/ts/headwater/v1/group.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { Subscriber } from "../helpers/subscriber.js";

const group = "billing";

async function topicWith(partitions: number, records = 0) {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders", partitions });
  for (let partition = 0; records > 0 && partition < partitions; partition++) {
    await client.produce({ topic: "orders", partition, records: Array.from({ length: records }, () => ({})) });
  }
  return client;
}

test("a lone member gets every partition from the start, with a member id of its own", async () => {
  const client = await topicWith(2, 3);
  const member = new Subscriber(client, { topics: ["orders"], group, clientId: "a" });
  const assigned = await member.next("assigned");
  expect(assigned.memberId).toMatch(/^a-/);
  expect(assigned.generation).toBe(1n);
  expect(assigned.partitions).toMatchObject([
    { topic: "orders", partition: 0, startOffset: 0n, highWatermark: 3n },
    { topic: "orders", partition: 1, startOffset: 0n, highWatermark: 3n },
  ]);
  expect((await member.next("batch")).records).toHaveLength(3);
  expect((await member.next("batch")).records).toHaveLength(3);
  await member.next("caughtUp");
});

test("a partition moves when what was sent is committed, and the next holder starts there", async () => {
  const client = await topicWith(2, 3);
  const first = new Subscriber(client, { topics: ["orders"], group });
  const { memberId } = await first.next("assigned");
  await first.next("batch");
  await first.next("batch");
  await first.next("caughtUp");
  const second = new Subscriber(client, { topics: ["orders"], group });
  expect((await second.next("assigned")).partitions).toEqual([]);
  const { partitions } = await first.next("revoking");
  expect(partitions).toHaveLength(1);
  const moving = partitions[0]!;
  expect((await client.getGroup({ group })).group?.state).toBe(GroupState.GROUP_STATE_REBALANCING);

  const { offsets } = await client.commitOffsets({ group, memberId, offsets: [{ ...moving, offset: 3n }] });
  expect(offsets).toEqual([{ ...moving, offset: 3n }]);
  expect((await first.next("revoked")).partitions).toEqual([moving]);
  expect((await second.next("assigned")).partitions).toMatchObject([{ ...moving, startOffset: 3n, highWatermark: 3n }]);
  expect((await client.getGroup({ group })).group?.state).toBe(GroupState.GROUP_STATE_STABLE);

  const stale = client.commitOffsets({ group, memberId, offsets: [{ ...moving, offset: 3n }] });
  await expect(stale).rejects.toMatchObject({ code: Status.ABORTED });
});

test("on delivery, the next stream goes on where the last one stopped", async () => {
  const client = await topicWith(1, 5);
  const request = { topics: ["orders"], group, commitMode: CommitMode.COMMIT_MODE_ON_DELIVERY, limit: 2n };
  for (const expected of [["0", "1"], ["2", "3"], ["4"]]) {
    const stream = new Subscriber(client, request);
    await stream.next("assigned");
    const batch = await stream.next("batch");
    expect(batch.records.map(({ offset }) => `${offset}`)).toEqual(expected);
    if (expected.length === 2) expect(await stream.end()).toBeUndefined();
  }
});

test("at most max_in_flight records are sent and not committed", async () => {
  const client = await topicWith(1, 10);
  const member = new Subscriber(client, { topics: ["orders"], group, maxInFlight: 4 });
  const { memberId } = await member.next("assigned");
  expect((await member.next("batch")).nextOffset).toBe(4n);
  await client.commitOffsets({ group, memberId, offsets: [{ topic: "orders", partition: 0, offset: 1n }] });
  expect((await member.next("batch")).nextOffset).toBe(5n);
  await client.commitOffsets({ group, memberId, offsets: [{ topic: "orders", partition: 0, offset: 5n }] });
  expect((await member.next("batch")).nextOffset).toBe(9n);
});
