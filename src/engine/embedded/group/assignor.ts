import type { TopicPartition } from "../../records.js";

export interface AssignableMember {
  readonly memberId: string;
  readonly topics: ReadonlySet<string>;
}

/** A partition and the member that has it now, if any. */
export interface AssignablePartition extends TopicPartition {
  readonly memberId?: string | undefined;
}

interface Load {
  readonly member: AssignableMember;
  /** By topic, so that something to give to another member is found without a search. */
  readonly partitions: Map<string, number[]>;
  count: number;
}

/**
 * Divides partitions among members, each only to a member that asked for its topic.
 *
 * Balanced: no member has two more than another that could take one of them. Sticky: a partition stays where it is
 * unless it must move for that. The same input gives the same result; ties go to whom stands first.
 *
 * The idea of moving as little as balance allows is that of Apache Kafka's sticky assignor (KIP-54).
 *
 * @returns the member of each partition, in the order of `partitions`; `undefined` where nobody asked for the topic
 */
export function assign(
  members: readonly AssignableMember[],
  partitions: readonly AssignablePartition[],
): readonly (string | undefined)[] {
  const loads = members.map((member): Load => ({ member, partitions: new Map(), count: 0 }));
  const loadOf = new Map(loads.map((load) => [load.member.memberId, load]));
  const free: AssignablePartition[] = [];
  for (const partition of partitions) {
    const load = partition.memberId === undefined ? undefined : loadOf.get(partition.memberId);
    if (load?.member.topics.has(partition.topic)) give(load, partition);
    else free.push(partition);
  }
  for (const partition of free) {
    const load = leastLoaded(loads, partition.topic);
    if (load !== undefined) give(load, partition);
  }
  while (moveOne(loads));

  const result = new Map<string, string>();
  for (const { member, partitions: byTopic } of loads) {
    for (const [topic, numbers] of byTopic) {
      for (const number of numbers) result.set(`${topic}:${number}`, member.memberId);
    }
  }
  return partitions.map(({ topic, partition }) => result.get(`${topic}:${partition}`));
}

function give(load: Load, { topic, partition }: TopicPartition): void {
  const numbers = load.partitions.get(topic);
  if (numbers === undefined) load.partitions.set(topic, [partition]);
  else numbers.push(partition);
  load.count++;
}

function leastLoaded(loads: readonly Load[], topic: string): Load | undefined {
  let least: Load | undefined;
  for (const load of loads) {
    if (load.member.topics.has(topic) && (least === undefined || load.count < least.count)) least = load;
  }
  return least;
}

/** Moves one partition from a member to one that has at least two fewer, if there are such. */
function moveOne(loads: readonly Load[]): boolean {
  const byCount = loads.toSorted((a, b) => a.count - b.count);
  for (let most = byCount.length - 1; most > 0; most--) {
    const from = byCount[most]!;
    for (const to of byCount) {
      if (from.count - to.count < 2) break;
      for (const [topic, numbers] of from.partitions) {
        if (numbers.length === 0 || !to.member.topics.has(topic)) continue;
        give(to, { topic, partition: numbers.pop()! });
        from.count--;
        return true;
      }
    }
  }
  return false;
}
