import type { ReadableLog } from "../readable-log.js";
import type { Cursor } from "../readers/read-set.js";
import type { Member } from "./member.js";
import type { Revocation } from "./revocation.js";

/** One partition that members of a consumer group asked for: who holds it, and who is to hold it. */
export class GroupPartition {
  readonly log: ReadableLog;
  /** Where the first holder started, for as long as nothing is committed: nobody after it starts later. */
  origin: number | undefined;
  /** Who is to hold it by the latest assignment. */
  target: Member | undefined;
  #holder: Member | undefined;
  #cursor: Cursor | undefined;
  #revocation: Revocation | undefined;

  constructor(log: ReadableLog) {
    this.log = log;
  }

  /** The member whose commits are accepted: it reads the partition, or is in its revoke grace. */
  get holder(): Member | undefined {
    return this.#holder;
  }

  get isRevoking(): boolean {
    return this.#revocation !== undefined;
  }

  /** Whether records were sent to the holder that are not committed. */
  isInFlight(committed = 0): boolean {
    if (this.#cursor === undefined) return false;
    return Math.max(committed, this.#cursor.acknowledged) < this.#cursor.position;
  }

  /** Whether a partition that is being revoked may move: nothing of it is in flight, or the time is over. */
  isReleasable(committed = 0): boolean {
    if (this.#revocation === undefined || this.#cursor === undefined) return false;
    return this.#revocation.isOver || !this.isInFlight(committed);
  }

  /**
   * Lets a member read from where the group is.
   *
   * @returns where it starts
   */
  grant(member: Member, committed: number | undefined): number {
    const { logStartOffset, highWatermark } = this.log;
    const position = committed === undefined ? (this.origin ?? logStartOffset) : Math.min(committed, highWatermark);
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
}
