import type {
  AssignedPartition,
  CommittedOffset,
  GroupDescription,
  GroupOffset,
  GroupState,
  HeldMembers,
  SubscribeEvent,
} from "../engine.js";
import {
  type BrokerError,
  GroupNotEmpty,
  LimitReached,
  NotAssigned,
  OffsetOutOfRange,
  TopicDeleted,
} from "../errors.js";
import type { ReadableLog, ReadableTopic } from "../readable-log.js";
import { inRows } from "../readers/event-size.js";
import type { TopicPartition } from "../records.js";
import { assign } from "./assignor.js";
import { GroupPartition } from "./group-partition.js";
import type { GroupLimits } from "./groups.js";
import type { Member } from "./member.js";
import { CommittedOffsets, type LogCommit, type LogOffset } from "./offsets.js";
import { Revocation } from "./revocation.js";

/** So that work over all of a group's partitions takes a moment. */
const MAX_GROUP_PARTITIONS = 10_000;

/** What is said of a group has no more, so that it stays below the 4 MiB that gRPC's clients take as one message. */
const MAX_DESCRIPTION_BYTES = 4 * 1024 * 1024 - 4096;

/** The most bytes of tags, lengths and numbers of an offset of a group in an answer, and of a partition of a member. */
const OFFSET_BYTES = 60;
const MEMBER_PARTITION_BYTES = 12;
const MEMBER_BYTES = 20;

/** A topic that members asked for. */
interface GroupTopic {
  readonly topic: ReadableTopic;
  readonly members: Set<Member>;
  readonly partitions: Map<ReadableLog, GroupPartition>;
}

/**
 * A consumer group: its members, which partition each of them holds, and what is committed.
 *
 * Whenever the assignment changes, a partition that moves is revoked from its holder, waits until what that was sent is
 * committed, and only then is granted to its next holder, which starts at the committed offset. So the commit is the
 * hand-over, and a partition never has two holders.
 */
export class Group {
  readonly name: string;
  readonly #limits: GroupLimits;
  readonly #members = new Map<string, Member>();
  readonly #topics = new Map<string, GroupTopic>();
  readonly #offsets: CommittedOffsets;
  /** By topic and number; made when it is asked for. */
  #partitionsInOrder: readonly GroupPartition[] | undefined;
  /** How many partitions are counted as subscribed. */
  #counted = 0;
  /** Of the members, in an answer without their partitions. */
  #memberBytes = 0;
  /** Of the longest id that a member has had. */
  #memberIdBytes = 0;
  /** Members that are not streams; while they are there, none are. */
  #held: HeldMembers | undefined;
  #generation = 0;
  #isDraining = false;

  constructor(name: string, limits: GroupLimits) {
    this.name = name;
    this.#limits = limits;
    this.#offsets = new CommittedOffsets(limits.committedOffsets);
  }

  get hasMembers(): boolean {
    return this.#members.size > 0 || this.#held !== undefined;
  }

  /** Whether the group has a place in a log, so that it matters to nobody where its members want to start. */
  knows(log: ReadableLog): boolean {
    return this.#offsets.get(log) !== undefined || this.#partition(log)?.origin !== undefined;
  }

  get hasCommits(): boolean {
    return this.#offsets.size > 0;
  }

