import type { Group, GroupOffset } from "../../client/groups.js";
import type { Partition } from "../../client/topics.js";
import type { Broker } from "../broker.js";

/**
 * Groups with all partitions of the topics that they read. The broker tells of those where something is committed or a
 * member is; the records of the others are still to be read, too.
 */
export async function withUncommitted({ topics }: Broker, groups: readonly Group[]): Promise<Group[]> {
  const partitions = new Map<string, readonly Partition[]>();
  for (const topic of new Set(groups.flatMap(({ offsets }) => offsets.map((offset) => offset.topic)))) {
    // A topic that is deleted meanwhile has none.
    const described = await topics.get(topic).catch(() => undefined);
    partitions.set(topic, described?.partitions ?? []);
  }
  return groups.map((group) => ({
    ...group,
    offsets: [...group.offsets, ...uncommitted(group, partitions)].sort(byPlace),
  }));
}

function uncommitted({ offsets }: Group, partitions: ReadonlyMap<string, readonly Partition[]>): GroupOffset[] {
  const topics = new Map<string, Set<number>>();
  for (const { topic, partition } of offsets) topics.set(topic, (topics.get(topic) ?? new Set()).add(partition));
  return [...topics].flatMap(([topic, told]) =>
    (partitions.get(topic) ?? [])
      .filter(({ partition }) => !told.has(partition))
      .map(({ partition, logStartOffset, highWatermark }) => ({
        topic,
        partition,
        committedOffset: undefined,
        logStartOffset,
        highWatermark,
        lag: highWatermark - logStartOffset,
        memberId: undefined,
      })),
  );
}

function byPlace(a: GroupOffset, b: GroupOffset): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
}
