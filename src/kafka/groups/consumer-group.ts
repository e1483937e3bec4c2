import { assign } from "../../engine/groups/assignor.js";
import type { TopicPartition } from "../../engine/records.js";
import { ErrorCode } from "../errors.js";

/** How often a member is to show itself, and after which silence it counts as gone. Milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 2000;
const SESSION_TIMEOUT_MS = 45_000;

/** The epoch with which a member joins, leaves, and leaves to come back as the same instance. */
const JOINING = 0;
const LEAVING = -1;
const LEAVING_FOR_NOW = -2;

/** What a group needs to know of a topic. */
export interface SubscribedTopic {
  readonly topicId: string;
  readonly partitions: number;
}

export interface Heartbeat {
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  /** Milliseconds; -1: as before. */
  readonly rebalanceTimeoutMs: number;
  /** Null: as before. */
  readonly topics: readonly string[] | null;
  /** What it has, where it says so; null: as before. */
  readonly owned: readonly TopicPartition[] | null;
}

export interface HeartbeatResult {
  readonly errorCode: number;
  readonly errorMessage?: string;
  readonly memberEpoch?: number;
  /** What the member is to have now. Null: as it was told last. */
  readonly assignment?: readonly TopicPartition[] | null;
}

interface Member {
  readonly memberId: string;
  readonly instanceId: string | null;
  clientId: string;
  host: string;
  /** The group's epoch that it has reached. */
  epoch: number;
  /** The one before, for a member that did not get its last answer. */
  previousEpoch: number;
  rebalanceTimeoutMs: number;
  topics: ReadonlySet<string>;
  /** By key: what it was told that it has, and what it has not said yet that it gave back. */
  readonly held: Map<string, TopicPartition>;
  /** Those of them that it is to give back. */
  readonly revoking: Set<string>;
  /** Whether what it was told last is no longer all that it is to have. */
  isStale: boolean;
  session: NodeJS.Timeout | undefined;
  revocation: NodeJS.Timeout | undefined;
}

/**
 * A group of Kafka's consumer protocol (KIP-848): the broker assigns, by the same assignor as to streams, and tells each
 * member with its heartbeats what it is to have. A partition that moves is given back by its member first.
 */
export class ConsumerGroup {
  readonly #maxMembers: number;
  readonly #onEmpty: () => void;
  readonly #members = new Map<string, Member>();
  /** The member of each static instance. */
  readonly #instances = new Map<string, Member>();
  #topics: ReadonlyMap<string, SubscribedTopic> = new Map();
  /** By key: the member that has each partition, or is giving it back. */
  readonly #holders = new Map<string, Member>();
  /** By key: whose each partition is to be. */
  #targets = new Map<string, Member>();
  #epoch = 0;

