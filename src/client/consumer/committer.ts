import { setTimeout } from "node:timers";
import type { Connection } from "../connection.js";
import { answered, HeadwaterError, isTransient } from "../errors.js";
import { LONGEST_TIMER_MS } from "../time.js";
import { keyOf, type PartitionOffset, type TopicPartition } from "../topic-partition.js";
import type { ReadPartition } from "./read-partition.js";

export interface Membership {
  readonly group: string;
  readonly memberId: string;
  readonly partitions: ReadonlyMap<string, ReadPartition>;
  /** Aborts when it is over. */
  readonly ended: AbortSignal;
}

/** Sends the commits of a member, one request at a time. */
export class Committer {
  readonly #connection: Connection;
  readonly #intervalMs: number;
  readonly #membership: () => Membership;
  readonly #failed: (error: HeadwaterError, partitions: readonly TopicPartition[]) => void;
  readonly #waiting = new Set<ReadPartition>();
  #timer: NodeJS.Timeout | undefined;
  /** The flush whose turn has not come. */
  #next: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param failed is told of commits that nobody waits for */
  constructor(
    connection: Connection,
    intervalMs: number,
    membership: () => Membership,
    failed: (error: HeadwaterError, partitions: readonly TopicPartition[]) => void,
  ) {
    this.#connection = connection;
    this.#intervalMs = Math.min(intervalMs, LONGEST_TIMER_MS);
    this.#membership = membership;
    this.#failed = failed;
  }

  /** Commits the position of a partition with the next ones. */
  add(partition: ReadPartition): void {
    this.#waiting.add(partition);
    if (this.#next !== undefined) return;
    this.#timer ??= setTimeout(() => void this.flush(), this.#intervalMs).unref();
  }

  /** Commits what waits, and what comes until its turn does. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next ??= this.#inTurn(async () => {
      this.#next = undefined;
      const partitions = [...this.#waiting].filter((it) => !it.isLost && it.position > it.committed);
      this.#waiting.clear();
      for (const partition of partitions) partition.uncommitted = 0;
      const offsets = partitions.map((it) => ({ topic: it.topic, partition: it.partition, offset: it.position }));
      try {
        await this.#send(offsets);
      } catch (error) {
        for (const partition of isTransient(error) ? partitions : []) this.add(partition);
        await this.#oneByOne(offsets, error as HeadwaterError);
      }
    });
    return this.#next;
  }

  /** Commits just these, now. @throws {HeadwaterError} */
  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    await this.#inTurn(() => this.#send(offsets));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Commits are all or none: where one is refused, the others are not to blame. */
  async #oneByOne(offsets: readonly PartitionOffset[], error: HeadwaterError): Promise<void> {
    if (offsets.length === 1 || error.reason !== "NOT_ASSIGNED") {
      this.#failed(error, offsets);
      return;
    }
    for (const offset of offsets) {
      await this.#send([offset]).catch((problem: HeadwaterError) => this.#failed(problem, [offset]));
    }
  }

  async #send(offsets: readonly PartitionOffset[]): Promise<void> {
    if (offsets.length === 0) return;
    const { group, memberId, partitions, ended } = this.#membership();
    const request = { group, memberId, offsets: [...offsets] };
    try {
      await answered(this.#connection.stub.commitOffsets(request, { signal: ended }));
    } catch (error) {
      if (error instanceof HeadwaterError || !ended.aborted) throw error;
      throw new HeadwaterError("the membership ended before the commit was answered", { code: "UNAVAILABLE" });
    }
    for (const committed of offsets) {
      const partition = partitions.get(keyOf(committed));
      if (partition !== undefined && partition.committed < committed.offset) partition.committed = committed.offset;
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}
