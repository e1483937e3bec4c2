import { pause } from "../backoff.js";
import type { EncodedBatch } from "../codec/encoded-batch.js";
import type { Connection } from "../connection.js";
import type { Stub } from "../definition.js";
import { HeadwaterError, toHeadwaterError } from "../errors.js";
import { type Position, toWirePosition } from "../position.js";
import { keyOf, type TopicPartition } from "../topic-partition.js";
import type { Inbox } from "./inbox.js";
import type { ConsumerOptions } from "./options.js";
import { ReadPartition } from "./read-partition.js";
import { isAbsent, Retry } from "./retry.js";
import type { Source } from "./source.js";

const DEFAULT_METADATA_MAX_AGE_MS = 30_000;

/** How long one Fetch waits for the first record. Seconds. */
const MAX_WAIT_SECONDS = 30n;

/** Batches of one partition that may wait while the next one comes. */
const READ_AHEAD = 1;

/**
 * Partitions that are read by a stream each. That costs far less than a Fetch for every batch, but holds what HTTP/2 and
 * gRPC take in before anyone asks for it: 8 MiB with the broker's default batches. Beyond so many a partition is fetched.
 */
const MAX_STREAMS = 8;

/** Reads every partition from a place of its own, by a call of its own, so that each can be paused and moved alone. */
export class LogReader implements Source {
  readonly partitions = new Map<string, ReadPartition>();
  readonly #connection: Connection;
  readonly #stub: Stub;
  readonly #options: ConsumerOptions;
  readonly #inbox: Inbox;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #streams = 0;
  #started: Promise<void> | undefined;

  constructor(connection: Connection, options: ConsumerOptions, inbox: Inbox) {
    this.#connection = connection;
    this.#stub = connection.stub;
    this.#options = options;
    this.#inbox = inbox;
  }

  start(): Promise<void> {
    this.#started ??= this.#begin();
    return this.#started;
  }

  processed(): void {}

  async commit(): Promise<void> {
    throw new TypeError("commit() needs group: nobody remembers where a reader without one is");
  }

  pause(): void {}

  seek(target: TopicPartition, offset: bigint): void {
    const before = this.partitions.get(keyOf(target));
    if (before === undefined) throw new TypeError(`${keyOf(target)} is not read: wait for ready()`);
    this.#drop(before);
    this.#read(target, offset, before.highWatermark).isPaused = before.isPaused;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const partition of this.partitions.values()) this.#drop(partition);
    await Promise.all([...this.#running, this.#started?.catch(() => {})]);
  }

  async #begin(): Promise<void> {
    const { topics, start = "earliest" } = this.#options;
    const retry = new Retry(this.#options, this.#connection, this.#closing.signal);
    try {
      await Promise.all(topics.map((topic) => this.#again(retry, () => this.#find(topic, start))));
    } catch (error) {
      this.#inbox.end({ error });
      throw error;
    }
    this.#options.onAssigned?.([...this.partitions.values()].map(({ topic, partition }) => ({ topic, partition })));
    for (const topic of topics) this.#keep(this.#watch(topic));
  }

  /** Begins with the partitions of a topic that are not read yet. */
  async #find(topic: string, start: Position): Promise<TopicPartition[]> {
    const { signal } = this.#closing;
    const { offsets } = await this.#stub.listOffsets({ topic, position: toWirePosition(start) }, { signal });
    const { topic: found } = await this.#stub.getTopic({ topic }, { signal });
    if (signal.aborted) return [];
    const added = offsets.filter((it) => !this.partitions.has(keyOf(it)));
    for (const { partition, offset } of added) {
      const highWatermark = found?.partitions[partition]?.highWatermark ?? offset;
      this.#read({ topic, partition }, offset, highWatermark);
    }
    return added.map(({ partition }) => ({ topic, partition }));
  }

  async #watch(topic: string): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      await pause(this.#options.metadataMaxAgeMs ?? DEFAULT_METADATA_MAX_AGE_MS, signal);
      if (signal.aborted) return;
      // A topic that can't be read is told by who reads it.
      const added = await this.#find(topic, "earliest").catch(() => []);
      if (added.length > 0) this.#options.onAssigned?.(added);
    }
  }

  #read(target: TopicPartition, offset: bigint, highWatermark: bigint): ReadPartition {
    const partition = new ReadPartition(target, offset, highWatermark);
    this.partitions.set(keyOf(partition), partition);
    this.#keep(this.#follow(partition));
    return partition;
  }

