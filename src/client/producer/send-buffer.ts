import type { ProduceRequest } from "../../../gen/ts/headwater/v1/broker_service.js";
import { ProduceError } from "../errors.js";
import { Batch, type BatchBounds, type PendingRecord } from "./batch.js";

/** Records that wait to be sent, in batches, in the order in which they came. */
export class SendBuffer {
  readonly #fields: Partial<ProduceRequest>;
  readonly #bounds: BatchBounds;
  readonly #lingerMs: number;
  #batches: Batch[] = [];
  /** Those that may take more, by the partition that their records name. */
  readonly #open = new Map<number | undefined, Batch>();
  #isUrgent = false;

  /** @param fields all of a request but partition and records */
  constructor(fields: Partial<ProduceRequest>, bounds: BatchBounds, lingerMs: number) {
    this.#fields = fields;
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

  /**
   * @returns whether something may go sooner than before
   * @throws {ProduceError} RECORD_TOO_LARGE, for a record that no message has room for
   * @throws {TypeError} where the record can't be read; the buffer is as it was then
   */
  add(pending: PendingRecord): boolean {
    const { partition } = pending.record;
    const open = this.#open.get(partition);
    if (open?.fits(pending, this.#bounds)) {
      open.add(pending);
      return this.#isFull(open);
    }
    const batch = new Batch(this.#fields, partition);
    if (!batch.fits(pending, this.#bounds)) throw this.#tooLarge(pending);
    batch.add(pending);
    // The broker chooses among all partitions, so neither kind may overtake the other.
    if (partition === undefined) this.#open.clear();
    else this.#open.delete(undefined);
    this.#open.set(partition, batch);
    return this.#batches.push(batch) <= 2;
  }

  /** Lets what is here go without lingering. */
  hurry(): void {
    this.#isUrgent = !this.isEmpty;
  }

  /** Milliseconds until the first batch may go; absent where there is none. */
  waitMs(): number | undefined {
    const [first, second] = this.#batches;
    if (first === undefined) return undefined;
    if (second !== undefined || this.#isFull(first) || this.#isUrgent) return 0;
    return Math.max(0, first.since + this.#lingerMs - performance.now());
  }

  #tooLarge({ size }: PendingRecord): ProduceError {
    const { messageBytes } = this.#bounds;
    return new ProduceError(
      `the record has ${size} bytes, and a request takes ${messageBytes}: raise maxRequestBytes where the broker takes more`,
      {
        code: "INVALID_ARGUMENT",
        reason: "RECORD_TOO_LARGE",
        field: "",
        metadata: { max_bytes: `${messageBytes}`, size: `${size}` },
      },
    );
  }

  #isFull({ pending, bytes }: Batch): boolean {
    return pending.length >= this.#bounds.records || bytes >= this.#bounds.bytes;
  }

  take(): Batch | undefined {
    const batch = this.#batches.shift();
    if (batch !== undefined && this.#open.get(batch.partition) === batch) this.#open.delete(batch.partition);
    if (this.isEmpty) this.#isUrgent = false;
    return batch;
  }

  /** Puts batches back, in front of all others. */
  putBack(batches: readonly Batch[]): void {
    this.#batches = [...batches, ...this.#batches];
    this.hurry();
  }
}