  /** @param onEmpty called when the last member has gone */
  constructor(maxMembers: number, onEmpty: () => void) {
    this.#maxMembers = maxMembers;
    this.#onEmpty = onEmpty;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** Whether every member has what it is to have. */
  get isStable(): boolean {
    for (const [key, target] of this.#targets) if (this.#holders.get(key) !== target) return false;
    for (const { epoch } of this.#members.values()) if (epoch !== this.#epoch) return false;
    return true;
  }

  get subscribedTopics(): Set<string> {
    const names = new Set<string>();
    for (const { topics } of this.#members.values()) for (const topic of topics) names.add(topic);
    return names;
  }

  describe(): { memberId: string; clientId: string; peer: string; partitions: TopicPartition[] }[] {
    return [...this.#members.values()].map(({ memberId, clientId, host, held, revoking }) => ({
      memberId,
      clientId,
      peer: host,
      partitions: [...held].filter(([key]) => !revoking.has(key)).map(([, partition]) => partition),
    }));
  }

  /** Takes topics as they are now: those that are new, gone or grown are assigned anew. */
  update(topics: ReadonlyMap<string, SubscribedTopic>): void {
    const isSame =
      topics.size === this.#topics.size &&
      [...topics].every(([name, { topicId, partitions }]) => {
        const before = this.#topics.get(name);
        return before?.topicId === topicId && before.partitions === partitions;
      });
    if (isSame) return;
    for (const [name, { topicId }] of this.#topics) if (topics.get(name)?.topicId !== topicId) this.#forget(name);
    this.#topics = topics;
    this.#assign();
  }

  /** A topic that is gone, or made anew under its name: nobody has partitions of it. */
  #forget(topic: string): void {
    for (const member of this.#members.values()) {
      for (const [key, partition] of member.held) {
        if (partition.topic !== topic) continue;
        member.held.delete(key);
        member.revoking.delete(key);
        member.isStale = true;
        this.#holders.delete(key);
      }
    }
  }

  heartbeat(beat: Heartbeat): HeartbeatResult {
    const { memberId, memberEpoch } = beat;
    if (memberEpoch === LEAVING || memberEpoch === LEAVING_FOR_NOW) return this.#leave(beat);
    let member = this.#members.get(memberId);
    if (memberEpoch === JOINING) {
      const refusal = this.#refuseJoin(beat);
      if (refusal !== undefined) return refusal;
      // Who joins anew has nothing.
      if (member !== undefined) this.#release(member);
      else member = this.#add(beat);
      member.epoch = 0;
      member.isStale = true;
    } else {
      if (member === undefined)
        return { errorCode: ErrorCode.UNKNOWN_MEMBER_ID, errorMessage: `no member ${memberId}` };
      if (memberEpoch !== member.epoch) {
        const isBehind = memberEpoch === member.previousEpoch && beat.owned !== null;
        if (!isBehind) {
          const errorMessage = `member ${memberId} is at epoch ${member.epoch}, not ${memberEpoch}`;
          return { errorCode: ErrorCode.FENCED_MEMBER_EPOCH, errorMessage };
        }
        member.isStale = true;
      }
    }
    this.#seen(member, beat);
    if (beat.owned !== null) this.#owns(member, beat.owned);
    return this.#reconcile(member, memberEpoch === JOINING);
  }

  /** Whether a member may commit. */
  checkCommit(memberId: string, memberEpoch: number): number {
    const member = this.#members.get(memberId);
    if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    return memberEpoch === member.epoch ? ErrorCode.NONE : ErrorCode.STALE_MEMBER_EPOCH;
  }

  close(): void {
    for (const { session, revocation } of this.#members.values()) {
      clearTimeout(session);
      clearTimeout(revocation);
    }
    this.#members.clear();
  }

  #refuseJoin({ memberId, instanceId, topics }: Heartbeat): HeartbeatResult | undefined {
    if (topics === null) {
      return { errorCode: ErrorCode.INVALID_REQUEST, errorMessage: "who joins must say which topics it subscribes to" };
    }
    const other = instanceId === null ? undefined : this.#instances.get(instanceId);
    if (other !== undefined && other.memberId !== memberId) {
      if (other.epoch !== LEAVING_FOR_NOW) {
        const errorMessage = `instance ${instanceId} is member ${other.memberId}`;
        return { errorCode: ErrorCode.UNRELEASED_INSTANCE_ID, errorMessage };
      }
      return undefined;
    }
    if (!this.#members.has(memberId) && this.#members.size >= this.#maxMembers) {
      const errorMessage = `the group has ${this.#maxMembers} members, as many as --max-group-members allows`;
      return { errorCode: ErrorCode.GROUP_MAX_SIZE_REACHED, errorMessage };
    }
    return undefined;
  }

  #add({ memberId, instanceId, clientId, host }: Heartbeat): Member {
    const member: Member = {
      memberId,
      instanceId,
      clientId,
      host,
      epoch: 0,
      previousEpoch: -1,
      rebalanceTimeoutMs: SESSION_TIMEOUT_MS,
      topics: new Set(),
      held: new Map(),
      revoking: new Set(),
      isStale: true,
      session: undefined,
      revocation: undefined,
    };
    const before = instanceId === null ? undefined : this.#instances.get(instanceId);
    if (before !== undefined) this.#succeed(before, member);
    this.#members.set(memberId, member);
    if (instanceId !== null) this.#instances.set(instanceId, member);
    return member;
  }

  /** An instance that left for a while is back: what was to be its own is so still. */
  #succeed(before: Member, member: Member): void {
    clearTimeout(before.session);
    this.#release(before);
    this.#members.delete(before.memberId);
    member.topics = before.topics;
    for (const [key, target] of this.#targets) if (target === before) this.#targets.set(key, member);
  }

