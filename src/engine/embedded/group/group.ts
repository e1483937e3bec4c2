import type { AssignedPartition, CommittedOffset, GroupDescription, GroupState, HeldMembers } from "../../engine.js";
import { BrokerError, GroupNotEmpty, LimitReached, NotAssigned, OffsetOutOfRange, TopicDeleted } from "../../errors.js";
import type { TopicPartition } from "../../records.js";
import type { PartitionLog } from "../log/partition-log.js";
import type { Topic } from "../topic.js";
import { assign } from "./assignor.js";
import { GroupPartition } from "./group-partition.js";
import type { Member } from "./member.js";
import { Revocation } from "./revocation.js";

export interface LogOffset {
  readonly log: PartitionLog;
  readonly offset: number;
}

export interface LogCommit extends LogOffset {
  readonly leaderEpoch: number;
  readonly metadata: string;
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
  readonly #maxMembers: number;
  readonly #members = new Map<string, Member>();
  readonly #partitions = new Map<PartitionLog, GroupPartition>();
  /** Members that are not streams; while they are there, none are. */
  #held: HeldMembers | undefined;
  #generation = 0;
  #isDraining = false;

  constructor(name: string, maxMembers: number) {
    this.name = name;
    this.#maxMembers = maxMembers;
  }

  get hasMembers(): boolean {
    return this.#members.size > 0 || this.#held !== undefined;
  }

