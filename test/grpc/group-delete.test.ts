import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import { commitAll, fill, GROUP, join, orders, ordersWith } from "../helpers/group.js";
import { refusal } from "../helpers/refusal.js";

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
