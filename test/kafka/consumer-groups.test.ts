import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { ErrorCode } from "../../src/kafka/errors.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { joining, KafkaClient } from "../helpers/kafka-client.js";

async function open(partitions = 4) {
  const broker = await testBroker({ kafkaListen: "127.0.0.1:0" });
  const grpc = testClient(broker);
  const { topic } = await grpc.createTopic({ topic: "t", partitions });
  return { grpc, client: await KafkaClient.open(broker), topicId: topic!.topicId };
}

/** A member of group g, which keeps what it is told. */
class Member {
  readonly memberId = randomUUID();
  readonly #client: KafkaClient;
  readonly #topicId: string;
  epoch = 0;
  partitions: number[] = [];

  constructor(client: KafkaClient, topicId: string) {
    this.#client = client;
    this.#topicId = topicId;
  }

  async beat(more: object = {}): Promise<number> {
    const isJoining = this.epoch === 0;
    const answer = await this.#client.call("ConsumerGroupHeartbeat", 1, {
      groupId: "g",
      memberId: this.memberId,
      memberEpoch: this.epoch,
      instanceId: null,
      rackId: null,
      rebalanceTimeoutMs: 10_000,
      subscribedTopicNames: isJoining ? ["t"] : null,
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: [{ topicId: this.#topicId, partitions: this.partitions }],
      ...more,
    });
    if (answer.errorCode !== ErrorCode.NONE) return answer.errorCode;
    this.epoch = answer.memberEpoch;
    if (answer.assignment !== null) {
      this.partitions = answer.assignment.topicPartitions.flatMap((t: { partitions: number[] }) => t.partitions).sort();
    }
    return ErrorCode.NONE;
  }
}

test("a partition has one member at a time: it is given back first, then given on", async () => {
  const { client, topicId } = await open();
  const [a, b] = [new Member(client, topicId), new Member(client, topicId)];
  await a.beat();
  expect(a.partitions).toEqual([0, 1, 2, 3]);
  await b.beat();
  // All are still the first one's, which has not been told.
  expect(b.partitions).toEqual([]);
  await a.beat();
  expect(a.partitions).toHaveLength(2);
  await b.beat();
  expect(b.partitions).toEqual([]);
  const before = a.epoch;
  await a.beat();
  expect(a.epoch).toBeGreaterThan(before);
  await b.beat();
  expect([...a.partitions, ...b.partitions].sort()).toEqual([0, 1, 2, 3]);
  expect(a.epoch).toBe(b.epoch);
  expect(await a.beat({ memberEpoch: -1 })).toBe(ErrorCode.NONE);
  await b.beat();
  expect(b.partitions).toEqual([0, 1, 2, 3]);
});

test("a member that is not where the group is is fenced, and who lost an answer is told again", async () => {
  const { client, topicId } = await open();
  const a = new Member(client, topicId);
  expect(await a.beat({ memberEpoch: 5 })).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  await a.beat();
  const b = new Member(client, topicId);
  await b.beat();
  await a.beat();
  const lost = a.epoch;
  const told = [...a.partitions];
  await a.beat();
  expect(a.epoch).not.toBe(lost);
  a.epoch = lost;
  expect(await a.beat()).toBe(ErrorCode.NONE);
  expect(a.partitions).toEqual(told);
  expect(await a.beat({ memberEpoch: 999 })).toBe(ErrorCode.FENCED_MEMBER_EPOCH);
  expect(await a.beat({ memberEpoch: 999, topicPartitions: null })).toBe(ErrorCode.FENCED_MEMBER_EPOCH);
});

test("a topic that grows, goes and comes back is assigned anew", async () => {
  const { grpc, client, topicId } = await open(1);
  const a = new Member(client, topicId);
  await a.beat();
  expect(a.partitions).toEqual([0]);
  await grpc.updateTopic({ topic: "t", partitions: 3 });
  // The broker looks when the member names its topics, and every other second.
  await a.beat({ subscribedTopicNames: ["t"] });
  expect(a.partitions).toEqual([0, 1, 2]);
  await grpc.deleteTopic({ topic: "t" });
  await a.beat({ subscribedTopicNames: ["t"] });
  expect(a.partitions).toEqual([]);
  await grpc.createTopic({ topic: "t", partitions: 2 });
  await a.beat({ subscribedTopicNames: ["t"] });
  expect(a.partitions).toEqual([0, 1]);
});

test("a static member that leaves for a while has its partitions when it is back", async () => {
  const { client, topicId } = await open();
  const [a, b] = [new Member(client, topicId), new Member(client, topicId)];
  await a.beat({ instanceId: "one" });
  const second = new Member(client, topicId);
  expect(await second.beat({ instanceId: "one" })).toBe(ErrorCode.UNRELEASED_INSTANCE_ID);
  expect(await a.beat({ instanceId: "one", memberEpoch: -2 })).toBe(ErrorCode.NONE);
  expect(await second.beat({ instanceId: "one" })).toBe(ErrorCode.NONE);
  expect(second.partitions).toEqual([0, 1, 2, 3]);
  a.epoch = second.epoch;
  expect(await a.beat()).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  expect(await b.beat()).toBe(ErrorCode.NONE);
});

test("a group has members of one kind, which commit at their epoch", async () => {
  const { grpc, client, topicId } = await open();
  const a = new Member(client, topicId);
  await a.beat();
  expect((await client.call("JoinGroup", 7, joining("g"))).errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  const { group } = await grpc.getGroup({ group: "g" });
  expect(group!.members[0]).toMatchObject({ memberId: a.memberId, partitions: [{}, {}, {}, {}] });
  const commit = async (memberId: string, epoch: number) => {
    const partitions = [{ partitionIndex: 0, committedOffset: 0, committedLeaderEpoch: -1, committedMetadata: "" }];
    const request = { groupId: "g", memberId, generationIdOrMemberEpoch: epoch, topics: [{ name: "t", partitions }] };
    return (await client.call("OffsetCommit", 9, { groupInstanceId: null, ...request })).topics[0].partitions[0]
      .errorCode;
  };
  expect(await commit(a.memberId, a.epoch)).toBe(ErrorCode.NONE);
  expect(await commit(a.memberId, a.epoch + 1)).toBe(ErrorCode.STALE_MEMBER_EPOCH);
  expect(await commit("", -1)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  await a.beat({ memberEpoch: -1 });
  expect(await commit("", -1)).toBe(ErrorCode.NONE);
  const { errorCode } = await client.call("JoinGroup", 7, joining("g"));
  expect(errorCode).toBe(ErrorCode.MEMBER_ID_REQUIRED);
  expect(await new Member(client, topicId).beat()).toBe(ErrorCode.GROUP_ID_NOT_FOUND);
});

test.each([
  ["without group", { groupId: "" }, ErrorCode.INVALID_GROUP_ID],
  ["without topics", { subscribedTopicNames: null }, ErrorCode.INVALID_REQUEST],
  ["with an expression", { subscribedTopicRegex: "t.*" }, ErrorCode.INVALID_REGULAR_EXPRESSION],
  ["with an assignor of its own", { serverAssignor: "mine" }, ErrorCode.UNSUPPORTED_ASSIGNOR],
])("who joins %s is refused, and leaves no group", async (_, more, errorCode) => {
  const { client, topicId } = await open();
  expect(await new Member(client, topicId).beat(more)).toBe(errorCode);
  expect((await client.call("ListGroups", 3)).groups).toEqual([]);
});