  #seen(member: Member, { clientId, host, rebalanceTimeoutMs, topics }: Heartbeat): void {
    member.clientId = clientId;
    member.host = host;
    if (rebalanceTimeoutMs > 0) member.rebalanceTimeoutMs = rebalanceTimeoutMs;
    clearTimeout(member.session);
    member.session = setTimeout(() => this.#remove(member), SESSION_TIMEOUT_MS).unref();
    if (topics === null) return;
    const isSame = topics.length === member.topics.size && topics.every((topic) => member.topics.has(topic));
    if (isSame) return;
    member.topics = new Set(topics);
    this.#assign();
  }

  /** What a member was to give back and does not own any more is free. */
  #owns(member: Member, owned: readonly TopicPartition[]): void {
    const keys = new Set(owned.map(keyOf));
    for (const key of member.revoking) {
      if (keys.has(key)) continue;
      member.revoking.delete(key);
      member.held.delete(key);
      if (this.#holders.get(key) === member) this.#holders.delete(key);
    }
    if (member.revoking.size === 0) {
      clearTimeout(member.revocation);
      member.revocation = undefined;
    }
  }

  /** Tells a member what it is to give back, or what it may have of what is to be its own. */
  #reconcile(member: Member, isJoining: boolean): HeartbeatResult {
    for (const key of member.held.keys()) {
      if (this.#targets.get(key) !== member && !member.revoking.has(key)) {
        member.revoking.add(key);
        member.isStale = true;
      }
    }
    if (member.revoking.size > 0) {
      member.revocation ??= setTimeout(() => this.#remove(member), member.rebalanceTimeoutMs).unref();
    } else if (member.epoch !== this.#epoch) {
      member.previousEpoch = member.epoch;
      member.epoch = this.#epoch;
      if (isJoining) member.isStale = true;
    }
    if (member.epoch === this.#epoch) {
      for (const [key, target] of this.#targets) {
        if (target !== member || this.#holders.has(key)) continue;
        this.#holders.set(key, member);
        member.held.set(key, partitionOf(key));
        member.isStale = true;
      }
    }
    const assignment = member.isStale ? this.#assignmentOf(member) : null;
    member.isStale = false;
    return { errorCode: ErrorCode.NONE, memberEpoch: member.epoch, assignment };
  }

  #assignmentOf({ held, revoking }: Member): TopicPartition[] {
    return [...held].filter(([key]) => !revoking.has(key)).map(([, partition]) => partition);
  }

  #leave({ memberId, memberEpoch, instanceId }: Heartbeat): HeartbeatResult {
    const member = this.#members.get(memberId);
    if (member === undefined) return { errorCode: ErrorCode.UNKNOWN_MEMBER_ID, errorMessage: `no member ${memberId}` };
    // Its partitions wait for the instance, until its session is over.
    if (memberEpoch === LEAVING_FOR_NOW && instanceId !== null) member.epoch = LEAVING_FOR_NOW;
    else this.#remove(member);
    return { errorCode: ErrorCode.NONE, memberEpoch, assignment: null };
  }

  #remove(member: Member): void {
    if (this.#members.get(member.memberId) !== member) return;
    clearTimeout(member.session);
    this.#release(member);
    this.#members.delete(member.memberId);
    if (member.instanceId !== null) this.#instances.delete(member.instanceId);
    if (this.#members.size === 0) this.#onEmpty();
    else this.#assign();
  }

  #release(member: Member): void {
    clearTimeout(member.revocation);
    member.revocation = undefined;
    for (const key of member.held.keys()) if (this.#holders.get(key) === member) this.#holders.delete(key);
    member.held.clear();
    member.revoking.clear();
  }

  /** Starts an epoch in which every partition is to be somebody's, most of them whose they are. */
  #assign(): void {
    this.#epoch++;
    const partitions: (TopicPartition & { memberId: string | undefined })[] = [];
    for (const topic of [...this.subscribedTopics].sort()) {
      const count = this.#topics.get(topic)?.partitions ?? 0;
      for (let partition = 0; partition < count; partition++) {
        const memberId = (this.#targets.get(keyOf({ topic, partition })) ?? undefined)?.memberId;
        partitions.push({ topic, partition, memberId: this.#members.has(memberId ?? "") ? memberId : undefined });
      }
    }
    const targets = assign([...this.#members.values()], partitions);
    this.#targets = new Map();
    for (const [index, memberId] of targets.entries()) {
      const member = memberId === undefined ? undefined : this.#members.get(memberId);
      if (member !== undefined) this.#targets.set(keyOf(partitions[index]!), member);
    }
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

function partitionOf(key: string): TopicPartition {
  const slash = key.lastIndexOf("/");
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) };
}
