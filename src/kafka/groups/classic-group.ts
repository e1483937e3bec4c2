import { randomUUID } from "node:crypto";
import { ErrorCode } from "../errors.js";
import {
  ClassicMember,
  type GroupProtocol,
  type JoinedMember,
  type Joining,
  type JoinResult,
  type SyncResult,
} from "./classic-member.js";

export type ClassicState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

/** Members of older clients that have been told no id may be known by none. */
const NO_MEMBER = "";

/**
 * A group of Kafka's classic protocol: its members assign partitions among themselves. In each generation all of them
 * join, the leader is told of all, and what it assigns is handed out when they synchronise.
 *
 * Calls answer with an error code, as the protocol does; nothing is thrown.
 */
export class ClassicGroup {
  readonly groupId: string;
  readonly #maxMembers: number;
  readonly #onEmpty: () => void;
  readonly #members = new Map<string, ClassicMember>();
  /** Ids that were given to clients which have not joined with them yet. */
  readonly #pending = new Map<string, NodeJS.Timeout>();
  /** The member of each static instance. */
  readonly #instances = new Map<string, ClassicMember>();
  #state: ClassicState = "Empty";
  #generation = 0;
  #protocolType: string | null = null;
  #protocol: string | null = null;
  #leader: ClassicMember | undefined;
  /** Of a rebalance: how long members have to join, then to synchronise. */
  #phase: NodeJS.Timeout | undefined;
  /** Members whose SyncGroup has not come in this generation. */
  readonly #unsynced = new Set<ClassicMember>();

  /** @param onEmpty called when the last member has gone */
  constructor(groupId: string, maxMembers: number, onEmpty: () => void) {
    this.groupId = groupId;
    this.#maxMembers = maxMembers;
    this.#onEmpty = onEmpty;
  }

  get state(): ClassicState {
    return this.#state;
  }

  get generation(): number {
    return this.#generation;
  }

  get protocolType(): string {
    return this.#protocolType ?? "";
  }

  get protocol(): string {
    return this.#protocol ?? "";
  }

