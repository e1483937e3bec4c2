import { describe, expect, test } from "vitest";
import type { Engine, GroupMembership, SubscribeRequest } from "../../../src/engine/engine.js";
import {
  GroupNotEmpty,
  GroupNotFound,
  InvalidField,
  NotAssigned,
  OffsetOutOfRange,
  ShuttingDown,
} from "../../../src/engine/errors.js";
import { EngineReader, produce } from "../../helpers/engine.js";
import type { OpenEngine } from "../suite.js";

const GROUP = "g";

async function withTopic(open: OpenEngine, partitions = 2): Promise<Engine> {
  const engine = await open();
  await engine.createTopic({ topic: "t", partitions, config: {} });
  for (let partition = 0; partition < partitions; partition++) {
    await produce(engine, "t", ["a", "b", "c"], { partition });
  }
  return engine;
}

function memberOf(
  engine: Engine,
  membership: Partial<GroupMembership> = {},
  request: Partial<SubscribeRequest> = {},
): EngineReader {
  return new EngineReader(engine, {
    topics: ["t"],
    membership: {
      group: GROUP,
      clientId: "client",
      peer: "peer",
      commitsOnDelivery: false,
      revokeTimeoutMs: 60_000,
      ...membership,
    },
    ...request,
  });
}

const at = (partition: number, offset: number) => ({ topic: "t", partition, offset });

const commit = (engine: Engine, memberId: string | undefined, ...offsets: readonly ReturnType<typeof at>[]) =>
  engine.commitOffsets({ group: GROUP, memberId, offsets });