  get hasCommits(): boolean {
    for (const partition of this.#partitions.values()) if (partition.committed !== undefined) return true;
    return false;
  }

  /** @throws {GroupNotEmpty} where there are members of another kind; {@link LimitReached} */
  join(member: Member): void {
    if (this.#held !== undefined) this.checkEmpty();
    if (this.#members.size >= this.#maxMembers) {
      throw new LimitReached(
        `another member of group ${this.name}`,
        this.#maxMembers,
        "raise it with --max-group-members",
      );
    }
    this.#members.set(member.memberId, member);
    this.#rebalance(member);
  }

  /** Takes a member's partitions at once: there is nobody any more who could commit. Does nothing the second time. */
  leave(member: Member): void {
    if (!this.#remove(member)) return;
    if (!this.#isDraining) this.#rebalance();
    else
      for (const partition of this.#partitions.values()) if (partition.target === member) partition.target = undefined;
  }

  /** Assigns the partitions that a topic has got, if any member asked for it; whoever gets one reads all of it. */
  topicGrown(topic: Topic): void {
    if (this.#membersOf(topic).length === 0) return;
    for (const log of topic.logs) {
      if (!this.#partitions.has(log)) this.#partition(log).startAt(log.logStartOffset);
    }
    this.#rebalance();
  }

  /** Forgets a topic, and ends the streams that asked for it. */
  topicDeleted(topic: Topic): void {
    for (const log of topic.logs) {
      this.#partitions.get(log)?.release();
      this.#partitions.delete(log);
    }
    const members = this.#membersOf(topic);
    for (const member of members) {
      member.reader.fail(new TopicDeleted(topic.name));
      this.#remove(member);
    }
    // Only now: a member that is still there would be assigned the topic's partitions once more.
    if (members.length > 0) this.#rebalance();
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

  /** Ends every member's stream. */
  close(reason: BrokerError): void {
    for (const partition of this.#partitions.values()) partition.release();
    this.#partitions.clear();
    for (const member of this.#members.values()) member.reader.fail(reason);
    this.#members.clear();
  }

  /**
   * Moves committed offsets forward, all or none.
   *
   * @param memberId who commits; absent: nobody who reads
   * @returns what is committed now, in the same order
   */
  commit(memberId: string | undefined, offsets: readonly LogOffset[]): readonly number[] {
    for (const { log, offset } of offsets) {
      this.#checkHolder(memberId, log);
      const { topic, partition, logStartOffset, highWatermark } = log;
      if (offset < 0 || offset > highWatermark) {
        throw new OffsetOutOfRange(topic, partition, offset, logStartOffset, highWatermark);
      }
    }
    const committed = offsets.map(({ log, offset }) => this.#partition(log).commit(offset));
    if (offsets.some(({ log }) => this.#partition(log).isReleasable)) this.#settle();
    return committed;
  }

  /**
   * Moves committed offsets, back too.
   *
   * @throws {GroupNotEmpty}
   */
  reset(offsets: readonly LogOffset[]): void {
    this.checkEmpty();
    for (const { log, offset } of offsets) this.#partition(log).reset(offset);
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

  /**
   * Sets committed offsets, back too, with what their client keeps beside them.
   *
   * @throws {GroupNotEmpty} where there are streams
   */
  set(offsets: readonly LogCommit[]): void {
    this.#checkNoStreams();
    for (const { log, offset, leaderEpoch, metadata } of offsets) {
      this.#partition(log).reset(offset, leaderEpoch, metadata);
    }
  }

  committed(): CommittedOffset[] {
    return this.#sortedPartitions().flatMap(({ log, committed, leaderEpoch, metadata }) =>
      committed === undefined ? [] : [{ ...toTopicPartition(log), offset: committed, leaderEpoch, metadata }],
    );
  }

  /** @throws {GroupNotEmpty} where there are streams */
  forget(logs: readonly PartitionLog[]): void {
    this.#checkNoStreams();
    for (const log of logs) this.#partitions.delete(log);
  }

  /** @throws {GroupNotEmpty} */
  checkEmpty(): void {
    this.#checkNoStreams();
    if (this.#held !== undefined) throw new GroupNotEmpty(this.name, this.#held.describe().members.length);
  }

  #checkNoStreams(): void {
    if (this.#members.size > 0) throw new GroupNotEmpty(this.name, this.#members.size);
  }

  describe(): GroupDescription {
    const partitions = this.#sortedPartitions();
    return {
      group: this.name,
      ...(this.#held?.describe() ?? {
        state: this.#state(),
        generation: this.#generation,
        members: [...this.#members.values()].map((member) => ({
          memberId: member.memberId,
          clientId: member.membership.clientId,
          peer: member.membership.peer,
          partitions: partitions.filter(({ holder }) => holder === member).map(({ log }) => toTopicPartition(log)),
        })),
      }),
      offsets: partitions
        .filter(
          ({ committed, target, holder }) => committed !== undefined || target !== undefined || holder !== undefined,
        )
        .map((partition) => partition.describe()),
    };
  }

  #state(): GroupState {
    if (this.#members.size === 0) return "empty";
    for (const { isRevoking } of this.#partitions.values()) if (isRevoking) return "rebalancing";
    return "stable";
  }

  #checkHolder(memberId: string | undefined, log: PartitionLog): void {
    const holder = this.#partitions.get(log)?.holder;
    if (holder?.memberId === memberId && this.#held === undefined) return;
    const problem = memberId === undefined ? "is held by a member" : `is not held by member ${memberId}`;
    throw new NotAssigned(this.name, log.topic, log.partition, this.#generation, problem);
  }

  #partition(log: PartitionLog): GroupPartition {
    let partition = this.#partitions.get(log);
    if (partition === undefined) {
      partition = new GroupPartition(log);
      this.#partitions.set(log, partition);
    }
    return partition;
  }

  #sortedPartitions(): GroupPartition[] {
    return [...this.#partitions.values()].sort(
      (a, b) => compare(a.log.topic, b.log.topic) || a.log.partition - b.log.partition,
    );
  }

  /**
   * Assigns anew and starts what follows from it.
   *
   * @param joined told what it holds even where that is nothing
   */
  #rebalance(joined?: Member): void {
    for (const { topics } of this.#members.values()) {
      for (const topic of topics) for (const log of topic.logs) this.#partition(log);
    }
    this.#retarget();

    const revoking = new Map<Member, GroupPartition[]>();
    for (const partition of this.#sortedPartitions()) {
      const { holder, target, isRevoking } = partition;
      if (holder !== undefined && holder !== target && !isRevoking) collect(revoking, holder, partition);
    }
    for (const [member, partitions] of revoking) this.#revoke(member, partitions);
    this.#settle(joined);
  }

  #retarget(): void {
    const partitions = this.#sortedPartitions();
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
    for (const partition of this.#partitions.values()) {
      if (partition.holder !== member) {
        if (partition.target === member) isDone = false;
      } else if (partition.isRevoking) isDone = false;
      else {
        partition.target = undefined;
        if (partition.isInFlight) uncommitted.push(partition);
      }
    }
    if (uncommitted.length > 0) {
      this.#revoke(member, uncommitted, graceMs);
      this.#settle();
    }
    return isDone && uncommitted.length === 0;
  }

  #revoke(member: Member, partitions: readonly GroupPartition[], timeoutMs = member.membership.revokeTimeoutMs): void {
    const revocation = new Revocation(partitions.length, timeoutMs, () => this.#settle());
    for (const partition of partitions) partition.revoke(revocation);
    member.reader.tell({ type: "revoking", partitions: partitions.map(({ log }) => toTopicPartition(log)), timeoutMs });
  }

  /** Releases what may move, grants what nobody holds, and tells the members. */
  #settle(joined?: Member): void {
    const revoked = new Map<Member, TopicPartition[]>();
    const assigned = new Map<Member, AssignedPartition[]>();
    const failed = new Map<Member, BrokerError>();
    if (joined !== undefined) assigned.set(joined, []);
    for (const partition of this.#sortedPartitions()) {
      const { holder, target, log } = partition;
      if (holder !== undefined && partition.isReleasable) {
        partition.release();
        collect(revoked, holder, toTopicPartition(log));
      }
      if (partition.holder !== undefined || target === undefined || failed.has(target)) continue;
      try {
        const startOffset = partition.grant(target);
        collect(assigned, target, {
          ...toTopicPartition(log),
          topicId: log.topicId,
          startOffset,
          highWatermark: log.highWatermark,
        });
      } catch (error) {
        if (!(error instanceof BrokerError)) throw error;
        failed.set(target, error);
      }
    }
    const generation = this.#generation;
    for (const [{ reader }, partitions] of revoked) reader.tell({ type: "revoked", partitions, generation });
    for (const [{ reader, memberId }, partitions] of assigned) {
      reader.tell({ type: "assigned", partitions, member: { memberId, generation } });
    }
    for (const [member, error] of failed) this.#expel(member, error);
  }

  #membersOf(topic: Topic): Member[] {
    return [...this.#members.values()].filter(({ topics }) => topics.includes(topic));
  }

  #remove(member: Member): boolean {
    if (!this.#members.delete(member.memberId)) return false;
    for (const partition of this.#partitions.values()) if (partition.holder === member) partition.release();
    return true;
  }

  #expel(member: Member, error: BrokerError): void {
    member.reader.fail(error);
    this.leave(member);
  }
}

function toTopicPartition({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

function collect<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