  get members(): readonly ClassicMember[] {
    return [...this.#members.values()];
  }

  /** Whether there is nobody, nor anybody who is about to come. */
  get isUnused(): boolean {
    return this.#members.size === 0 && this.#pending.size === 0;
  }

  /** @param needsKnownId whether a client without id is given one first, to join with */
  join(memberId: string, joining: Joining, needsKnownId: boolean): Promise<JoinResult> {
    const { groupInstanceId, protocolType, protocols } = joining;
    const refuse = (errorCode: number, id = memberId) => Promise.resolve(this.#refusedJoin(errorCode, id));
    if (this.#members.size > 0) {
      const fits = protocolType === this.#protocolType && this.#isSupported(protocols, memberId, groupInstanceId);
      if (!fits) return refuse(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }
    if (protocolType === "" || protocols.length === 0) return refuse(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);

    const isKnown = this.#members.has(memberId) || this.#pending.has(memberId);
    if (!isKnown && this.#members.size + this.#pending.size >= this.#maxMembers) {
      const replaces = groupInstanceId !== null && this.#instances.has(groupInstanceId);
      if (!replaces) return refuse(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }
    if (groupInstanceId !== null) return this.#joinStatic(memberId, groupInstanceId, joining);
    if (memberId === NO_MEMBER) {
      const newId = `${joining.clientId}-${randomUUID()}`;
      if (!needsKnownId) return this.#add(new ClassicMember(newId, joining), protocolType);
      this.#expect(newId, joining.sessionTimeoutMs);
      return refuse(ErrorCode.MEMBER_ID_REQUIRED, newId);
    }
    if (this.#pending.has(memberId)) {
      this.#forget(memberId);
      return this.#add(new ClassicMember(memberId, joining), protocolType);
    }
    const member = this.#members.get(memberId);
    return member === undefined ? refuse(ErrorCode.UNKNOWN_MEMBER_ID) : this.#rejoin(member, joining);
  }

  sync(
    memberId: string,
    groupInstanceId: string | null,
    generation: number,
    protocolType: string | null,
    protocol: string | null,
    assignments: ReadonlyMap<string, Uint8Array>,
  ): Promise<SyncResult> {
    const errorCode = this.#check(memberId, groupInstanceId, generation);
    if (errorCode !== ErrorCode.NONE) return Promise.resolve({ errorCode });
    const inconsistent =
      (protocolType !== null && protocolType !== this.#protocolType) ||
      (protocol !== null && protocol !== this.#protocol);
    if (inconsistent) return Promise.resolve({ errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL });
    if (this.#state === "PreparingRebalance") return Promise.resolve({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });

    const member = this.#members.get(memberId)!;
    this.#unsynced.delete(member);
    if (this.#state === "Stable") {
      this.#keep(member);
      return Promise.resolve(this.#synced(member));
    }
    // Whoever asked before on this member's behalf has gone.
    member.awaitingSync?.({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    return new Promise((resolve) => {
      member.awaitingSync = resolve;
      this.#keep(member);
      if (member !== this.#leader) return;
      for (const other of this.#members.values()) {
        other.assignment = Uint8Array.from(assignments.get(other.memberId) ?? []);
      }
      this.#state = "Stable";
      this.#awaitSyncs();
      for (const other of this.#members.values()) {
        other.awaitingSync?.(this.#synced(other));
        other.awaitingSync = undefined;
      }
    });
  }

  heartbeat(memberId: string, groupInstanceId: string | null, generation: number): number {
    const errorCode = this.#check(memberId, groupInstanceId, generation);
    if (errorCode !== ErrorCode.NONE) return errorCode;
    this.#keep(this.#members.get(memberId)!);
    return this.#state === "PreparingRebalance" ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  /** @returns what the member is told */
  leave(memberId: string, groupInstanceId: string | null): number {
    if (groupInstanceId !== null) {
      const member = this.#instances.get(groupInstanceId);
      if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
      if (memberId !== NO_MEMBER && memberId !== member.memberId) return ErrorCode.FENCED_INSTANCE_ID;
      this.#remove(member);
      return ErrorCode.NONE;
    }
    if (this.#pending.has(memberId)) {
      this.#forget(memberId);
      this.#settle();
      return ErrorCode.NONE;
    }
    const member = this.#members.get(memberId);
    if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    this.#remove(member);
    return ErrorCode.NONE;
  }

  /** Whether a member may commit. */
  checkCommit(memberId: string, groupInstanceId: string | null, generation: number): number {
    const errorCode = this.#check(memberId, groupInstanceId, generation);
    if (errorCode !== ErrorCode.NONE) return errorCode;
    // Its assignment is not known yet, so what it commits is of an earlier one.
    if (this.#state === "CompletingRebalance") return ErrorCode.REBALANCE_IN_PROGRESS;
    this.#keep(this.#members.get(memberId)!);
    return ErrorCode.NONE;
  }

  /** Ends what members wait for. */
  close(): void {
    clearTimeout(this.#phase);
    for (const timer of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
    for (const member of this.#members.values()) this.#dismiss(member, ErrorCode.COORDINATOR_NOT_AVAILABLE);
    this.#members.clear();
    this.#instances.clear();
  }

  #joinStatic(memberId: string, instance: string, joining: Joining): Promise<JoinResult> {
    const member = this.#instances.get(instance);
    if (memberId === NO_MEMBER) {
      const added = new ClassicMember(`${instance}-${randomUUID()}`, joining);
      return member === undefined ? this.#add(added, joining.protocolType) : this.#replace(member, added);
    }
    if (member === undefined) return Promise.resolve(this.#refusedJoin(ErrorCode.UNKNOWN_MEMBER_ID, memberId));
    if (member.memberId !== memberId) {
      return Promise.resolve(this.#refusedJoin(ErrorCode.FENCED_INSTANCE_ID, memberId));
    }
    return this.#rejoin(member, joining);
  }

  /** The instance has started anew: it takes the place of what it was, without a rebalance where that can be. */
  #replace(member: ClassicMember, successor: ClassicMember): Promise<JoinResult> {
    const isSame = member.isSame(successor.protocols);
    this.#dismiss(member, ErrorCode.FENCED_INSTANCE_ID);
    // The order of members is that of their coming, which the assignment may go by.
    const members = [...this.#members.values()].map((other) => (other === member ? successor : other));
    this.#members.clear();
    for (const other of members) this.#members.set(other.memberId, other);
    this.#instances.set(successor.groupInstanceId!, successor);
    if (this.#unsynced.delete(member)) this.#unsynced.add(successor);
    successor.assignment = member.assignment;
    const leads = this.#leader === member;
    if (leads) this.#leader = successor;
    if (this.#state === "Stable" && isSame) {
      this.#keep(successor);
      // The leader is told of all, but the assignment stands.
      return Promise.resolve({ ...this.#joined(successor), skipAssignment: leads });
    }
    return this.#awaitJoin(successor);
  }

  #add(member: ClassicMember, protocolType: string): Promise<JoinResult> {
    if (this.#members.size === 0) this.#protocolType = protocolType;
    this.#members.set(member.memberId, member);
    if (member.groupInstanceId !== null) this.#instances.set(member.groupInstanceId, member);
    return this.#awaitJoin(member);
  }

  #rejoin(member: ClassicMember, joining: Joining): Promise<JoinResult> {
    const isSame = member.isSame(joining.protocols);
    const isAnswered =
      isSame && (this.#state === "CompletingRebalance" || (this.#state === "Stable" && member !== this.#leader));
    member.update(joining);
    if (!isAnswered) return this.#awaitJoin(member);
    this.#keep(member);
    return Promise.resolve(this.#joined(member));
  }

  #awaitJoin(member: ClassicMember): Promise<JoinResult> {
    // Whoever asked before on this member's behalf has gone.
    member.awaitingJoin?.(this.#refusedJoin(ErrorCode.UNKNOWN_MEMBER_ID, member.memberId));
    return new Promise((resolve) => {
      member.awaitingJoin = resolve;
      // It waits for an answer of ours, not we for one of its.
      member.stopSession();
      if (this.#state !== "PreparingRebalance") this.#rebalance();
      this.#settle();
    });
  }

  #rebalance(): void {
    for (const member of this.#members.values()) {
      member.awaitingSync?.({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
      member.awaitingSync = undefined;
    }
    this.#unsynced.clear();
    this.#state = "PreparingRebalance";
    clearTimeout(this.#phase);
    const timeoutMs = Math.max(...[...this.#members.values()].map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
    this.#phase = setTimeout(() => this.#completeJoin(), timeoutMs).unref();
  }

  /** Goes on where nobody is waited for any more. */
  #settle(): void {
    if (this.#members.size === 0) {
      this.#becomeEmpty();
      return;
    }
    if (this.#state !== "PreparingRebalance" || this.#pending.size > 0) return;
    for (const { awaitingJoin } of this.#members.values()) if (awaitingJoin === undefined) return;
    this.#completeJoin();
  }

  /** Starts the next generation with those who joined. A static member stays until its session is over. */
  #completeJoin(): void {
    clearTimeout(this.#phase);
    for (const member of [...this.#members.values()]) {
      if (member.awaitingJoin === undefined && member.groupInstanceId === null) this.#drop(member);
    }
    const joined = [...this.#members.values()].filter(({ awaitingJoin }) => awaitingJoin !== undefined);
    if (this.#members.size === 0) {
      this.#becomeEmpty();
      return;
    }
    if (joined.length === 0) {
      // Static members alone, none of which has come back: wait on.
      this.#rebalance();
      return;
    }
    if (this.#leader?.awaitingJoin === undefined) this.#leader = joined[0]!;
    this.#generation++;
    this.#protocol = this.#vote();
    this.#state = "CompletingRebalance";
    for (const member of joined) {
      this.#unsynced.add(member);
      this.#keep(member);
      member.awaitingJoin!(this.#joined(member));
      member.awaitingJoin = undefined;
    }
    const timeoutMs = Math.max(...joined.map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
    this.#phase = setTimeout(() => this.#dropUnsynced(), timeoutMs).unref();
  }

  #awaitSyncs(): void {
    if (this.#unsynced.size === 0) clearTimeout(this.#phase);
  }

  /** Removes members that have had the time of a rebalance and did not ask for their assignment. */
  #dropUnsynced(): void {
    if (this.#state !== "CompletingRebalance" && this.#state !== "Stable") return;
    if (this.#unsynced.size === 0) return;
    for (const member of this.#unsynced) this.#drop(member);
    this.#unsynced.clear();
    if (this.#members.size > 0) this.#rebalance();
    this.#settle();
  }

  /** The protocol that most members like best of those that all have. */
  #vote(): string {
    const members = [...this.#members.values()];
    const common = (name: string) => members.every(({ protocols }) => protocols.some((own) => own.name === name));
    const votes = new Map<string, number>();
    for (const { protocols } of members) {
      const choice = protocols.find(({ name }) => common(name))?.name;
      if (choice !== undefined) votes.set(choice, (votes.get(choice) ?? 0) + 1);
    }
    let [elected, most] = ["", 0];
    for (const [name, count] of votes) if (count > most) [elected, most] = [name, count];
    return elected;
  }

  /** Whether there would be a protocol that all members have. */
  #isSupported(protocols: readonly GroupProtocol[], memberId: string, instance: string | null): boolean {
    const own = (instance === null ? undefined : this.#instances.get(instance)) ?? this.#members.get(memberId);
    const others = [...this.#members.values()].filter((member) => member !== own);
    return protocols.some(({ name }) => others.every((other) => other.protocols.some((its) => its.name === name)));
  }

  #remove(member: ClassicMember): void {
    this.#drop(member);
    if (this.#members.size > 0 && (this.#state === "Stable" || this.#state === "CompletingRebalance")) {
      this.#rebalance();
    }
    this.#settle();
  }

  #drop(member: ClassicMember): void {
    this.#dismiss(member, ErrorCode.UNKNOWN_MEMBER_ID);
    this.#members.delete(member.memberId);
    this.#unsynced.delete(member);
    const { groupInstanceId } = member;
    if (groupInstanceId !== null && this.#instances.get(groupInstanceId) === member) {
      this.#instances.delete(groupInstanceId);
    }
    if (this.#leader === member) this.#leader = undefined;
  }

  #dismiss(member: ClassicMember, errorCode: number): void {
    member.stopSession();
    member.awaitingJoin?.(this.#refusedJoin(errorCode, member.memberId));
    member.awaitingSync?.({ errorCode });
    member.awaitingJoin = undefined;
    member.awaitingSync = undefined;
  }

  #becomeEmpty(): void {
    clearTimeout(this.#phase);
    if (this.#state !== "Empty") this.#generation++;
    this.#state = "Empty";
    this.#protocol = null;
    if (this.#pending.size === 0) this.#onEmpty();
  }

  #expect(memberId: string, timeoutMs: number): void {
    const timer = setTimeout(() => {
      this.#forget(memberId);
      this.#settle();
    }, timeoutMs).unref();
    this.#pending.set(memberId, timer);
  }

  #forget(memberId: string): void {
    clearTimeout(this.#pending.get(memberId));
    this.#pending.delete(memberId);
  }

  #keep(member: ClassicMember): void {
    if (member.awaitingJoin !== undefined) return;
    member.seen(() => this.#remove(member));
  }

  #check(memberId: string, groupInstanceId: string | null, generation: number): number {
    const fenced = groupInstanceId === null ? undefined : this.#instances.get(groupInstanceId);
    if (fenced !== undefined && fenced.memberId !== memberId) return ErrorCode.FENCED_INSTANCE_ID;
    if (!this.#members.has(memberId)) return ErrorCode.UNKNOWN_MEMBER_ID;
    return generation === this.#generation ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
  }

  #joined(member: ClassicMember): JoinResult {
    const leader = this.#leader?.memberId ?? "";
    return {
      errorCode: ErrorCode.NONE,
      generationId: this.#generation,
      protocolType: this.#protocolType,
      protocolName: this.#protocol,
      leader,
      memberId: member.memberId,
      members: member.memberId === leader ? [...this.#members.values()].map((other) => this.#described(other)) : [],
    };
  }

  #described(member: ClassicMember): JoinedMember {
    const { memberId, groupInstanceId } = member;
    return { memberId, groupInstanceId, metadata: member.metadataOf(this.#protocol) };
  }

  #synced({ assignment }: ClassicMember): SyncResult {
    return { errorCode: ErrorCode.NONE, protocolType: this.#protocolType, protocolName: this.#protocol, assignment };
  }

  #refusedJoin(errorCode: number, memberId: string): JoinResult {
    return { errorCode, memberId, generationId: -1, protocolName: null, leader: "", members: [] };
  }
}
