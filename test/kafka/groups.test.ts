import { describe, expect, test } from "vitest";
import { ErrorCode } from "../../src/kafka/errors.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { joining, KafkaClient } from "../helpers/kafka-client.js";

async function open(options: Parameters<typeof testBroker>[0] = {}) {
  const broker = await testBroker({ kafkaListen: "127.0.0.1:0", ...options });
  const grpc = testClient(broker);
  await grpc.createTopic({ topic: "t", partitions: 2 });
  return { broker, grpc, connect: () => KafkaClient.open(broker) };
}

interface Joined {
  readonly client: KafkaClient;
  readonly memberId: string;
  readonly generationId: number;
  readonly leader: string;
  readonly members: { readonly memberId: string }[];
}

/** Joins with the id that the broker gives. */
async function join(client: KafkaClient, groupId: string, more: object = {}): Promise<Joined> {
  const first = await client.call("JoinGroup", 7, joining(groupId, more));
  if (first.errorCode === ErrorCode.NONE) return { client, ...first };
  expect(first.errorCode).toBe(ErrorCode.MEMBER_ID_REQUIRED);
  const answer = await client.call("JoinGroup", 7, joining(groupId, { ...more, memberId: first.memberId }));
  expect(answer.errorCode).toBe(ErrorCode.NONE);
  return { client, ...answer };
}

function sync({ client, memberId, generationId }: Joined, groupId: string, assignments: Record<string, string> = {}) {
  return client.call("SyncGroup", 3, {
    groupId,
    memberId,
    generationId,
    assignments: Object.entries(assignments).map(([id, text]) => ({ memberId: id, assignment: Buffer.from(text) })),
  });
}

const beat = async ({ client, memberId, generationId }: Joined, groupId: string) =>
  (await client.call("Heartbeat", 3, { groupId, memberId, generationId })).errorCode;

const offsetsOf = (topic: string, committedOffset: number, committedMetadata = "") => ({
  topics: [
    { name: topic, partitions: [{ partitionIndex: 0, committedOffset, committedLeaderEpoch: 0, committedMetadata }] },
  ],
});

const commit = async (client: KafkaClient, groupId: string, offset: number, member: object = {}, metadata = "") => {
  const request = {
    groupId,
    generationIdOrMemberEpoch: -1,
    memberId: "",
    ...member,
    ...offsetsOf("t", offset, metadata),
  };
  return (await client.call("OffsetCommit", 8, request)).topics[0].partitions[0].errorCode;
};

const committed = async (client: KafkaClient, groupId: string) => {
  const request = { groupId, topics: [{ name: "t", partitionIndexes: [0] }] };
  const { committedOffset, metadata, committedLeaderEpoch } = (await client.call("OffsetFetch", 7, request)).topics[0]
    .partitions[0];
  return [committedOffset, metadata, committedLeaderEpoch];
};

