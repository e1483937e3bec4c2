import type { TopicPartition } from "../records.js";
import { Heap } from "./heap.js";

export interface AssignableMember {
  readonly memberId: string;
  readonly topics: ReadonlySet<string>;
}

/** A partition and the member that has it now, if any. */
export interface AssignablePartition extends TopicPartition {
  readonly memberId?: string | undefined;
}

/** A member and how many partitions it has. */
interface Load {
  readonly member: AssignableMember;
  /** Its place among the members. */
  readonly place: number;
  count: number;
}

/** Topics that the same members asked for: a partition of one is as good to them as one of another. */
interface Pool {
  readonly takers: readonly Load[];
  /** By taker, the indexes of the partitions of these topics that it has. */
  readonly holdings: Map<Load, number[]>;
}

/**
 * Divides partitions among members, each only to a member that asked for its topic.
 *
 * Balanced: no member has two more than another that could take one of them, itself or by passing one of its own on to a
 * third. Sticky: a partition stays where it is unless it must move for that. The same input gives the same result; ties go to
 * the first member.
 *
 * The idea of moving as little as balance allows is that of Apache Kafka's sticky assignor (KIP-54).
 *
 * @returns the member of each partition, in the order of `partitions`; `undefined` where nobody asked for the topic
 */
export function assign(
  members: readonly AssignableMember[],
  partitions: readonly AssignablePartition[],
): readonly (string | undefined)[] {
  const loads = members.map((member, place): Load => ({ member, place, count: 0 }));
  const pools = poolsOf(loads);
  const free = holdWhatIsHeld(loads, partitions, pools);
  for (const [pool, indexes] of free) giveFree(pool, indexes);
  const distinct = [...new Set(pools.values())];
  do {
    let moved: boolean;
    do {
      moved = false;
      for (const pool of distinct) if (balance(pool)) moved = true;
    } while (moved);
  } while (shiftAlongChain(loads, distinct));

  const result = new Array<string | undefined>(partitions.length).fill(undefined);
  for (const { holdings } of distinct) {
    for (const [{ member }, indexes] of holdings) for (const index of indexes) result[index] = member.memberId;
  }
  return result;
}

/** The pool of each topic that somebody asked for. */
function poolsOf(loads: readonly Load[]): Map<string, Pool> {
  const takersOf = new Map<string, Load[]>();
  for (const load of loads) {
    for (const topic of load.member.topics) {
      const takers = takersOf.get(topic);
      if (takers === undefined) takersOf.set(topic, [load]);
      else takers.push(load);
    }
  }
  const pools = new Map<string, Pool>();
  const byTakers = new Map<string, Pool>();
  for (const [topic, takers] of takersOf) {
    const key = takers.length === loads.length ? "all" : takers.map(({ place }) => place).join();
    const pool = byTakers.get(key) ?? { takers, holdings: new Map() };
    byTakers.set(key, pool);
    pools.set(topic, pool);
  }
  return pools;
}

/** Leaves partitions with their members. @returns the indexes of the others, by pool */
function holdWhatIsHeld(
  loads: readonly Load[],
  partitions: readonly AssignablePartition[],
  pools: ReadonlyMap<string, Pool>,
): Map<Pool, number[]> {
  const loadOf = new Map(loads.map((load) => [load.member.memberId, load]));
  const free = new Map<Pool, number[]>();
  for (const [index, { topic, memberId }] of partitions.entries()) {
    const pool = pools.get(topic);
    if (pool === undefined) continue;
    const load = memberId === undefined ? undefined : loadOf.get(memberId);
    if (load?.member.topics.has(topic)) give(pool, load, index);
    else {
      const indexes = free.get(pool);
      if (indexes === undefined) free.set(pool, [index]);
      else indexes.push(index);
    }
  }
  return free;
}

function give({ holdings }: Pool, load: Load, index: number): void {
  const indexes = holdings.get(load);
  if (indexes === undefined) holdings.set(load, [index]);
  else indexes.push(index);
  load.count++;
}

/** Gives each partition to the member that has the fewest. */
function giveFree(pool: Pool, indexes: readonly number[]): void {
  const takers = fewestFirst(pool.takers);
  for (const index of indexes) {
    const load = takers.pop()!;
    give(pool, load, index);
    takers.push(load);
  }
}

/**
 * Moves partitions of a pool from the member that has the most to the one that has the fewest, until those two differ by
 * less than two. Who has given or taken keeps its place in the other heap, where it is rarely looked for; a pass that moved
 * any is followed by another.
 *
 * @returns whether any has moved
 */
function balance(pool: Pool): boolean {
  const { holdings } = pool;
  const takers = fewestFirst(pool.takers);
  const givers = new Heap<Load>((a, b) => a.count > b.count || (a.count === b.count && a.place < b.place));
  for (const [load, indexes] of holdings) if (indexes.length > 0) givers.push(load);
  let moved = false;
  for (let from = givers.first, to = takers.first; from && to && from.count - to.count >= 2; ) {
    givers.pop();
    takers.pop();
    const indexes = holdings.get(from)!;
    give(pool, to, indexes.pop()!);
    from.count--;
    if (indexes.length > 0) givers.push(from);
    takers.push(to);
    moved = true;
    from = givers.first;
    to = takers.first;
  }
  return moved;
}

/**
 * Moves one partition from a member to another that has at least two fewer and can't take any of its partitions, by way of
 * members in between that each pass one on.
 *
 * Nobody who is reached from a member with more partitions is worth a search from one with fewer: whatever it reaches has
 * been seen to have too many.
 *
 * @returns whether there was such a chain
 */
function shiftAlongChain(loads: readonly Load[], pools: readonly Pool[]): boolean {
  const steps = new Map<Load, Step | undefined>();
  const left = new Set(pools);
  for (const source of [...loads].sort((a, b) => b.count - a.count || a.place - b.place)) {
    if (steps.has(source)) continue;
    steps.set(source, undefined);
    const reached = [source];
    for (let from = reached.shift(); from !== undefined; from = reached.shift()) {
      for (const pool of left) {
        if (!pool.holdings.get(from)?.length) continue;
        left.delete(pool);
        for (const taker of pool.takers) {
          if (steps.has(taker)) continue;
          steps.set(taker, { from, pool });
          if (source.count - taker.count >= 2) {
            shift(taker, steps);
            return true;
          }
          reached.push(taker);
        }
      }
    }
  }
  return false;
}

/** How a member gets a partition: from whom, and of which pool. */
interface Step {
  readonly from: Load;
  readonly pool: Pool;
}

function shift(target: Load, steps: ReadonlyMap<Load, Step | undefined>): void {
  let to = target;
  for (let step = steps.get(to); step !== undefined; step = steps.get(to)) {
    give(step.pool, to, step.pool.holdings.get(step.from)!.pop()!);
    step.from.count--;
    to = step.from;
  }
}

function fewestFirst(loads: readonly Load[]): Heap<Load> {
  const heap = new Heap<Load>((a, b) => a.count < b.count || (a.count === b.count && a.place < b.place));
  for (const load of loads) heap.push(load);
  return heap;
}