/** Membership, assignment and committed offsets, as every engine must have them. */
export function groupTests(open: OpenEngine): void {
  describe("a consumer group", () => {
    test("gives its only member every partition, and describes it", async () => {
      const engine = await withTopic(open);
      const { partitions, member } = await memberOf(engine).expect("assigned");
      expect(partitions).toMatchObject([
        { topic: "t", partition: 0, startOffset: 0, highWatermark: 3 },
        { topic: "t", partition: 1, startOffset: 0, highWatermark: 3 },
      ]);
      const { memberId, generation } = member!;
      expect(await engine.getGroup(GROUP)).toMatchObject({
        group: GROUP,
        state: "stable",
        generation,
        members: [
          {
            memberId,
            clientId: "client",
            peer: "peer",
            partitions: [
              { topic: "t", partition: 0 },
              { topic: "t", partition: 1 },
            ],
          },
        ],
        offsets: [
          { partition: 0, committedOffset: undefined, lag: 3, memberId },
          { partition: 1, committedOffset: undefined, lag: 3, memberId },
        ],
      });
    });

    test("moves a partition to a second member when what was sent of it is committed, which starts there", async () => {
      const engine = await withTopic(open);
      const first = memberOf(engine);
      const { memberId } = (await first.expect("assigned")).member!;
      for (let batches = 0; batches < 2; batches++) expect((await first.batch()).count).toBe(3);
      await first.expect("caught-up");
      const second = memberOf(engine);
      expect((await second.expect("assigned")).partitions).toEqual([]);
      const { partitions } = await first.expect("revoking");
      expect(partitions).toHaveLength(1);
      const { partition } = partitions[0]!;
      expect((await engine.getGroup(GROUP)).state).toBe("rebalancing");
      await commit(engine, memberId, at(partition, 3));
      expect(await first.expect("revoked")).toMatchObject({ partitions });
      expect((await second.expect("assigned")).partitions).toMatchObject([{ partition, startOffset: 3 }]);
      await expect(commit(engine, memberId, at(partition, 3))).rejects.toBeInstanceOf(NotAssigned);
      await produce(engine, "t", ["d"], { partition });
      expect(await second.values()).toEqual(["d"]);
    });

    test("moves a partition that is never committed when the time is over, and its records again", async () => {
      const engine = await withTopic(open);
      const first = memberOf(engine, { revokeTimeoutMs: 1 });
      await first.expect("assigned");
      for (let batches = 0; batches < 2; batches++) await first.batch();
      await first.expect("caught-up");
      const second = memberOf(engine);
      await second.expect("assigned");
      await first.expect("revoking");
      await first.expect("revoked");
      expect((await second.expect("assigned")).partitions).toMatchObject([{ startOffset: 0 }]);
      expect((await second.batch()).count).toBe(3);
    });

    test("gives a leaving member's partitions to who is left, from what was committed on", async () => {
      const engine = await withTopic(open, 1);
      const first = memberOf(engine);
      const { memberId } = (await first.expect("assigned")).member!;
      const second = memberOf(engine);
      expect((await second.expect("assigned")).partitions).toEqual([]);
      await commit(engine, memberId, at(0, 2));
      await first.leave();
      expect((await second.expect("assigned")).partitions).toMatchObject([{ partition: 0, startOffset: 2 }]);
      await expect(commit(engine, memberId, at(0, 3))).rejects.toBeInstanceOf(NotAssigned);
    });

    test("starts where its first member wanted, whatever the next one wants", async () => {
      const engine = await withTopic(open, 1);
      const first = memberOf(engine, {}, { start: { at: "offset", offset: 1 } });
      expect((await first.expect("assigned")).partitions).toMatchObject([{ startOffset: 1 }]);
      const second = memberOf(engine, {}, { start: { at: "latest" } });
      await second.expect("assigned");
      await first.leave();
      expect((await second.expect("assigned")).partitions).toMatchObject([{ startOffset: 1 }]);
    });

    test("refuses a member whose start is in no log, and is not there for it", async () => {
      const engine = await withTopic(open, 1);
      const member = memberOf(engine, {}, { start: { at: "offset", offset: 9 } });
      await expect(member.next()).rejects.toBeInstanceOf(OffsetOutOfRange);
      await expect(engine.getGroup(GROUP)).rejects.toBeInstanceOf(GroupNotFound);
    });

    test("assigns the partitions that a topic gets, from their first record on", async () => {
      const engine = await withTopic(open, 1);
      const member = memberOf(engine, {}, { start: { at: "latest" } });
      await member.expect("assigned");
      await member.expect("caught-up");
      await engine.updateTopic({ topic: "t", partitions: 2, config: {} });
      await produce(engine, "t", ["new"], { partition: 1 });
      expect((await member.expect("assigned")).partitions).toMatchObject([{ partition: 1, startOffset: 0 }]);
      expect(await member.values()).toEqual(["new"]);
    });

    test("has committed what it delivers, if its member wants that", async () => {
      const engine = await withTopic(open, 1);
      const member = memberOf(engine, { commitsOnDelivery: true });
      await member.expect("assigned");
      expect((await member.batch()).count).toBe(3);
      expect((await engine.getGroup(GROUP)).offsets).toMatchObject([{ committedOffset: 3, lag: 0 }]);
    });

    test("sends no more than may be in flight, until some is committed", async () => {
      const engine = await withTopic(open, 1);
      const member = memberOf(engine, { maxInFlight: 2 });
      const { memberId } = (await member.expect("assigned")).member!;
      expect(await member.values()).toEqual(["a", "b"]);
      const next = member.values();
      await commit(engine, memberId, at(0, 1));
      expect(await next).toEqual(["c"]);
    });

    test("ends its members with the topic, and forgets what was committed of it", async () => {
      const engine = await withTopic(open, 1);
      const member = memberOf(engine);
      const { memberId } = (await member.expect("assigned")).member!;
      await commit(engine, memberId, at(0, 1));
      await engine.deleteTopic("t");
      await expect(member.rest()).rejects.toMatchObject({ reason: "TOPIC_NOT_FOUND" });
      await expect(engine.getGroup(GROUP)).rejects.toBeInstanceOf(GroupNotFound);
    });
  });

  describe("committed offsets", () => {
    test("move forward alone, all or none, and say what is committed", async () => {
      const engine = await withTopic(open);
      expect(await commit(engine, undefined, at(0, 2), at(1, 1))).toEqual([at(0, 2), at(1, 1)]);
      expect(await commit(engine, undefined, at(0, 1), at(1, 3))).toEqual([at(0, 2), at(1, 3)]);
      await expect(commit(engine, undefined, at(0, 3), at(1, 4))).rejects.toBeInstanceOf(OffsetOutOfRange);
      const { state, offsets } = await engine.getGroup(GROUP);
      expect(state).toBe("empty");
      expect(offsets).toMatchObject([
        { partition: 0, committedOffset: 2, lag: 1 },
        { partition: 1, committedOffset: 3, lag: 0 },
      ]);
    });

    test("are taken from who holds the partition alone", async () => {
      const engine = await withTopic(open, 1);
      const { memberId } = (await memberOf(engine).expect("assigned")).member!;
      for (const other of [undefined, `${memberId}-other`]) {
        await expect(commit(engine, other, at(0, 1))).rejects.toBeInstanceOf(NotAssigned);
      }
      await commit(engine, memberId, at(0, 1));
    });

    test("are reset while there are no members, back too, and with dryRun not at all", async () => {
      const engine = await withTopic(open);
      await commit(engine, undefined, at(0, 3), at(1, 3));
      const to = { at: "tail", count: 1 } as const;
      const reset = (dryRun: boolean) => engine.resetOffsets({ group: GROUP, topic: "t", partitions: [1], to, dryRun });
      expect(await reset(true)).toEqual([at(1, 2)]);
      expect((await engine.getGroup(GROUP)).offsets).toMatchObject([{ committedOffset: 3 }, { committedOffset: 3 }]);
      expect(await reset(false)).toEqual([at(1, 2)]);
      expect((await engine.getGroup(GROUP)).offsets).toMatchObject([{ committedOffset: 3 }, { committedOffset: 2 }]);
      await memberOf(engine).expect("assigned");
      await expect(reset(false)).rejects.toBeInstanceOf(GroupNotEmpty);
      await expect(engine.deleteGroup(GROUP)).rejects.toBeInstanceOf(GroupNotEmpty);
    });

    test("are gone with their group, which lists page by page have in the order of names", async () => {
      const engine = await withTopic(open, 1);
      for (const group of ["c", "a", "b"]) await engine.commitOffsets({ group, offsets: [at(0, 1)] });
      await engine.deleteGroup("b");
      const { groups, more } = await engine.listGroups({ limit: 1 });
      expect([groups.map(({ group }) => group), more]).toEqual([["a"], true]);
      const rest = await engine.listGroups({ limit: 5, after: "a" });
      expect([rest.groups.map(({ group }) => group), rest.more]).toEqual([["c"], false]);
      await expect(engine.getGroup("b")).rejects.toBeInstanceOf(GroupNotFound);
      await expect(engine.getGroup("")).rejects.toBeInstanceOf(InvalidField);
    });
  });

  test("close ends the streams of all members, standby ones too, and refuses whatever is asked of groups then", async () => {
    const engine = await withTopic(open, 1);
    const members = [1, 2, 3].map(() => memberOf(engine, {}, { start: { at: "latest" } }));
    for (const member of members) await member.expect("assigned");
    await members[0]!.expect("caught-up");
    const ends = members.map((member) => member.next());
    const refusals = ends.map((end) => expect(end).rejects.toBeInstanceOf(ShuttingDown));
    await engine.close();
    await Promise.all(refusals);
    const calls = [
      engine.getGroup(GROUP),
      engine.listGroups({ limit: 10 }),
      engine.commitOffsets({ group: GROUP, offsets: [] }),
      engine.resetOffsets({ group: GROUP, topic: "t", to: { at: "earliest" }, dryRun: true }),
      engine.deleteGroup(GROUP),
    ];
    for (const refused of calls) await expect(refused).rejects.toBeInstanceOf(ShuttingDown);
  });
}
