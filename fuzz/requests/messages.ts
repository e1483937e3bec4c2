import { BinaryWriter } from "@bufbuild/protobuf/wire";
import {
  type CommitMode,
  CommitOffsetsRequest,
  CreateTopicRequest,
  DeleteGroupRequest,
  DeleteRecordsRequest,
  DeleteTopicRequest,
  FetchRequest,
  GetBrokerRequest,
  GetGroupRequest,
  GetTopicRequest,
  ListGroupsRequest,
  ListOffsetsRequest,
  ListTopicsRequest,
  ProduceRequest,
  ProduceStreamRequest,
  ResetOffsetsRequest,
  SubscribeRequest,
  TransactRequest,
  UpdateTopicRequest,
} from "../../gen/ts/headwater/v1/broker_service.js";
import type { Position, Record as WireRecord } from "../../gen/ts/headwater/v1/record.js";
import { TopicConfig } from "../../gen/ts/headwater/v1/topic.js";
import type { Random } from "../random.js";
import { GROUPS, KEPT_PARTITIONS, KEPT_TOPICS, type Pools, SPARE_TOPICS } from "./pools.js";

/** Makes one valid message of a call's request type. */
export type MakeMessage = (random: Random, pools: Pools) => Uint8Array;

type Partial<T extends { fromPartial(object: never): unknown }> = Parameters<T["fromPartial"]>[0];

const TEXTS = ["", "a", "order", "schlüssel", "鍵", "🗝", "\u0000", "\ufeffbom"];

function aTopic(random: Random, pools: Pools): string {
  return random.weighted([
    [12, random.pick(KEPT_TOPICS)],
    [3, random.pick(SPARE_TOPICS)],
    [1, random.pick(pools.strayTopics.all)],
  ]);
}

function aSpareTopic(random: Random, pools: Pools): string {
  return random.chance(0.6) ? random.pick(SPARE_TOPICS) : random.pick(pools.strayTopics.all);
}

function anInt64(random: Random): bigint {
  return BigInt(
    random.weighted([
      [6, random.below(50)],
      [2, random.uint32()],
      [1, -random.below(5)],
    ] as const),
  );
}

function aPosition(random: Random): Partial<typeof Position> {
  return random.pick<Partial<typeof Position>>([
    { earliest: true },
    { latest: true },
    { offset: anInt64(random) },
    { timestampMs: random.chance(0.5) ? 0n : 1_700_000_000_000n },
    { tail: anInt64(random) },
  ]);
}

function aConfig(random: Random): Partial<typeof TopicConfig> {
  return TopicConfig.fromPartial({
    ...(random.chance(0.5) && { retentionMs: random.pick([-1n, 0n, 1n, 60_000n]) }),
    ...(random.chance(0.5) && { retentionBytes: random.pick([-1n, 0n, 1000n, 100_000n]) }),
    ...(random.chance(0.5) && { maxRecordBytes: random.pick([1, 100, 1000, 65_536]) }),
  });
}

function aRecord(random: Random): Partial<typeof WireRecord> {
  const text = random.chance(0.3);
  return {
    ...(random.chance(0.5) &&
      (text ? { keyText: random.pick(TEXTS) } : { key: random.bytes(random.pick([0, 1, 4, 16])) })),
    ...(random.chance(0.8) &&
      (text ? { valueText: random.pick(TEXTS) } : { value: random.bytes(random.pick([0, 1, 10, 60, 130])) })),
    headers: Array.from({ length: random.pick([0, 0, 0, 1, 3]) }, () => ({
      key: random.pick(TEXTS),
      value: random.bytes(random.below(6)),
    })),
    timestampMs: random.pick([0n, 0n, 1n, 1_700_000_000_000n, 2n ** 53n - 1n]),
    offset: random.pick([0n, 0n, 0n, 7n, -1n]),
  };
}

