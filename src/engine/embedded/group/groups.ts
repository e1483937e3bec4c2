import type {
  CommittedOffset,
  GroupMembership,
  GroupPage,
  HeldMembers,
  Page,
  SubscribeEvent,
  SubscribeRequest,
} from "../../engine.js";
import { type BrokerError, GroupNotFound, InvalidField, LimitReached, NotAssigned } from "../../errors.js";
import type { PartitionLog } from "../log/partition-log.js";
import { pageOf } from "../pages.js";
import type { Topic } from "../topic.js";
import { Group, type LogCommit, type LogOffset } from "./group.js";
import { Member } from "./member.js";

export interface GroupLimits {
  readonly maxGroups: number;
  /** Of one group. */
  readonly maxGroupMembers: number;
  /** How long the offsets of a group without members are kept. Milliseconds; -1: for ever. */
  readonly offsetsRetentionMs: number;
}

const MAX_NAME_LENGTH = 249;

interface Entry {
  readonly group: Group;
  /** When there was last a member or a commit, by the monotonic clock. Milliseconds. */
  lastUsedMs: number;
}

/** The consumer groups of a broker, by name. A group is there while it has members or committed offsets. */
export class Groups {
  readonly #limits: GroupLimits;
  readonly #now: () => number;
  readonly #groups = new Map<string, Entry>();

  /** @param now a clock that is never set, in milliseconds */
  constructor(limits: GroupLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** The stream of a new member, which it leaves with. */
  async *subscribe(
    topics: readonly Topic[],
    { bounds, limit, start, heartbeatMs }: SubscribeRequest,
    membership: GroupMembership,
    signal: AbortSignal,
  ): AsyncGenerator<SubscribeEvent, void, undefined> {
    const entry = this.#getOrCreate(membership.group);
    const { group } = entry;
    const member = new Member(membership, topics, start);
    group.join(member);
    this.#groups.set(group.name, entry);
    try {
      yield* member.reader.stream(
        {
          bounds,
          limit,
          stops: false,
          heartbeatMs,
          onBatch: (log, offset) => {
            if (membership.commitsOnDelivery) group.commit(member.memberId, [{ log, offset }]);
          },
        },
        signal,
      );
    } finally {
      group.leave(member);
      entry.lastUsedMs = this.#now();
      this.#removeIfUnused(group);
    }
  }

  /** @throws {NotAssigned} for a member of a group that is not there, as for any that is not in its group any more */
  commit(name: string, memberId: string | undefined, offsets: readonly LogOffset[]): readonly number[] {
    const [first] = offsets;
    if (memberId !== undefined && first !== undefined && !this.#groups.has(name)) {
      throw new NotAssigned(name, first.log.topic, first.log.partition, 0, `is not held by member ${memberId}`);
    }
    const entry = this.#getOrCreate(name);
    const committed = entry.group.commit(memberId, offsets);
    entry.lastUsedMs = this.#now();
    this.#groups.set(name, entry);
    return committed;
  }

  /**
   * Gives the group to members that are not streams.
   *
   * @returns how to let go of it
   * @throws {GroupNotEmpty}
   */
  hold(name: string, members: HeldMembers): () => void {
    const entry = this.#getOrCreate(name);
    const { group } = entry;
    group.hold(members);
    this.#groups.set(name, entry);
    return () => {
      group.hold(undefined);
      entry.lastUsedMs = this.#now();
      this.#removeIfUnused(group);
    };
  }

  /** @throws {GroupNotEmpty} */
  set(name: string, offsets: readonly LogCommit[]): void {
    const entry = this.#getOrCreate(name);
    entry.group.set(offsets);
    entry.lastUsedMs = this.#now();
    this.#groups.set(name, entry);
  }

  committed(name: string): readonly CommittedOffset[] {
    return this.#groups.get(name)?.group.committed() ?? [];
  }

  /** @throws {GroupNotEmpty} */
  forget(name: string, logs: readonly PartitionLog[]): void {
    const group = this.get(name);
    group.forget(logs);
    this.#removeIfUnused(group);
  }

  /** @throws {GroupNotFound} */
  get(name: string): Group {
    const entry = this.#groups.get(name);
    if (entry !== undefined) return entry.group;
    checkName(name);
    throw new GroupNotFound(name);
  }

  page(page: Page): GroupPage {
    const { items, more } = pageOf(
      this.#groups.keys(),
      page,
      (name) => this.get(name).describe(),
      ({ members, offsets }) => members.length + offsets.length,
    );
    return { groups: items, more };
  }

  /** @throws {GroupNotEmpty} */
  reset(name: string, offsets: readonly LogOffset[]): void {
    this.get(name).reset(offsets);
    this.#groups.get(name)!.lastUsedMs = this.#now();
  }

  /** @throws {GroupNotEmpty} */
  delete(name: string): void {
    this.get(name).checkEmpty();
    this.#groups.delete(name);
  }

  topicGrown(topic: Topic): void {
    for (const { group } of this.#groups.values()) group.topicGrown(topic);
  }

  topicDeleted(topic: Topic): void {
    for (const { group } of this.#groups.values()) {
      group.topicDeleted(topic);
      this.#removeIfUnused(group);
    }
  }

  /** Removes the groups that have had no members for longer than offsets are kept. */
  expire(): void {
    const { offsetsRetentionMs } = this.#limits;
    if (offsetsRetentionMs < 0) return;
    const before = this.#now() - offsetsRetentionMs;
    for (const [name, { group, lastUsedMs }] of this.#groups) {
      if (!group.hasMembers && lastUsedMs < before) this.#groups.delete(name);
    }
  }

  /** See {@link Group.drain}. */
  drain(reason: BrokerError, graceMs: number): void {
    for (const { group } of this.#groups.values()) group.drain(reason, graceMs);
  }

  /** Ends every member's stream. */
  close(reason: BrokerError): void {
    for (const { group } of this.#groups.values()) group.close(reason);
    this.#groups.clear();
  }

  /** An entry that is not in the map before what asked for it has succeeded. */
  #getOrCreate(name: string): Entry {
    const entry = this.#groups.get(name);
    if (entry !== undefined) return entry;
    checkName(name);
    const { maxGroups, maxGroupMembers } = this.#limits;
    if (this.#groups.size >= maxGroups)
      throw new LimitReached(`group ${name}`, maxGroups, "raise it with --max-groups");
    return { group: new Group(name, maxGroupMembers), lastUsedMs: this.#now() };
  }

  #removeIfUnused(group: Group): void {
    if (group.hasMembers || group.hasCommits) return;
    if (this.#groups.get(group.name)?.group === group) this.#groups.delete(group.name);
  }
}

function checkName(name: string): void {
  if (name === "") throw new InvalidField("group", "is empty: name a group");
  if (name.length > MAX_NAME_LENGTH) {
    throw new InvalidField("group", `has ${name.length} characters: at most ${MAX_NAME_LENGTH} are allowed`);
  }
}
