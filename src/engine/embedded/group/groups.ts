import type { CountLimit } from "../../count-limit.js";
import type {
  CommittedOffset,
  GroupDescription,
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
import { Group } from "./group.js";
import { Member } from "./member.js";
import type { LogCommit, LogOffset } from "./offsets.js";

export interface GroupLimits {
  readonly maxGroups: number;
  /** Of one group. */
  readonly maxGroupMembers: number;
  /** Where the committed offsets of all groups are counted. */
  readonly committedOffsets: CountLimit;
  /** Where the partitions that members of all groups asked for are counted, beside those that others read. */
  readonly subscribedPartitions: CountLimit;
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
  /** In order; made when it is asked for. */
  #names: readonly string[] | undefined;

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
    this.#add(entry);
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
    this.#add(entry);
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
    this.#add(entry);
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
    this.#add(entry);
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
    this.#names ??= [...this.#groups.keys()].sort();
    const { items, more } = pageOf(this.#names, page, (name) => this.get(name).describe(), sizeOf);
    return { groups: items, more };
  }

  /** @throws {GroupNotEmpty} */
  reset(name: string, offsets: readonly LogOffset[]): void {
    this.get(name).reset(offsets);
    this.#groups.get(name)!.lastUsedMs = this.#now();
  }

  /** @throws {GroupNotEmpty} */
  delete(name: string): void {
    const group = this.get(name);
    group.checkEmpty();
    this.#remove(group);
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
    for (const { group, lastUsedMs } of this.#groups.values()) {
      if (!group.hasMembers && lastUsedMs < before) this.#remove(group);
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
    const { maxGroups } = this.#limits;
    if (this.#groups.size >= maxGroups)
      throw new LimitReached(`group ${name}`, maxGroups, "raise it with --max-groups");
    return { group: new Group(name, this.#limits), lastUsedMs: this.#now() };
  }

  #removeIfUnused(group: Group): void {
    if (group.hasMembers || group.hasCommits) return;
    if (this.#groups.get(group.name)?.group === group) this.#remove(group);
  }

  #remove(group: Group): void {
    this.#groups.delete(group.name);
    this.#names = undefined;
    group.dispose();
  }

  #add(entry: Entry): void {
    const { name } = entry.group;
    if (!this.#groups.has(name)) this.#names = undefined;
    this.#groups.set(name, entry);
  }
}

/** About as many bytes as its description takes in an answer. */
function sizeOf({ group, members, offsets }: GroupDescription): number {
  let bytes = 100 + group.length;
  for (const { memberId, clientId, peer, partitions } of members) {
    bytes += 20 + memberId.length + clientId.length + peer.length;
    for (const { topic } of partitions) bytes += 15 + topic.length;
  }
  for (const { topic, memberId = "" } of offsets) bytes += 60 + topic.length + memberId.length;
  return bytes;
}

function checkName(name: string): void {
  if (name === "") throw new InvalidField("group", "is empty: name a group");
  if (name.length > MAX_NAME_LENGTH) {
    throw new InvalidField("group", `has ${name.length} characters: at most ${MAX_NAME_LENGTH} are allowed`);
  }
}