  /**
   * @param starts where the member starts in each log that the group doesn't know
   * @throws {GroupNotEmpty} where there are members of another kind; {@link LimitReached}
   */
  join(member: Member, starts: ReadonlyMap<ReadableLog, number>): void {
    if (this.#held !== undefined) this.checkEmpty();
    const { maxGroupMembers, subscribedPartitions } = this.#limits;
    if (this.#members.size >= maxGroupMembers) {
      throw new LimitReached(
        `another member of group ${this.name}`,
        maxGroupMembers,
        "raise it with --max-group-members",
      );
    }
    let added = 0;
    for (const { name, logs } of member.topics) {
      added += logs.length - (this.#topics.get(name)?.partitions.size ?? 0);
    }
    this.#checkSize(this.#counted + added);
    this.#checkDescription(member.topics, [], member);
    subscribedPartitions.take(added, `${added} more partitions that members of group ${this.name} read`);
    this.#counted += added;
    this.#members.set(member.memberId, member);
    this.#memberBytes += bytesOf(member);
    this.#memberIdBytes = Math.max(this.#memberIdBytes, Buffer.byteLength(member.memberId));
    for (const topic of member.topics) this.#want(topic, member, starts);
    this.#rebalance(member);
  }

  /** Removes a member and frees its partitions at once, because nobody can commit for it any more. Idempotent. */
  leave(member: Member): void {
    if (!this.#remove(member)) return;
    if (!this.#isDraining) this.#rebalance();
    else for (const partition of this.#inOrder()) if (partition.target === member) partition.target = undefined;
  }

  /** Assigns the partitions that were added to a topic if a member subscribes to it. They are read from the start. */
  topicGrown(topic: ReadableTopic): void {
    const known = this.#topics.get(topic.name);
    if (known === undefined || known.members.size === 0) return;
    const added = topic.logs.length - known.partitions.size;
    try {
      this.#checkSize(this.#counted + added);
      this.#checkDescription([], []);
      this.#limits.subscribedPartitions.take(added, `${added} more partitions that members of group ${this.name} read`);
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      for (const member of [...known.members]) this.#expel(member, error);
      return;
    }
    this.#counted += added;
    for (const partition of this.#addPartitions(known)) partition.origin = partition.log.logStartOffset;
    this.#rebalance();
  }

  /** Removes a topic and ends the streams that subscribe to it. */
  topicDeleted({ name }: ReadableTopic): void {
    this.#offsets.deleteTopic(name);
    const known = this.#topics.get(name);
    if (known === undefined) return;
    for (const partition of known.partitions.values()) partition.release();
    this.#topics.delete(name);
    this.#partitionsInOrder = undefined;
    this.#uncount(known.partitions.size);
    for (const member of known.members) {
      member.reader.fail(new TopicDeleted(name));
      this.#remove(member);
    }
    if (known.members.size > 0) this.#rebalance();
  }

  /**
   * Ends each member's stream once it has had every record of its partitions and what it was sent is committed. Partitions
   * that were about to move do so still; no others do.
   *
   * @param graceMs how long members may commit
   */
  drain(reason: BrokerError, graceMs: number): void {
    this.#isDraining = true;
    for (const member of this.#members.values()) {
      member.reader.drain(() => (this.#isDone(member, graceMs) ? reason : undefined));
    }
  }

  /** Ends every member's stream and lets go of everything. */
  close(reason: BrokerError): void {
    for (const { partitions } of this.#topics.values())
      for (const partition of partitions.values()) partition.release();
    for (const member of this.#members.values()) member.reader.fail(reason);
    this.#members.clear();
    this.dispose();
  }

  /** Lets go of the offsets and the partitions of a group without members. */
  dispose(): void {
    this.#topics.clear();
    this.#partitionsInOrder = undefined;
    this.#uncount(this.#counted);
    this.#offsets.clear();
  }

  /**
   * Refuses what may not be committed.
   *
   * @param memberId who commits; absent: nobody who reads
   * @throws {NotAssigned} {@link OffsetOutOfRange} {@link LimitReached}
   */
  checkCommit(memberId: string | undefined, offsets: readonly LogOffset[]): void {
    for (const { log, offset } of offsets) {
      this.#checkHolder(memberId, log);
      const { topic, partition, logStartOffset, highWatermark } = log;
      if (offset < 0 || offset > highWatermark) {
        throw new OffsetOutOfRange(topic, partition, offset, logStartOffset, highWatermark);
      }
    }
    this.#checkOffsets(offsets);
  }

  /**
   * Moves committed offsets forward, as {@link checkCommit} has allowed.
   *
   * @returns what is committed now, in the same order
   */
  commit(offsets: readonly LogOffset[]): readonly number[] {
    const committed = offsets.map(({ log, offset }) => ({
      log,
      offset: Math.max(this.#offsets.get(log) ?? 0, offset),
    }));
    this.#offsets.set(openOnly(committed));
    const releasable: GroupPartition[] = [];
    for (const { log, offset } of committed) {
      const partition = this.#partition(log);
      partition?.holder?.reader.reads.acknowledge(log, offset);
      if (partition?.isReleasable(offset)) releasable.push(partition);
    }
    if (releasable.length > 0) this.#settle(releasable);
    return committed.map(({ offset }) => offset);
  }

  /** @throws {GroupNotEmpty} {@link LimitReached} */
  checkReset(offsets: readonly LogOffset[]): void {
    this.checkEmpty();
    this.#checkOffsets(offsets);
  }

  /**
   * Gives the group to members that are not streams, or takes it from them.
   *
   * @throws {GroupNotEmpty}
   */
  hold(members: HeldMembers | undefined): void {
    if (members !== undefined) this.checkEmpty();
    this.#held = members;
  }

  /** @throws {GroupNotEmpty} where there are streams; {@link LimitReached} */
  checkSet(offsets: readonly LogOffset[]): void {
    this.checkNoStreams();
    this.#checkOffsets(offsets);
  }

  /**
   * Sets committed offsets, back too, as {@link checkReset} or {@link checkSet} has allowed. Nobody starts where somebody
   * started before them.
   */
  set(offsets: readonly (LogOffset | LogCommit)[]): void {
    this.#offsets.set(openOnly(offsets));
    for (const { log } of offsets) {
      const partition = this.#partition(log);
      if (partition !== undefined) partition.origin = undefined;
    }
  }

  committed(): CommittedOffset[] {
    return [...this.#offsets.topics()]
      .sort()
      .flatMap((topic) => [...this.#offsets.logs(topic)].sort((a, b) => a.partition - b.partition))
      .map((log) => ({ ...toTopicPartition(log), offset: this.#offsets.get(log)!, ...this.#offsets.noteOf(log) }));
  }

  /** What is committed, with what clients keep beside it. */
  *commits(): Generator<LogCommit, void, undefined> {
    for (const topic of this.#offsets.topics()) {
      for (const log of this.#offsets.logs(topic)) {
        yield { log, offset: this.#offsets.get(log)!, ...this.#offsets.noteOf(log) };
      }
    }
  }

  forget(logs: readonly ReadableLog[]): void {
    this.#offsets.delete(logs);
  }

  /** Whether a member's commits for a partition are accepted. */
  isHeldBy(member: Member, log: ReadableLog): boolean {
    return this.#partition(log)?.holder === member;
  }

  /** @throws {GroupNotEmpty} */
  checkEmpty(): void {
    this.checkNoStreams();
    if (this.#held !== undefined) throw new GroupNotEmpty(this.name, this.#held.describe().members.length);
  }

  /** @throws {GroupNotEmpty} where there are streams */
  checkNoStreams(): void {
    if (this.#members.size > 0) throw new GroupNotEmpty(this.name, this.#members.size);
  }

  describe(): GroupDescription {
    const held = new Map<Member, TopicPartition[]>();
    for (const { holder, log } of this.#inOrder())
      if (holder !== undefined) collect(held, holder, toTopicPartition(log));
    return {
      group: this.name,
      ...(this.#held?.describe() ?? {
        state: this.#state(),
        generation: this.#generation,
        members: [...this.#members.values()].map((member) => ({
          memberId: member.memberId,
          clientId: member.membership.clientId,
          peer: member.membership.peer,
          partitions: held.get(member) ?? [],
        })),
      }),
      offsets: this.#describeOffsets(),
    };
  }

  /** Of what is committed, and of what a member holds or is to hold. */
  #describeOffsets(): GroupOffset[] {
    const offsets: GroupOffset[] = [];
    for (const topic of [...new Set([...this.#topics.keys(), ...this.#offsets.topics()])].sort()) {
      const logs = new Set(this.#offsets.logs(topic));
      for (const { target, holder, log } of this.#topics.get(topic)?.partitions.values() ?? []) {
        if (target !== undefined || holder !== undefined) logs.add(log);
      }
      for (const log of [...logs].sort((a, b) => a.partition - b.partition)) offsets.push(this.#describeOffset(log));
    }
    return offsets;
  }

  #describeOffset(log: ReadableLog): GroupOffset {
    const { topic, partition, logStartOffset, highWatermark } = log;
    const known = this.#partition(log);
    const committedOffset = this.#offsets.get(log);
    const position = committedOffset ?? known?.origin ?? logStartOffset;
    return {
      topic,
      partition,
      committedOffset,
      logStartOffset,
      highWatermark,
      // What other protocols commit may be beyond the end.
      lag: Math.max(0, highWatermark - Math.max(position, logStartOffset)),
      memberId: known?.holder?.memberId,
    };
  }

  #state(): GroupState {
    if (this.#members.size === 0) return "empty";
    for (const { partitions } of this.#topics.values()) {
      for (const { isRevoking } of partitions.values()) if (isRevoking) return "rebalancing";
    }
    return "stable";
  }

  #checkHolder(memberId: string | undefined, log: ReadableLog): void {
    const holder = this.#partition(log)?.holder;
    if (holder?.memberId === memberId && this.#held === undefined) return;
    const problem = memberId === undefined ? "is held by a member" : `is not held by member ${memberId}`;
    throw new NotAssigned(this.name, log.topic, log.partition, this.#generation, problem);
  }

  #partition(log: ReadableLog): GroupPartition | undefined {
    return this.#topics.get(log.topic)?.partitions.get(log);
  }

  /** Notes that a member asked for a topic. */
  #want(topic: ReadableTopic, member: Member, starts: ReadonlyMap<ReadableLog, number>): void {
    const known = this.#topics.get(topic.name) ?? { topic, members: new Set(), partitions: new Map() };
    this.#topics.set(topic.name, known);
    known.members.add(member);
    this.#addPartitions(known);
    for (const partition of known.partitions.values()) {
      if (this.#offsets.get(partition.log) === undefined) partition.origin ??= starts.get(partition.log);
    }
  }

  /** @returns those that were not there */
  #addPartitions({ topic, partitions }: GroupTopic): GroupPartition[] {
    const added: GroupPartition[] = [];
    if (partitions.size === topic.logs.length) return added;
    for (const log of topic.logs) {
      if (partitions.has(log)) continue;
      const partition = new GroupPartition(log);
      partitions.set(log, partition);
      added.push(partition);
    }
    this.#partitionsInOrder = undefined;
    return added;
  }

  #inOrder(): readonly GroupPartition[] {
    this.#partitionsInOrder ??= [...this.#topics.keys()]
      .sort()
      .flatMap((name) => [...this.#topics.get(name)!.partitions.values()]);
    return this.#partitionsInOrder;
  }

  #uncount(partitions: number): void {
    this.#counted -= partitions;
    this.#limits.subscribedPartitions.give(partitions);
  }

  /**
   * Assigns anew and starts what follows from it.
   *
   * @param joined told what it holds even where that is nothing
   */
  #rebalance(joined?: Member): void {
    this.#retarget();
    const revoking = new Map<Member, GroupPartition[]>();
    for (const partition of this.#inOrder()) {
      const { holder, target, isRevoking } = partition;
      if (holder !== undefined && holder !== target && !isRevoking) collect(revoking, holder, partition);
    }
    for (const [member, partitions] of revoking) this.#revoke(member, partitions);
    this.#settle(this.#inOrder(), joined);
  }

  #retarget(): void {
    const partitions = this.#inOrder();
    const members = [...this.#members.values()].map(({ memberId, topicNames: topics }) => ({ memberId, topics }));
    const targets = assign(
      members,
      partitions.map(({ log, target, holder }) => ({
        ...toTopicPartition(log),
        // A partition on its way to a member that is still here stays on its way.
        memberId: [target, holder].find((member) => member && this.#members.has(member.memberId))?.memberId,
      })),
    );
    let changed = false;
    for (const [index, partition] of partitions.entries()) {
      const memberId = targets[index];
      const target = memberId === undefined ? undefined : this.#members.get(memberId);
      if (target !== partition.target) changed = true;
      partition.target = target;
    }
    if (changed) this.#generation++;
  }

  #isDone(member: Member, graceMs: number): boolean {
    if (!member.reader.reads.atEnd) return false;
    const uncommitted: GroupPartition[] = [];
    let isDone = true;
    for (const partition of this.#inOrder()) {
      if (partition.holder !== member) {
        if (partition.target === member) isDone = false;
      } else if (partition.isRevoking) isDone = false;
      else {
        partition.target = undefined;
        if (partition.isInFlight(this.#offsets.get(partition.log))) uncommitted.push(partition);
      }
    }
    if (uncommitted.length > 0) {
      this.#revoke(member, uncommitted, graceMs);
      this.#settle(uncommitted);
    }
    return isDone && uncommitted.length === 0;
  }

  #revoke(member: Member, partitions: readonly GroupPartition[], timeoutMs = member.membership.revokeTimeoutMs): void {
    const revocation = new Revocation(partitions.length, timeoutMs, () => this.#settle(partitions));
    for (const partition of partitions) partition.revoke(revocation);
    tellOf(member, partitions.map(toLogPartition), (partitions) => ({ type: "revoking", partitions, timeoutMs }));
  }

  /**
   * Releases what may move, grants what nobody holds, and tells the members.
   *
   * @param partitions those to look at, in order
   */
  #settle(partitions: readonly GroupPartition[], joined?: Member): void {
    const revoked = new Map<Member, TopicPartition[]>();
    const assigned = new Map<Member, AssignedPartition[]>();
    if (joined !== undefined) assigned.set(joined, []);
    for (const partition of partitions) {
      const { holder, target, log } = partition;
      const committed = this.#offsets.get(log);
      if (holder !== undefined && partition.isReleasable(committed)) {
        partition.release();
        collect(revoked, holder, toTopicPartition(log));
      }
      if (partition.holder !== undefined || target === undefined) continue;
      const startOffset = partition.grant(target, committed);
      collect(assigned, target, {
        ...toTopicPartition(log),
        topicId: log.topicId,
        startOffset,
        highWatermark: log.highWatermark,
      });
    }
    const generation = this.#generation;
    for (const [member, partitions] of revoked) {
      tellOf(member, partitions, (partitions) => ({ type: "revoked", partitions, generation }));
    }
    for (const [member, partitions] of assigned) {
      const { memberId } = member;
      tellOf(member, partitions, (partitions) => ({ type: "assigned", partitions, member: { memberId, generation } }));
    }
  }

  #remove(member: Member): boolean {
    if (!this.#members.delete(member.memberId)) return false;
    this.#memberBytes -= bytesOf(member);
    for (const { name } of member.topics) {
      const known = this.#topics.get(name);
      if (!known?.members.delete(member)) continue;
      for (const partition of known.partitions.values()) if (partition.holder === member) partition.release();
    }
    return true;
  }

  /** @throws {LimitReached} */
  #checkOffsets(offsets: readonly LogOffset[]): void {
    const size = this.#offsets.check(offsets);
    if (size === this.#offsets.size) return;
    this.#checkSize(size);
    this.#checkDescription([], offsets);
  }

  /** @throws {LimitReached} */
  #checkSize(partitions: number): void {
    const { maxStreamPartitions } = this.#limits;
    const what = `group ${this.name} with ${partitions} partitions`;
    if (partitions > maxStreamPartitions) {
      throw new LimitReached(what, maxStreamPartitions, "raise it with --max-stream-partitions");
    }
    if (partitions > MAX_GROUP_PARTITIONS) throw new LimitReached(what, MAX_GROUP_PARTITIONS, "use several groups");
  }

  /**
   * Counts each partition of a topic as if it was committed and held by the member with the longest id.
   *
   * @param joined asks for `topics`
   * @throws {LimitReached} where an answer that describes the group with these would be too large
   */
  #checkDescription(topics: readonly ReadableTopic[], offsets: readonly LogOffset[], joined?: Member): void {
    const memberIdBytes = Math.max(this.#memberIdBytes, joined === undefined ? 0 : Buffer.byteLength(joined.memberId));
    let bytes = this.#memberBytes + (joined === undefined ? 0 : bytesOf(joined));
    const read = ({ name, logs }: ReadableTopic) =>
      logs.length * (2 * name.length + OFFSET_BYTES + memberIdBytes + MEMBER_PARTITION_BYTES);
    for (const { topic } of this.#topics.values()) bytes += read(topic);
    for (const topic of topics) if (!this.#topics.has(topic.name)) bytes += read(topic);
    for (const topic of this.#offsets.topics()) {
      if (!this.#topics.has(topic)) bytes += this.#offsets.count(topic) * (topic.length + OFFSET_BYTES);
    }
    for (const { log } of offsets) {
      if (!this.#topics.has(log.topic) && this.#offsets.get(log) === undefined) {
        bytes += log.topic.length + OFFSET_BYTES;
      }
    }
    if (bytes > MAX_DESCRIPTION_BYTES) {
      const what = `a description of group ${this.name} with ${bytes} bytes`;
      throw new LimitReached(
        what,
        MAX_DESCRIPTION_BYTES,
        "use several groups, or shorter names of topics and client ids",
      );
    }
  }

  #expel(member: Member, error: BrokerError): void {
    member.reader.fail(error);
    this.leave(member);
  }
}

function bytesOf({ memberId, membership: { clientId, peer } }: Member): number {
  return MEMBER_BYTES + Buffer.byteLength(memberId) + Buffer.byteLength(clientId) + Buffer.byteLength(peer);
}

/** Without what is of topics that were deleted while it went to the disk. */
function openOnly<T extends LogOffset>(offsets: readonly T[]): readonly T[] {
  return offsets.every(({ log }) => log.closed === undefined)
    ? offsets
    : offsets.filter(({ log }) => log.closed === undefined);
}

/** Tells a member of partitions, in as many events as they need. */
function tellOf<T>(member: Member, partitions: readonly T[], toEvent: (row: readonly T[]) => SubscribeEvent): void {
  member.reader.tell([...inRows(partitions)].map(toEvent));
}

function toLogPartition({ log }: GroupPartition): TopicPartition {
  return toTopicPartition(log);
}

function toTopicPartition({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

function collect<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
