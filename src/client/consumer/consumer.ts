import { toInt64 } from "../checks.js";
import type { Connection } from "../connection.js";
import { ClosedError } from "../errors.js";
import { keyOf, type TopicPartition } from "../topic-partition.js";
import { type ConsumerBatch, ConsumerRecord } from "./consumer-record.js";
import { Flattened } from "./flattened.js";
import { GroupMember } from "./group-member.js";
import { Inbox } from "./inbox.js";
import { LogReader } from "./log-reader.js";
import type { ConsumerOptions } from "./options.js";
import type { ReadPartition, ReceivedBatch } from "./read-partition.js";
import { type RecordEvents, RecordIterator } from "./record-iterator.js";
import type { CommittedOffset, Source } from "./source.js";

/** A partition that a consumer reads now. */
export interface AssignedPartition extends TopicPartition {
  /** The next offset to be processed. */
  readonly position: bigint;
  /** The partition's end, as the last batch told. */
  readonly highWatermark: bigint;
  /** Records between the two. */
  readonly lag: bigint;
  readonly isPaused: boolean;
}

/**
 * Reads topics, alone or as a member of a consumer group. It can be read once, by one loop.
 *
 * In a group, asking for the next record says that the last one is processed. A loop that is left with `break`, `return` or
 * `throw` has not asked: the record that it was left in is delivered again, unless `commit(record)` came before.
 *
 * When the broker is lost it subscribes again, and goes on at what is committed; without group, where it was.
 *
 * @example
 * for await (const record of headwater.consumer({ topics: ["orders"], group: "billing" })) {
 *   await bill(record.json());
 * }
 */