  #drop(partition: ReadPartition): void {
    this.partitions.delete(keyOf(partition));
    partition.lose();
    this.#inbox.drop(partition);
  }

  async #follow(partition: ReadPartition): Promise<void> {
    const retry = new Retry(this.#options, this.#connection, partition.lost);
    retry.reset();
    let isReplaced = false;
    const goesWell = () => {
      isReplaced = false;
      retry.reset();
    };
    while (!partition.isLost) {
      try {
        if (this.#streams < MAX_STREAMS) await this.#stream(partition, isReplaced, goesWell);
        else await this.#fetch(partition, isReplaced, goesWell);
      } catch (thrown) {
        const error = toHeadwaterError(thrown);
        if (partition.isLost) return;
        if (error instanceof HeadwaterError && error.reason === "OFFSET_OUT_OF_RANGE") {
          this.#goOn(partition, error);
          continue;
        }
        // One of that name which comes after this is another log, whatever its offsets.
        isReplaced ||= error instanceof HeadwaterError && isAbsent(error);
        await retry.after(error);
      }
    }
  }

  /** Reads on for as long as a stream lasts. */
  async #stream(partition: ReadPartition, isReplaced: boolean, goesWell: () => void): Promise<void> {
    const { maxBatchRecords = 0, maxBatchBytes = 0 } = this.#options;
    const { topic, partition: number } = partition;
    const start = startOf(partition, isReplaced);
    const request = { topics: [topic], partitions: [number], start, maxBatchRecords, maxBatchBytes };
    this.#streams++;
    try {
      for await (const { assigned, batch, truncated } of this.#stub.subscribe(request, { signal: partition.lost })) {
        if (partition.isLost) return;
        for (const { startOffset, highWatermark } of assigned?.partitions ?? []) {
          if (isReplaced) this.#lost(partition, startOffset, "log-replaced");
          partition.highWatermark = highWatermark;
          goesWell();
        }
        if (truncated !== undefined) this.#lost(partition, truncated.toOffset, "retention");
        if (batch === undefined) continue;
        this.#receive(partition, batch);
        await this.#inbox.room(READ_AHEAD + 1, partition);
      }
    } finally {
      this.#streams--;
    }
    if (!partition.isLost) throw new HeadwaterError("the stream ended", { code: "UNAVAILABLE" });
  }

  /** Reads one batch, or finds that there is none for a while. */
  async #fetch(partition: ReadPartition, isReplaced: boolean, goesWell: () => void): Promise<void> {
    const { maxBatchRecords = 0, maxBatchBytes = 0 } = this.#options;
    const { topic, partition: number } = partition;
    const request = {
      topic,
      partition: number,
      start: startOf(partition, isReplaced),
      maxRecords: maxBatchRecords,
      maxBytes: maxBatchBytes,
      // A log that was replaced is told of at once, records or not.
      ...(!isReplaced && { maxWait: { seconds: MAX_WAIT_SECONDS, nanos: 0 } }),
    };
    const { batch } = await this.#stub.fetch(request, { signal: partition.lost });
    if (batch === undefined || partition.isLost) return;
    if (isReplaced) this.#lost(partition, batch.length > 0 ? batch.offset(0) : batch.nextOffset, "log-replaced");
    goesWell();
    this.#receive(partition, batch);
    await this.#inbox.room(READ_AHEAD + 1, partition);
  }

  #receive(partition: ReadPartition, batch: EncodedBatch): void {
    partition.highWatermark = batch.highWatermark;
    partition.received = batch.nextOffset;
    if (batch.length > 0) this.#inbox.add({ partition, batch, from: 0 });
  }

  /** Goes on at the oldest record: retention removed those before it, or the log is another one. */
  #goOn(partition: ReadPartition, { metadata }: HeadwaterError): void {
    const { log_start_offset: start = "0", high_watermark: end = "0" } = metadata;
    this.#lost(partition, BigInt(start), partition.received > BigInt(end) ? "log-replaced" : "retention");
    partition.highWatermark = BigInt(end);
  }

  #lost(partition: ReadPartition, toOffset: bigint, cause: "retention" | "log-replaced"): void {
    const { topic, partition: number, received: fromOffset } = partition;
    partition.received = toOffset;
    if (cause === "log-replaced") partition.moveTo(toOffset);
    this.#options.onDataLoss?.({ topic, partition: number, fromOffset, toOffset, cause });
  }

  async #again<Result>(retry: Retry, work: () => Promise<Result>): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await work();
        return;
      } catch (error) {
        await retry.after(toHeadwaterError(error));
      }
    }
  }

  /** What fails ends the consumer. */
  #keep(work: Promise<void>): void {
    const kept = work.catch((error: unknown) => this.#inbox.end({ error })).finally(() => this.#running.delete(kept));
    this.#running.add(kept);
  }
}

/** Where to go on: behind what came, or with the first record of a log that is another one. */
function startOf({ received }: ReadPartition, isReplaced: boolean) {
  return isReplaced ? { earliest: true } : { offset: received };
}
