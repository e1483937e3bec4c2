import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { GROUP, join, orders, ordersWith, takeBatches } from "../helpers/group.js";
import { refusal, refusals } from "../helpers/refusal.js";

const offsets = [{ ...orders(0), offset: 1n }];

test("NOT_ASSIGNED says whose partition it isn't, and in which generation", async () => {
  const client = await ordersWith(1, 1);
  const first = await join(client);
  await takeBatches(first.stream, 1);
  const second = await join(client);
  const told = {
    code: Status.ABORTED,
    domain: "headwater",
    reason: "NOT_ASSIGNED",
    metadata: { group: GROUP, topic: "orders", partition: "0", generation: "1" },
  };
  expect(await refusal(second.commit(0, 1n))).toEqual({
    ...told,
    message: `partition 0 of topic orders is not held by member ${second.memberId} in group ${GROUP}: subscribe again`,
  });
  expect(await refusal(client.commitOffsets({ group: GROUP, offsets }))).toEqual({
    ...told,
    message: `partition 0 of topic orders is held by a member in group ${GROUP}: subscribe again`,
  });
});

test("NOT_ASSIGNED says so too where the group itself isn't there", async () => {
  const client = await ordersWith(1, 1);
  expect(await refusal(client.commitOffsets({ group: "nobody", memberId: "m", offsets }))).toEqual({
    code: Status.ABORTED,
    message: "partition 0 of topic orders is not held by member m in group nobody: subscribe again",
    domain: "headwater",
    reason: "NOT_ASSIGNED",
    metadata: { group: "nobody", topic: "orders", partition: "0", generation: "0" },
  });
});

test("GROUP_NOT_FOUND names the group, by every call that needs one", async () => {
  const client = await ordersWith(1);
  const group = "nobody";
  const calls = {
    getGroup: client.getGroup({ group }),
    resetOffsets: client.resetOffsets({ group, topic: "orders", to: { earliest: true } }),
    deleteGroup: client.deleteGroup({ group }),
  };
  for (const [name, told] of await refusals(calls)) {
    expect(told, name).toEqual({
      code: Status.NOT_FOUND,
      message: "group nobody does not exist",
      domain: "headwater",
      reason: "GROUP_NOT_FOUND",
      metadata: { group },
      resource: { type: "headwater.v1.Group", name: group },
    });
  }
});

test("GROUP_NOT_EMPTY says how many members there are", async () => {
  const client = await ordersWith(1);
  await join(client);
  await join(client);
  const calls = {
    resetOffsets: client.resetOffsets({ group: GROUP, topic: "orders", to: { earliest: true } }),
    deleteGroup: client.deleteGroup({ group: GROUP }),
  };
  for (const [name, told] of await refusals(calls)) {
    expect(told, name).toEqual({
      code: Status.FAILED_PRECONDITION,
      message: `group ${GROUP} has 2 members: end their streams first`,
      domain: "headwater",
      reason: "GROUP_NOT_EMPTY",
      metadata: { group: GROUP, members: "2" },
    });
  }
});

test("the empty name is a field's fault, not a group that isn't there", async () => {
  const client = await ordersWith(1);
  const calls = {
    getGroup: client.getGroup({}),
    resetOffsets: client.resetOffsets({ topic: "orders", to: { earliest: true } }),
    deleteGroup: client.deleteGroup({}),
  };
  for (const [name, told] of await refusals(calls)) {
    expect(told, name).toMatchObject({ code: Status.INVALID_ARGUMENT, reason: "INVALID_FIELD", fields: ["group"] });
  }
});