export class Consumer implements AsyncIterable<ConsumerRecord> {
  readonly #inbox = new Inbox();
  readonly #source: Source;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = () => this.#abort();
  #isRead = false;
  #isEnded = false;
  readonly #events: RecordEvents = {
    isOver: () => this.#isEnded,
    processed: ({ partition }) => this.#source.processed(partition, 1),
    paused: (rest) => this.#inbox.putBack(rest),
  };
  readonly #onClosed: (consumer: Consumer) => void;
  #closed: Promise<void> | undefined;

  /** Made by {@link Headwater.consumer}. */
  constructor(connection: Connection, options: ConsumerOptions, onClosed: (consumer: Consumer) => void) {
    this.#onClosed = onClosed;
    this.#source =
      options.group === undefined
        ? new LogReader(connection, options, this.#inbox)
        : new GroupMember(connection, options.group, options, this.#inbox);
    this.#signal = options.signal;
    if (this.#signal?.aborted) this.#abort();
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** What is read now. In a group, what is assigned. */
  get assignment(): readonly AssignedPartition[] {
    return [...this.#source.partitions.values()].map(
      ({ topic, partition, position, highWatermark, lag, isPaused }: ReadPartition) => ({
        topic,
        partition,
        position,
        highWatermark,
        lag,
        isPaused,
      }),
    );
  }

  /** Records that are still to be processed in all partitions that are read now, by what the last batches told. */
  get lag(): bigint {
    return this.assignment.reduce((sum, { lag }) => sum + lag, 0n);
  }

  /**
   * Subscribes, as asking for the first record does. Resolves when the positions are known: what is produced from then on
   * is read, even from `latest`.
   *
   * @throws {HeadwaterError} TOPIC_NOT_FOUND, OFFSET_OUT_OF_RANGE and what else the broker refuses
   */
  async ready(): Promise<void> {
    if (this.#closed !== undefined) throw new ClosedError("the consumer is closed");
    await this.#source.start();
  }

  /** Its records. Errors are as of {@link ready}. */
  [Symbol.asyncIterator](): AsyncGenerator<ConsumerRecord, void, undefined> {
    return this.#read((received) => new RecordIterator(received, this.#events));
  }

  /** Its records, in batches of one partition each: asking for the next batch says that all of the last one is processed. */
  batches(): AsyncGenerator<ConsumerBatch, void, undefined> {
    return this.#read((received) => this.#batchOf(received));
  }

  /**
   * Commits now: everything that was delivered, the record in hand included, or up to one record or batch and with it.
   *
   * @throws {HeadwaterError} NOT_ASSIGNED where the partition is another member's now, or of another topic of that name
   * @throws {TypeError} without group, or with on-delivery
   */
  async commit(upTo?: ConsumerRecord | ConsumerBatch): Promise<void> {
    await this.#source.commit(upTo === undefined ? this.#delivered() : [this.#behind(upTo)]);
  }

  /**
   * Delivers no more of these until `resume()`. In a group what was sent of them keeps its place, for as long as they are
   * this member's.
   *
   * @throws {TypeError} for a partition that is not read now, or in a group without `maxInFlight`
   */
  pause(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions.map((it) => this.#partition(it))) {
      this.#source.pause(partition);
      partition.isPaused = true;
    }
  }

  /** @throws {TypeError} for a partition that is not read now */
  resume(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#partition(partition).isPaused = false;
    this.#inbox.wake();
  }

  /**
   * Goes on reading a partition at an offset; one outside the log counts as {@link DataLoss}.
   *
   * @throws {TypeError} for a partition that is not read now, and in a group: its place is what is committed, which
   *   `groups.reset()` moves
   */
  seek(partition: TopicPartition, offset: bigint | number): void {
    this.#source.seek(partition, toInt64("offset", offset));
  }

  /** Commits what is processed, leaves the group, and ends the loop. */
  close(): Promise<void> {
    this.#isEnded = true;
    this.#inbox.end();
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#closed ??= this.#source.close().finally(() => this.#onClosed(this));
    return this.#closed;
  }

  #read<Item>(itemsOf: (received: ReceivedBatch) => Iterator<Item, void>): AsyncGenerator<Item, void, undefined> {
    let isBegun = false;
    const take = async () => {
      if (!isBegun) {
        if (this.#isRead) throw new ClosedError("a consumer is read by one loop, once");
        this.#isRead = isBegun = true;
        if (!this.#isEnded) this.#source.start().catch(() => {});
      }
      const received = await this.#inbox.take();
      return received && itemsOf(received);
    };
    return new Flattened(take, async () => {
      if (isBegun) await this.close();
    });
  }

  *#batchOf({ partition, batch, from }: ReceivedBatch): Generator<ConsumerBatch, void, undefined> {
    const { topic, partition: number, topicId, nextOffset, highWatermark } = batch;
    const records: ConsumerRecord[] = [];
    for (let index = from; index < batch.length; index++) records.push(new ConsumerRecord(batch, index));
    partition.deliver(batch, batch.length);
    yield { topic, partition: number, topicId, records, nextOffset, highWatermark };
    partition.process();
    this.#source.processed(partition, records.length);
  }

  #delivered(): CommittedOffset[] {
    return [...this.#source.partitions.values()]
      .filter(({ delivered, committed }) => delivered > committed)
      .map(({ topic, partition, topicId, delivered }) => ({ topic, partition, topicId, offset: delivered }));
  }

  #behind(upTo: ConsumerRecord | ConsumerBatch): CommittedOffset {
    const { topic, partition, topicId } = upTo;
    const offset = upTo instanceof ConsumerRecord ? upTo.offset + 1n : toInt64("nextOffset", upTo.nextOffset);
    return { topic, partition, topicId, offset };
  }

  #partition(target: TopicPartition): ReadPartition {
    const partition = this.#source.partitions.get(keyOf(target));
    if (partition === undefined) throw new TypeError(`${keyOf(target)} is not read now`);
    return partition;
  }

  /** The record in hand may still be processed: who reads it ends the rest when it asks for the next one. */
  #abort(): void {
    this.#isEnded = true;
    this.#inbox.end();
    if (!this.#isRead) void this.close();
  }
}
