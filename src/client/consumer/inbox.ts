import { Wakeup } from "../wakeup.js";
import type { ReadPartition, ReceivedBatch } from "./read-partition.js";

/** Batches that came and that nobody has taken yet. Partitions take turns. */
export class Inbox {
  readonly #batches = new Map<ReadPartition, ReceivedBatch[]>();
  readonly #changed = new Wakeup();
  readonly #taken = new Wakeup();
  #size = 0;
  #end: { readonly error?: unknown } | undefined;

  add(batch: ReceivedBatch): void {
    const of = this.#batches.get(batch.partition);
    if (of === undefined) this.#batches.set(batch.partition, [batch]);
    else of.push(batch);
    this.#size++;
    this.#changed.wake();
  }

  /** Puts the rest of a batch before the others of its partition. */
  putBack(batch: ReceivedBatch): void {
    this.#batches.set(batch.partition, [batch, ...(this.#batches.get(batch.partition) ?? [])]);
    this.#size++;
  }

  /** Forgets what came of a partition. */
  drop(partition: ReadPartition): void {
    this.#size -= this.#batches.get(partition)?.length ?? 0;
    this.#batches.delete(partition);
    this.#taken.wake();
  }

  /** Looks again whether something can be taken, as when a partition is not paused any more. */
  wake(): void {
    this.#changed.wake();
    this.#taken.wake();
  }

  /** Ends it: whoever takes gets the error, or nothing. The first end counts. */
  end(end: { readonly error?: unknown } = {}): void {
    this.#end ??= end;
    this.wake();
  }

  /**
   * The next batch, once there is one; of a partition that moves away first, and of none that is paused.
   *
   * @returns `undefined` at the end
   * @throws what it was ended with
   */
  async take(): Promise<ReceivedBatch | undefined> {
    for (;;) {
      if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return undefined;
      }
      const batch = this.#next();
      if (batch !== undefined) return batch;
      await this.#changed.wait();
    }
  }

  /** Resolves when fewer than so many batches wait: of the partition, or without one of all. */
  async room(batches: number, partition?: ReadPartition): Promise<void> {
    const waiting = () => (partition === undefined ? this.#size : (this.#batches.get(partition)?.length ?? 0));
    while (this.#end === undefined && waiting() >= batches && !partition?.isLost) await this.#taken.wait();
  }

  #next(): ReceivedBatch | undefined {
    let found: ReadPartition | undefined;
    for (const partition of this.#batches.keys()) {
      if (partition.isPaused) continue;
      found ??= partition;
      if (!partition.isRevoking) continue;
      found = partition;
      break;
    }
    if (found === undefined) return undefined;
    const [batch, ...others] = this.#batches.get(found) ?? [];
    this.#batches.delete(found);
    if (others.length > 0) this.#batches.set(found, others);
    this.#size--;
    this.#taken.wake();
    return batch;
  }
}
