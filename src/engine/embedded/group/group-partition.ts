import type { GroupOffset } from "../../engine.js";
import type { PartitionLog } from "../log/partition-log.js";
import type { Cursor } from "../read-set.js";
import type { Member } from "./member.js";
import type { Revocation } from "./revocation.js";

/** One partition as a consumer group sees it: who holds it, who is to hold it, and how far the group has come. */
export class GroupPartition {
  readonly log: PartitionLog;
  /** The next offset that the group will read; it only moves forward, but for a reset. */
  #committed: number | undefined;
  #leaderEpoch = -1;
  #metadata = "";
  /** Where the first holder started, for as long as nothing is committed: nobody after it starts later. */
  #origin: number | undefined;
  /** Who is to hold it by the latest assignment. */
  target: Member | undefined;
  #holder: Member | undefined;
  #cursor: Cursor | undefined;
  #revocation: Revocation | undefined;

  constructor(log: PartitionLog) {
    this.log = log;
  }

  get committed(): number | undefined {
    return this.#committed;
  }

  /** Of what is committed; -1: unknown. */
  get leaderEpoch(): number {
    return this.#leaderEpoch;
  }

  /** What the client that committed keeps beside it. */
  get metadata(): string {
    return this.#metadata;
  }

  /** The member whose commits are accepted: it reads the partition, or is in its revoke grace. */
  get holder(): Member | undefined {
    return this.#holder;
  }

  get isRevoking(): boolean {
    return this.#revocation !== undefined;
  }

  /** Whether records were sent to the holder that are not committed. */
  get isInFlight(): boolean {
    if (this.#cursor === undefined) return false;
    return Math.max(this.#committed ?? 0, this.#cursor.acknowledged) < this.#cursor.position;
  }

  /** Whether a partition that is being revoked may move: nothing of it is in flight, or the time is over. */
  get isReleasable(): boolean {
    if (this.#revocation === undefined || this.#cursor === undefined) return false;
    return this.#revocation.isOver || !this.isInFlight;
  }

  /** Says where the first holder starts, whatever it asked for. */
  startAt(offset: number): void {
    this.#origin = offset;
  }

  /**
   * Lets a member read from where the group is.
   *
   * @returns where it starts
   * @throws {OffsetOutOfRange} where the group is nowhere yet and the member's own start is not in the log
   */
  grant(member: Member): number {
    const committed = this.#committed === undefined ? undefined : Math.min(this.#committed, this.log.highWatermark);
    const position = committed ?? this.#origin ?? this.log.resolve(member.start);
    if (this.#committed === undefined) this.#origin = position;
    const { maxInFlight } = member.membership;
    this.#cursor = member.reader.reads.add(this.log, position, { maxInFlight });
    this.#holder = member;
    return position;
  }

  /** Stops the holder's reading. It keeps the partition until that is releasable. */
  revoke(revocation: Revocation): void {
    this.#revocation = revocation;
    this.#holder?.reader.reads.remove(this.log);
  }

  release(): void {
    this.#holder?.reader.reads.remove(this.log);
    this.#revocation?.partitionMoved();
    this.#holder = undefined;
    this.#cursor = undefined;
    this.#revocation = undefined;
  }

  /** @returns what is committed then: this offset, or a later one that was */
  commit(offset: number): number {
    if (offset > (this.#committed ?? 0)) {
      this.#leaderEpoch = -1;
      this.#metadata = "";
    }
    this.#committed = Math.max(this.#committed ?? 0, offset);
    this.#holder?.reader.reads.acknowledge(this.log, this.#committed);
    return this.#committed;
  }

  /** Moves the committed offset, back too. Only while nobody holds the partition. */
  reset(offset: number, leaderEpoch = -1, metadata = ""): void {
    this.#committed = offset;
    this.#leaderEpoch = leaderEpoch;
    this.#metadata = metadata;
    this.#origin = undefined;
  }

  describe(): GroupOffset {
    const { topic, partition, logStartOffset, highWatermark } = this.log;
    const position = this.#committed ?? this.#origin ?? logStartOffset;
    return {
      topic,
      partition,
      committedOffset: this.#committed,
      logStartOffset,
      highWatermark,
      // What other protocols commit may be beyond the end.
      lag: Math.max(0, highWatermark - Math.max(position, logStartOffset)),
      memberId: this.#holder?.memberId,
    };
  }
}
