import type { CountLimit } from "../count-limit.js";
import type { ReadableLog } from "../readable-log.js";

export interface LogOffset {
  readonly log: ReadableLog;
  readonly offset: number;
}

/** What a client keeps beside an offset. */
export interface OffsetNote {
  /** -1: unknown. */
  readonly leaderEpoch: number;
  readonly metadata: string;
}

export interface LogCommit extends LogOffset, OffsetNote {}

const NO_NOTE: OffsetNote = { leaderEpoch: -1, metadata: "" };

/** The committed offsets of one consumer group: of each partition the next offset that the group will read. */
export class CommittedOffsets {
  readonly #limit: CountLimit;
  readonly #byTopic = new Map<string, Map<ReadableLog, number>>();
  /** Of those that have one, which few do. */
  readonly #notes = new Map<ReadableLog, OffsetNote>();
  #size = 0;

  /** @param limit where the offsets of all groups are counted */
  constructor(limit: CountLimit) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  get(log: ReadableLog): number | undefined {
    return this.#byTopic.get(log.topic)?.get(log);
  }

  noteOf(log: ReadableLog): OffsetNote {
    return this.#notes.get(log) ?? NO_NOTE;
  }

  /**
   * Refuses offsets that there is no room for.
   *
   * @returns how many there will be
   * @throws {LimitReached}
   */
  check(offsets: readonly LogOffset[]): number {
    const added = this.#countNew(offsets);
    if (added > 0) this.#limit.check(added, `${added} more committed offsets`);
    return this.#size + added;
  }

  /**
   * Sets them, whether there is room or not. A note stays for as long as the offset does.
   *
   * @param offsets of each partition one
   */
  set(offsets: readonly (LogOffset | LogCommit)[]): void {
    const added = this.#countNew(offsets);
    this.#limit.add(added);
    this.#size += added;
    for (const commit of offsets) this.#set(commit);
  }

  #countNew(offsets: readonly LogOffset[]): number {
    let added = 0;
    for (const { log } of offsets) if (this.get(log) === undefined) added++;
    return added;
  }

  #set(commit: LogOffset | LogCommit): void {
    const { log, offset } = commit;
    const ofTopic = this.#byTopic.get(log.topic) ?? new Map<ReadableLog, number>();
    this.#byTopic.set(log.topic, ofTopic);
    if ("metadata" in commit) {
      const { leaderEpoch, metadata } = commit;
      if (leaderEpoch === -1 && metadata === "") this.#notes.delete(log);
      else this.#notes.set(log, { leaderEpoch, metadata });
    } else if (ofTopic.get(log) !== offset) this.#notes.delete(log);
    ofTopic.set(log, offset);
  }

  logs(topic: string): Iterable<ReadableLog> {
    return this.#byTopic.get(topic)?.keys() ?? [];
  }

  /** How many there are of a topic. */
  count(topic: string): number {
    return this.#byTopic.get(topic)?.size ?? 0;
  }

  topics(): Iterable<string> {
    return this.#byTopic.keys();
  }

  delete(logs: Iterable<ReadableLog>): void {
    for (const log of logs) {
      const ofTopic = this.#byTopic.get(log.topic);
      if (!ofTopic?.delete(log)) continue;
      if (ofTopic.size === 0) this.#byTopic.delete(log.topic);
      this.#notes.delete(log);
      this.#size--;
      this.#limit.give(1);
    }
  }

  deleteTopic(topic: string): void {
    this.delete([...this.logs(topic)]);
  }

  clear(): void {
    this.#byTopic.clear();
    this.#notes.clear();
    this.#limit.give(this.#size);
    this.#size = 0;
  }
}
