import { Batch, type BatchBounds, type PendingRecord } from "./batch.js";

/** Records that wait to be sent, in batches, in the order in which they came. */
export class SendBuffer {
  readonly #bounds: BatchBounds;
  readonly #lingerMs: number;
  #batches: Batch[] = [];
  #isUrgent = false;

  constructor(bounds: BatchBounds, lingerMs: number) {
    this.#bounds = bounds;
    this.#lingerMs = lingerMs;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** The batch that goes first. */
  get first(): Batch | undefined {
    return this.#batches[0];
  }

  add(pending: PendingRecord): void {
    const last = this.#batches.at(-1);
    if (last?.fits(pending, this.#bounds)) {
      last.add(pending);
      return;
    }
    const batch = new Batch(pending.record.partition);
    batch.add(pending);
    this.#batches.push(batch);
  }

  /** Lets what is here go without lingering. */
  hurry(): void {
    this.#isUrgent = !this.isEmpty;
  }

  /** Milliseconds until the first batch may go; absent where there is none. */
  waitMs(): number | undefined {
    const [first, second] = this.#batches;
    if (first === undefined) return undefined;
    const { records, bytes } = this.#bounds;
    const isFull = second !== undefined || first.pending.length >= records || first.bytes >= bytes;
    if (isFull || this.#isUrgent) return 0;
    return Math.max(0, first.since + this.#lingerMs - Date.now());
  }

  take(): Batch | undefined {
    const batch = this.#batches.shift();
    if (this.isEmpty) this.#isUrgent = false;
    return batch;
  }

  /** Puts batches back, in front of all others. */
  putBack(batches: readonly Batch[]): void {
    this.#batches = [...batches, ...this.#batches];
    this.hurry();
  }
}