describe("a classic group", () => {
  test("has a leader that assigns, a new generation for each who joins, and none for who left", async () => {
    const { connect } = await open();
    const a = await join(await connect(), "g");
    expect([a.leader, a.members.length, a.generationId]).toEqual([a.memberId, 1, 1]);
    expect(Buffer.from((await sync(a, "g", { [a.memberId]: "all" })).assignment).toString()).toBe("all");
    expect(await beat(a, "g")).toBe(ErrorCode.NONE);

    const second = join(await connect(), "g");
    await expect.poll(() => beat(a, "g")).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    const again = await a.client.call("JoinGroup", 7, joining("g", { memberId: a.memberId }));
    const b = await second;
    expect([again.generationId, b.generationId, again.members.length, b.members.length]).toEqual([2, 2, 2, 0]);
    const a2 = { ...a, ...again };
    const waiting = sync(b, "g");
    await sync(a2, "g", { [a.memberId]: "half", [b.memberId]: "other half" });
    expect(Buffer.from((await waiting).assignment).toString()).toBe("other half");
    expect(await beat({ ...b, generationId: 1 }, "g")).toBe(ErrorCode.ILLEGAL_GENERATION);
    expect(await beat({ ...b, memberId: "nobody" }, "g")).toBe(ErrorCode.UNKNOWN_MEMBER_ID);

    const { groups } = await b.client.call("DescribeGroups", 5, { groups: ["g"] });
    expect(groups[0]).toMatchObject({ groupState: "Stable", protocolData: "range", members: [{}, {}] });
    const left = await b.client.call("LeaveGroup", 3, {
      groupId: "g",
      members: [{ memberId: b.memberId, groupInstanceId: null }],
    });
    expect(left.members[0].errorCode).toBe(ErrorCode.NONE);
    expect(await beat(a2, "g")).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
  });

  test("loses a member that shows no sign of life for its session", async () => {
    const { connect } = await open();
    const client = await connect();
    const a = await join(client, "g", { sessionTimeoutMs: 6000 });
    await sync(a, "g", { [a.memberId]: "all" });
    await expect
      .poll(async () => (await client.call("DescribeGroups", 5, { groups: ["g"] })).groups[0].groupState, {
        timeout: 15_000,
      })
      .toBe("Dead");
    expect(await beat(a, "g")).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  }, 20_000);

  test("lets a static member come back without a rebalance, and fences what it was", async () => {
    const { connect } = await open();
    const a = await join(await connect(), "g", { groupInstanceId: "one" });
    await sync(a, "g", { [a.memberId]: "all" });
    const again = await join(await connect(), "g", { groupInstanceId: "one" });
    expect([again.generationId, again.memberId === a.memberId]).toEqual([a.generationId, false]);
    expect(Buffer.from((await sync(again, "g")).assignment).toString()).toBe("all");
    const fenced = { groupId: "g", memberId: a.memberId, groupInstanceId: "one", generationId: a.generationId };
    expect((await a.client.call("Heartbeat", 3, fenced)).errorCode).toBe(ErrorCode.FENCED_INSTANCE_ID);
    const member = { memberId: "", groupInstanceId: "one" };
    const left = await a.client.call("LeaveGroup", 3, { groupId: "g", members: [member] });
    expect(left.members[0].errorCode).toBe(ErrorCode.NONE);
  });

  test.each([
    ["without name", joining(""), ErrorCode.INVALID_GROUP_ID],
    ["with a session that is too short", joining("g", { sessionTimeoutMs: 100 }), ErrorCode.INVALID_SESSION_TIMEOUT],
    ["without protocol", joining("g", { protocols: [] }), ErrorCode.INCONSISTENT_GROUP_PROTOCOL],
    ["as a member that is not known", joining("g", { memberId: "nobody" }), ErrorCode.UNKNOWN_MEMBER_ID],
    [
      "with metadata of a megabyte",
      joining("g", { protocols: [{ name: "range", metadata: Buffer.alloc(1_000_000) }] }),
      ErrorCode.INVALID_REQUEST,
    ],
  ])("is not joined %s, and is not there then", async (_, request, errorCode) => {
    const { connect } = await open();
    const client = await connect();
    expect((await client.call("JoinGroup", 7, request)).errorCode).toBe(errorCode);
    expect((await client.call("ListGroups", 3)).groups).toEqual([]);
  });

  test("takes members that have a protocol of all others, and as many as --max-group-members", async () => {
    const { connect } = await open({ maxGroupMembers: 1 });
    const a = await join(await connect(), "g");
    const other = await connect();
    const odd = joining("g", { protocols: [{ name: "sticky", metadata: Buffer.alloc(0) }] });
    expect((await other.call("JoinGroup", 7, odd)).errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    expect((await other.call("JoinGroup", 7, joining("g"))).errorCode).toBe(ErrorCode.GROUP_MAX_SIZE_REACHED);
    expect(a.members).toHaveLength(1);
  });
});

describe("committed offsets", () => {
  test("move forward and back with their metadata, by members of the generation alone", async () => {
    const { connect } = await open();
    const client = await connect();
    expect(await committed(client, "g")).toEqual([-1, "", -1]);
    expect(await commit(client, "g", 7, {}, "note")).toBe(ErrorCode.NONE);
    expect(await committed(client, "g")).toEqual([7, "note", 0]);
    expect(await commit(client, "g", 2)).toBe(ErrorCode.NONE);
    expect(await committed(client, "g")).toEqual([2, "", 0]);
    expect(await commit(client, "g", 2, {}, "x".repeat(5000))).toBe(ErrorCode.OFFSET_METADATA_TOO_LARGE);

    const a = await join(client, "g");
    const member = { memberId: a.memberId, generationIdOrMemberEpoch: a.generationId };
    expect(await commit(client, "g", 3, member)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    await sync(a, "g", { [a.memberId]: "all" });
    expect(await commit(client, "g", 3, member)).toBe(ErrorCode.NONE);
    expect(await commit(client, "g", 4, { ...member, generationIdOrMemberEpoch: 9 })).toBe(
      ErrorCode.ILLEGAL_GENERATION,
    );
    expect(await commit(client, "g", 4)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    expect(await committed(client, "g")).toEqual([3, "", 0]);
    const { results } = await client.call("DeleteGroups", 2, { groupsNames: ["g"] });
    expect(results[0].errorCode).toBe(ErrorCode.NON_EMPTY_GROUP);
  });

  test("are shared by both protocols, whose members take turns", async () => {
    const { grpc, connect } = await open();
    await grpc.produce({ topic: "t", partition: 0, records: [1, 2, 3].map((n) => ({ value: Buffer.from(`${n}`) })) });
    const client = await connect();
    const a = await join(client, "g");
    await sync(a, "g", { [a.memberId]: "" });
    await commit(client, "g", 2, { memberId: a.memberId, generationIdOrMemberEpoch: a.generationId });

    const { group } = await grpc.getGroup({ group: "g" });
    expect(group!.members).toMatchObject([{ memberId: a.memberId, clientId: "test" }]);
    const refused = grpc
      .subscribe({ topics: ["t"], group: "g" })
      [Symbol.asyncIterator]()
      .next();
    await expect(refused).rejects.toThrow(/has 1 member/);

    await client.call("LeaveGroup", 1, { groupId: "g", memberId: a.memberId });
    const controller = new AbortController();
    const stream = grpc.subscribe({ topics: ["t"], group: "g" }, { signal: controller.signal })[Symbol.asyncIterator]();
    const { value } = await stream.next();
    expect(value.assigned.partitions[0].startOffset).toBe(2n);
    expect((await client.call("JoinGroup", 7, joining("g"))).errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    expect(await commit(client, "g", 0)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    const { groups } = await client.call("DescribeGroups", 5, { groups: ["g"] });
    expect(groups[0]).toMatchObject({ groupState: "Stable", protocolType: "consumer", members: [{}] });
    controller.abort();
  });

  test("of topics that nobody subscribes to can be deleted", async () => {
    const { connect } = await open();
    const client = await connect();
    await commit(client, "g", 1);
    const request = {
      groupId: "g",
      topics: [{ name: "t", partitions: [{ partitionIndex: 0 }, { partitionIndex: 9 }] }],
    };
    const { topics } = await client.call("OffsetDelete", 0, request);
    const codes = topics[0].partitions.map(({ errorCode }: { errorCode: number }) => errorCode);
    expect(codes).toEqual([ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
    expect(await committed(client, "g")).toEqual([-1, "", -1]);
  });
});
