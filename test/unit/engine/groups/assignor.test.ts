import fc from "fast-check";
import { expect, test } from "vitest";
import { type AssignableMember, type AssignablePartition, assign } from "../../../../src/engine/groups/assignor.js";

const TOPICS = ["a", "b", "c"];

const someTopics = fc.subarray(TOPICS, { minLength: 1 }).map((topics) => new Set(topics));
const members = (topics: fc.Arbitrary<Set<string>>) =>
  fc
    .array(topics, { maxLength: 6 })
    .map((wanted) => wanted.map((topics, index): AssignableMember => ({ memberId: `m${index}`, topics })));
const partitions = fc.tuple(...TOPICS.map(() => fc.integer({ min: 0, max: 9 }))).chain((counts) =>
  fc.tuple(
    ...TOPICS.flatMap((topic, index) =>
      Array.from({ length: counts[index]! }, (_, partition) =>
        // m6 to m8 are members that left.
        fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }).map(
          (owner): AssignablePartition => ({
            topic,
            partition,
            memberId: owner === undefined ? undefined : `m${owner}`,
          }),
        ),
      ),
    ),
  ),
);

function countsOf(members: readonly AssignableMember[], targets: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map(members.map(({ memberId }) => [memberId, 0]));
  for (const target of targets) if (target !== undefined) counts.set(target, counts.get(target)! + 1);
  return counts;
}

test("a partition goes to a member that asked for its topic, and to nobody only where nobody did", () => {
  fc.assert(
    fc.property(members(someTopics), partitions, (members, partitions) => {
      const targets = assign(members, partitions);
      expect(targets).toHaveLength(partitions.length);
      for (const [index, { topic }] of partitions.entries()) {
        const wanting = members.filter(({ topics }) => topics.has(topic)).map(({ memberId }) => memberId);
        if (wanting.length === 0) expect(targets[index]).toBeUndefined();
        else expect(wanting).toContain(targets[index]);
      }
    }),
  );
});

test("no member has two partitions more than another that could take one of them", () => {
  fc.assert(
    fc.property(members(someTopics), partitions, (members, partitions) => {
      const targets = assign(members, partitions);
      const counts = countsOf(members, targets);
      for (const [index, { topic }] of partitions.entries()) {
        const target = targets[index];
        if (target === undefined) continue;
        for (const { memberId, topics } of members) {
          if (topics.has(topic)) expect(counts.get(target)! - counts.get(memberId)!).toBeLessThan(2);
        }
      }
    }),
  );
});

test("nor more than another that members in between could pass one on to", () => {
  const asks = (memberId: string, ...topics: string[]) => ({ memberId, topics: new Set(topics) });
  const held = (topic: string, partitions: number) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  const some = [asks("x", "a", "b"), asks("y", "a"), asks("z", "b")];
  const counts = countsOf(some, assign(some, [...held("a", 6), ...held("b", 3)]));
  expect([...counts.values()]).toEqual([3, 3, 3]);

  fc.assert(
    fc.property(members(someTopics), partitions, (members, partitions) => {
      const targets = assign(members, partitions);
      const counts = countsOf(members, targets);
      const takersOf = (giver: string) =>
        members.filter(({ topics }) => partitions.some(({ topic }, i) => targets[i] === giver && topics.has(topic)));
      for (const { memberId } of members) {
        const reached = new Set([memberId]);
        for (const giver of reached) for (const taker of takersOf(giver)) reached.add(taker.memberId);
        for (const other of reached) expect(counts.get(memberId)! - counts.get(other)!).toBeLessThan(2);
      }
    }),
  );
});

test("among members that ask for the same topics, as few partitions move as balance allows", () => {
  fc.assert(
    fc.property(members(fc.constant(new Set(TOPICS))), partitions, (members, partitions) => {
      fc.pre(members.length > 0);
      const targets = assign(members, partitions);
      const held = countsOf(
        members,
        partitions.map(({ memberId }) => memberId).filter((id) => members.some((m) => m.memberId === id)),
      );
      const share = Math.floor(partitions.length / members.length);
      const larger = partitions.length % members.length;
      const mustMove = [...held.values()]
        .sort((a, b) => b - a)
        .map((count, index) => Math.max(0, count - share - (index < larger ? 1 : 0)))
        .reduce((sum, count) => sum + count, 0);
      const moved = partitions.filter(
        ({ memberId }, index) => members.some((member) => member.memberId === memberId) && targets[index] !== memberId,
      );
      expect(moved).toHaveLength(mustMove);
    }),
  );
});

test("an assignment that is balanced stays as it is", () => {
  fc.assert(
    fc.property(members(someTopics), partitions, (members, partitions) => {
      const targets = assign(members, partitions);
      const settled = partitions.map((partition, index) => ({ ...partition, memberId: targets[index] }));
      expect(assign(members, settled)).toEqual(targets);
    }),
  );
});

test("the same input gives the same assignment", () => {
  fc.assert(
    fc.property(members(someTopics), partitions, (members, partitions) => {
      expect(assign(structuredClone(members), structuredClone(partitions))).toEqual(assign(members, partitions));
    }),
  );
});
