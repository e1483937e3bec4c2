import type { CountLimit } from "../count-limit.js";
import type {
  CommittedOffset,
  GroupDescription,
  GroupMembership,
  GroupPage,
  HeldMembers,
  Page,
  Position,
  SubscribeEvent,
  SubscribeRequest,
} from "../engine.js";
import { type BrokerError, GroupNotFound, InvalidField, LimitReached, NotAssigned } from "../errors.js";
import { pageOf } from "../pages.js";
import { type ReadableLog, type ReadableTopic, resolveAll } from "../readable-log.js";
import { Group } from "./group.js";
import { Member } from "./member.js";
import type { LogCommit, LogOffset } from "./offsets.js";

export interface GroupLimits {
  readonly maxGroups: number;
  /** Of one group. */
  readonly maxGroupMembers: number;
  /** Partitions that the members of one group ask for, and offsets that it may have committed. */
  readonly maxStreamPartitions: number;
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
  /** Time of the last member or commit, by the monotonic clock, in milliseconds. */
  lastUsedMs: number;
}

/** Where what groups commit goes before it counts. Each resolves when it is as safe as records are. */
export interface GroupJournal {
  committed(group: string, offsets: readonly LogOffset[]): Promise<void>;
  set(group: string, offsets: readonly (LogOffset | LogCommit)[]): Promise<void>;
  forgotten(group: string, logs: readonly ReadableLog[]): Promise<void>;
  deleted(group: string): Promise<void>;
  /** The same, that nobody waits for. */
  expired(group: string): void;
}

/** What is known of a group without its members. */
export interface StoredGroup {
  readonly name: string;
  /** How long ago there was last a member or a commit. Milliseconds. */
  readonly idleMs: number;
  readonly offsets: readonly (LogOffset | LogCommit)[];
}

export interface Joining {
  readonly membership: GroupMembership;
  /** @throws {ShuttingDown} where no member may join any more; {@link LimitReached} */
  admit(): void;
  /** Called once nothing more can refuse the member. @returns when its stream may begin */
  opened(): Promise<void> | undefined;
}

/** The consumer groups of a broker, by name. A group is there while it has members or committed offsets. */
export class Groups {
  readonly #limits: GroupLimits;
  readonly #now: () => number;
  readonly #groups = new Map<string, Entry>();
  /** In order; made when it is asked for. */
  #names: readonly string[] | undefined;
  readonly #journal: () => GroupJournal | undefined;

  /**
   * @param now a clock that is never set, in milliseconds
   * @param journal where commits go first; `undefined`: nowhere
   */
  constructor(limits: GroupLimits, now: () => number, journal: () => GroupJournal | undefined = () => undefined) {
    this.#journal = journal;
    this.#limits = limits;
    this.#now = now;
  }