function aProduce(random: Random, pools: Pools): Partial<typeof ProduceRequest> {
  const pinned = random.chance(0.4);
  return {
    // Mostly those that are read back.
    topic: random.chance(0.93) ? random.pick(KEPT_TOPICS) : aTopic(random, pools),
    records: Array.from({ length: random.pick([1, 1, 1, 2, 3, 8]) }, () => aRecord(random)),
    ...(pinned && { partition: random.below(KEPT_PARTITIONS) }),
    ...(pinned && random.chance(0.1) && { expectedOffset: anInt64(random) }),
    acks: random.pick([0, 0, 1, 2, 3]),
  };
}

function someDistinct<T>(random: Random, values: readonly T[], most: number): T[] {
  const count = random.between(1, most);
  return [...new Set(Array.from({ length: count }, () => random.pick(values)))];
}

/** A valid message for each call of the service, by its name. */
export const BROKER_MESSAGES: { readonly [call: string]: MakeMessage } = {
  CreateTopic: (random, pools) =>
    CreateTopicRequest.encode(
      CreateTopicRequest.fromPartial({
        topic: aSpareTopic(random, pools),
        partitions: random.between(0, 4),
        ...(random.chance(0.6) && { config: aConfig(random) }),
      }),
    ).finish(),
  GetTopic: (random, pools) =>
    GetTopicRequest.encode(GetTopicRequest.fromPartial({ topic: aTopic(random, pools) })).finish(),
  ListTopics: (random, pools) =>
    ListTopicsRequest.encode(
      ListTopicsRequest.fromPartial({
        pageSize: random.below(6),
        ...(random.chance(0.5) && { pageToken: random.pick(pools.pageTokens.all) }),
      }),
    ).finish(),
  UpdateTopic: (random, pools) =>
    UpdateTopicRequest.encode(
      UpdateTopicRequest.fromPartial({
        topic: aSpareTopic(random, pools),
        partitions: random.between(0, 6),
        ...(random.chance(0.6) && { config: aConfig(random) }),
      }),
    ).finish(),
  DeleteTopic: (random, pools) =>
    DeleteTopicRequest.encode(DeleteTopicRequest.fromPartial({ topic: aSpareTopic(random, pools) })).finish(),
  Produce: (random, pools) => ProduceRequest.encode(ProduceRequest.fromPartial(aProduce(random, pools))).finish(),
  ProduceStream: (random, pools) =>
    ProduceStreamRequest.encode(ProduceStreamRequest.fromPartial({ produce: aProduce(random, pools) })).finish(),
  Fetch: (random, pools) =>
    FetchRequest.encode(
      FetchRequest.fromPartial({
        topic: aTopic(random, pools),
        partition: random.below(KEPT_PARTITIONS),
        start: aPosition(random),
        maxRecords: random.pick([0, 1, 10]),
        maxBytes: random.pick([0, 1, 1000]),
        ...(random.chance(0.3) && { maxWait: { seconds: 0n, nanos: random.below(50_000_000) } }),
        text: random.chance(0.5),
      }),
    ).finish(),
  Subscribe: (random, pools) => {
    const asMember = random.chance(0.6);
    const common = {
      start: aPosition(random),
      limit: random.pick([0n, 1n, 20n]),
      maxBatchRecords: random.pick([0, 1, 10]),
      maxBatchBytes: random.pick([0, 1, 1000]),
      clientId: random.pick(TEXTS),
      text: random.chance(0.5),
      ...(random.chance(0.3) && { heartbeatInterval: { seconds: 0n, nanos: random.below(300_000_000) } }),
    };
    const member = {
      topics: someDistinct(random, [...KEPT_TOPICS, aSpareTopic(random, pools)], 3),
      group: random.pick(GROUPS),
      commitMode: random.pick<CommitMode>([0, 1, 2]),
      ...(random.chance(0.3) && { maxInFlight: random.below(10) }),
      ...(random.chance(0.5) && { revokeTimeout: { seconds: 0n, nanos: random.below(100_000_000) } }),
    };
    const reader = {
      topics: [aTopic(random, pools)],
      ...(random.chance(0.3) && { partitions: someDistinct(random, [0, 1, 2], 2) }),
      ...(random.chance(0.6) && { stop: aPosition(random) }),
    };
    return SubscribeRequest.encode(
      SubscribeRequest.fromPartial({ ...common, ...(asMember ? member : reader) }),
    ).finish();
  },
  ListOffsets: (random, pools) =>
    ListOffsetsRequest.encode(
      ListOffsetsRequest.fromPartial({ topic: aTopic(random, pools), position: aPosition(random) }),
    ).finish(),
  CommitOffsets: (random, pools) =>
    CommitOffsetsRequest.encode(
      CommitOffsetsRequest.fromPartial({
        group: random.pick(GROUPS),
        ...(random.chance(0.7) && { memberId: random.pick(pools.memberIds.all) }),
        offsets: someDistinct(random, [0, 1, 2], 3).map((partition) => ({
          topic: aTopic(random, pools),
          partition,
          offset: anInt64(random),
        })),
      }),
    ).finish(),
  GetGroup: (random) => GetGroupRequest.encode(GetGroupRequest.fromPartial({ group: random.pick(GROUPS) })).finish(),
  ListGroups: (random, pools) =>
    ListGroupsRequest.encode(
      ListGroupsRequest.fromPartial({
        pageSize: random.below(6),
        ...(random.chance(0.3) && { pageToken: random.pick(pools.pageTokens.all) }),
      }),
    ).finish(),
  ResetOffsets: (random, pools) =>
    ResetOffsetsRequest.encode(
      ResetOffsetsRequest.fromPartial({
        group: random.pick(GROUPS),
        topic: aTopic(random, pools),
        ...(random.chance(0.5) && { partitions: someDistinct(random, [0, 1, 2], 3) }),
        to: aPosition(random),
        dryRun: random.chance(0.3),
      }),
    ).finish(),
  DeleteRecords: (random, pools) =>
    DeleteRecordsRequest.encode(
      DeleteRecordsRequest.fromPartial({
        topic: aSpareTopic(random, pools),
        ...(random.chance(0.5) && { partitions: someDistinct(random, [0, 1, 2], 3) }),
        before: aPosition(random),
      }),
    ).finish(),
  Transact: (random, pools) =>
    TransactRequest.encode(
      TransactRequest.fromPartial({
        produces: Array.from({ length: random.below(3) }, () => aProduce(random, pools)),
        ...(random.chance(0.5) && {
          commits: [
            { group: random.pick(GROUPS), offsets: [{ topic: aTopic(random, pools), offset: anInt64(random) }] },
          ],
        }),
        ...(random.chance(0.3) && { producer: { producerId: random.pick(TEXTS), sequence: anInt64(random) } }),
      }),
    ).finish(),
  GetBroker: () => GetBrokerRequest.encode(GetBrokerRequest.fromPartial({})).finish(),
  DeleteGroup: (random) =>
    DeleteGroupRequest.encode(DeleteGroupRequest.fromPartial({ group: random.pick(GROUPS) })).finish(),
};

/** grpc.health.v1.HealthCheckRequest. */
export const aHealthCheck: MakeMessage = (random) =>
  new BinaryWriter()
    .uint32(0x0a)
    .string(random.pick(["", "headwater.v1.BrokerService", "no.such.Service"]))
    .finish();

/** grpc.reflection.v1.ServerReflectionRequest. */
export const aReflection: MakeMessage = (random) => {
  const writer = new BinaryWriter();
  if (random.chance(0.3)) writer.uint32(0x0a).string("localhost");
  switch (random.below(5)) {
    case 0:
      return writer.uint32(0x1a).string("headwater/v1/broker_service.proto").finish();
    case 1:
      return writer
        .uint32(0x22)
        .string(random.pick(["headwater.v1.Record", "headwater.v1.Nothing"]))
        .finish();
    case 2:
      return writer
        .uint32(0x2a)
        .fork()
        .uint32(0x0a)
        .string("headwater.v1.Record")
        .uint32(0x10)
        .int32(9)
        .join()
        .finish();
    case 3:
      return writer.uint32(0x32).string("headwater.v1.Record").finish();
    default:
      return writer.uint32(0x3a).string("*").finish();
  }
};