  /** Joins a new member and returns its stream. The member leaves when the stream ends. */
  async *subscribe(
    topics: readonly ReadableTopic[],
    { bounds, limit, start, heartbeatMs }: SubscribeRequest,
    { membership, admit, opened }: Joining,
    signal: AbortSignal,
  ): AsyncGenerator<SubscribeEvent, void, undefined> {
    const resolving = this.#resolveStarts(membership.group, topics, start);
    const starts = resolving instanceof Promise ? await resolving : resolving;
    // The engine may be stopping, and a topic may have been deleted meanwhile.
    admit();
    for (const { logs } of topics) if (logs[0]?.closed !== undefined) throw logs[0].closed;
    const entry = this.#getOrCreate(membership.group);
    const { group } = entry;
    const member = new Member(membership, topics);
    group.join(member, starts);
    this.#add(entry);
    try {
      const opening = opened();
      if (opening !== undefined) await opening;
      yield* member.reader.stream(
        {
          bounds,
          limit,
          stops: false,
          heartbeatMs,
          onBatch: (log, offset) => {
            if (!membership.commitsOnDelivery) return undefined;
            const done = this.commit(group.name, member.memberId, [{ log, offset }]);
            // A partition that has moved on meanwhile is read by another from before this batch.
            return done instanceof Promise ? done.then(() => group.isHeldBy(member, log)) : undefined;
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

  /**
   * Moves committed offsets forward, all or none.
   *
   * @param memberId who commits; absent: nobody who reads
   * @returns what is committed now, in the same order; with a journal once it is safe
   * @throws {NotAssigned} for a member of a group that is not there, as for any that is not in its group any more
   */
  commit(
    name: string,
    memberId: string | undefined,
    offsets: readonly LogOffset[],
  ): readonly number[] | Promise<readonly number[]> {
    const [first] = offsets;
    if (memberId !== undefined && first !== undefined && !this.#groups.has(name)) {
      throw new NotAssigned(name, first.log.topic, first.log.partition, 0, `is not held by member ${memberId}`);
    }
    const entry = this.#getOrCreate(name);
    entry.group.checkCommit(memberId, offsets);
    const journal = this.#journal();
    if (journal === undefined) return this.#use(entry).commit(offsets);
    return journal.committed(name, offsets).then(() => this.#use(this.#groups.get(name) ?? entry).commit(offsets));
  }

  /** The group of an entry, which is there from now on. */
  #use(entry: Entry): Group {
    entry.lastUsedMs = this.#now();
    this.#add(entry);
    return entry.group;
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
  async set(name: string, offsets: readonly LogCommit[]): Promise<void> {
    const entry = this.#getOrCreate(name);
    entry.group.checkSet(offsets);
    await this.#journal()?.set(name, offsets);
    this.#use(this.#groups.get(name) ?? entry).set(offsets);
  }

  committed(name: string): readonly CommittedOffset[] {
    return this.#groups.get(name)?.group.committed() ?? [];
  }

  /** @throws {GroupNotEmpty} */
  async forget(name: string, logs: readonly ReadableLog[]): Promise<void> {
    const group = this.get(name);
    group.checkNoStreams();
    await this.#journal()?.forgotten(name, logs);
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
  async reset(name: string, offsets: readonly LogOffset[]): Promise<void> {
    this.get(name).checkReset(offsets);
    await this.#journal()?.set(name, offsets);
    const entry = this.#groups.get(name);
    if (entry !== undefined) this.#use(entry).set(offsets);
  }

  /** @throws {GroupNotEmpty} */
  async delete(name: string): Promise<void> {
    const group = this.get(name);
    group.checkEmpty();
    await this.#journal()?.deleted(name);
    // Who has joined meanwhile goes on with what it was assigned.
    if (!group.hasMembers && this.#groups.get(name)?.group === group) this.#remove(group);
  }

  /** All that has committed offsets. */
  *stored(): Generator<StoredGroup, void, undefined> {
    for (const [name, { group, lastUsedMs }] of this.#groups) {
      const offsets = [...group.commits()];
      if (offsets.length > 0) yield { name, idleMs: group.hasMembers ? 0 : this.#now() - lastUsedMs, offsets };
    }
  }

  /** Sets what was committed before the start. @param isForward whether a later offset stays */
  restore({ name, idleMs, offsets }: StoredGroup, isForward: boolean): void {
    const group = this.#groups.get(name)?.group ?? new Group(name, this.#limits);
    if (isForward) group.commit(offsets);
    else group.set(offsets);
    this.#add({ group, lastUsedMs: this.#now() - idleMs });
  }

  /** Forgets a group that was deleted before the start. */
  restoreDeletion(name: string): void {
    const group = this.#groups.get(name)?.group;
    if (group !== undefined) this.#remove(group);
  }

  /** Forgets offsets that were deleted before the start. */
  restoreForgotten(name: string, logs: readonly ReadableLog[]): void {
    this.#groups.get(name)?.group.forget(logs);
  }

  /** Forgets the groups of which nothing is left, once all was restored. */
  restored(): void {
    for (const { group } of [...this.#groups.values()]) this.#removeIfUnused(group);
  }

  topicGrown(topic: ReadableTopic): void {
    for (const { group } of this.#groups.values()) group.topicGrown(topic);
  }

  topicDeleted(topic: ReadableTopic): void {
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
      if (group.hasMembers || lastUsedMs >= before) continue;
      this.#remove(group);
      this.#journal()?.expired(group.name);
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

  /** Where a member starts in the logs that its group has no place in yet. */
  #resolveStarts(name: string, topics: readonly ReadableTopic[], start: Position) {
    const group = this.#groups.get(name)?.group;
    const unknown = topics.flatMap(({ logs }) => logs.filter((log) => !group?.knows(log)));
    return resolveAll(unknown, start);
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
