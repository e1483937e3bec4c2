import { notify } from "../callback.js";
import type { EncodedBatch } from "../codec/encoded-batch.js";
import type { Connection } from "../connection.js";
import { toWireDuration } from "../duration.js";
import { HeadwaterError, toHeadwaterError } from "../errors.js";
import { type Position, toWirePosition } from "../position.js";
import { pause } from "../time.js";
import { keyOf, type TopicPartition } from "../topic-partition.js";
import type { Inbox } from "./inbox.js";
import { type ConsumerOptions, DEFAULT_HEARTBEAT_INTERVAL_MS } from "./options.js";
import { Pulse } from "./pulse.js";
import { ReadPartition } from "./read-partition.js";
import { isAbsent, Retry } from "./retry.js";
import type { Source } from "./source.js";
import { TopicIds } from "./topic-ids.js";

const DEFAULT_METADATA_MAX_AGE_MS = 30_000;

/** How long a Fetch waits for the first record: the first ones no longer than a short read lasts. Milliseconds. */
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 30_000;

/** A Fetch that waits no longer is left to end by itself. Milliseconds. */
const RUN_OUT_MS = 1000;

/** Batches of a partition that are fetched before it gets a stream, so that a short read ends without cancelling any. */
const FETCHES_FIRST = 4;

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
  readonly #options: ConsumerOptions;
  readonly #inbox: Inbox;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #topicIds: TopicIds;
  readonly #heartbeatIntervalMs: number;
  #streams = 0;
  #started: Promise<void> | undefined;

  constructor(connection: Connection, options: ConsumerOptions, inbox: Inbox) {
    this.#connection = connection;
    this.#options = options;
    this.#heartbeatIntervalMs = options.heartbeatIntervalMs ?? DEFAULT_HEARTBEAT_INTERVAL_MS;
    this.#inbox = inbox;
    this.#topicIds = new TopicIds(connection);
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
    this.#read(target, before.topicId, offset, before.highWatermark).isPaused = before.isPaused;
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
    const assigned = [...this.partitions.values()].map(({ topic, partition }) => ({ topic, partition }));
    notify(this.#options.onAssigned, assigned);
    for (const topic of topics) this.#keep(this.#watch(topic));
  }

  /** Begins with the partitions of a topic that are not read yet. */
  async #find(topic: string, start: Position): Promise<TopicPartition[]> {
    const { signal } = this.#closing;
    const { offsets } = await this.#connection.stub.listOffsets({ topic, position: toWirePosition(start) }, { signal });
    const { topic: found } = await this.#connection.stub.getTopic({ topic }, { signal });
    if (signal.aborted) return [];
    const added = offsets.filter((it) => !this.partitions.has(keyOf(it)));
    for (const { partition, offset } of added) {
      const highWatermark = found?.partitions[partition]?.highWatermark ?? offset;
      this.#read({ topic, partition }, found?.topicId, offset, highWatermark);
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
      if (added.length > 0) notify(this.#options.onAssigned, added);
    }
  }

  #read(target: TopicPartition, topicId: string | undefined, offset: bigint, highWatermark: bigint): ReadPartition {
    const partition = new ReadPartition(target, topicId, offset, highWatermark);
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
    const pace: Pace = { fetches: 0, waitMs: FIRST_WAIT_MS, goesWell: () => retry.reset() };
    while (!partition.isLost) {
      try {
        if (pace.fetches < FETCHES_FIRST || this.#streams >= MAX_STREAMS) await this.#fetch(partition, pace);
        else await this.#stream(partition, pace);
      } catch (thrown) {
        const error = toHeadwaterError(thrown);
        if (partition.isLost) return;
        if (error instanceof HeadwaterError && error.reason === "OFFSET_OUT_OF_RANGE") {
          this.#goOn(partition, error);
          continue;
        }
        // One of that name which comes after this is another log, whatever its offsets.
        if (error instanceof HeadwaterError && isAbsent(error)) partition.topicId = undefined;
        await retry.after(error);
      }
    }
  }

  /** Reads on for as long as a stream lasts. */
  async #stream(partition: ReadPartition, { goesWell }: Pace): Promise<void> {
    const silent = new AbortController();
    const pulse = new Pulse(this.#heartbeatIntervalMs, () => silent.abort());
    const signal = AbortSignal.any([partition.lost, silent.signal]);
    this.#streams++;
    try {
      for await (const event of this.#connection.stub.subscribe(this.#request(partition), { signal })) {
        if (partition.isLost) return;
        pulse.beat();
        const { assigned, batch, truncated } = event;
        for (const { topicId, startOffset, highWatermark } of assigned?.partitions ?? []) {
          if (!this.#isOf(partition, topicId, startOffset)) return;
          partition.highWatermark = highWatermark;
          goesWell();
        }
        if (truncated !== undefined) this.#lost(partition, truncated.toOffset, "retention");
        if (batch === undefined) continue;
        this.#receive(partition, batch);
        pulse.hold();
        await this.#inbox.room(READ_AHEAD + 1, partition);
        pulse.beat();
      }
    } catch (error) {
      if (!pulse.isLost) throw error;
      this.#connection.renew();
    } finally {
      this.#streams--;
      pulse.stop();
    }
    if (!partition.isLost) throw new HeadwaterError("the stream ended", { code: "UNAVAILABLE" });
  }

  #request(partition: ReadPartition) {
    const { maxBatchRecords = 0, maxBatchBytes = 0 } = this.#options;
    return {
      topics: [partition.topic],
      partitions: [partition.partition],
      start: startOf(partition),
      maxBatchRecords,
      maxBatchBytes,
      heartbeatInterval: toWireDuration("heartbeatIntervalMs", this.#heartbeatIntervalMs),
    };
  }

  /** Reads one batch, or finds that there is none for a while. */
  async #fetch(partition: ReadPartition, pace: Pace): Promise<void> {
    const { maxBatchRecords = 0, maxBatchBytes = 0 } = this.#options;
    const { topic, partition: number, topicId } = partition;
    const request = {
      topic,
      partition: number,
      start: startOf(partition),
      maxRecords: maxBatchRecords,
      maxBytes: maxBatchBytes,
      // A log that was replaced is told of at once, records or not.
      ...(topicId !== undefined && { maxWait: toWireDuration("maxWait", pace.waitMs) }),
    };
    // A call that ends soon is not cancelled where nobody waits for it any more: the broker bounds how many are.
    const fetched = this.#connection.stub.fetch(request, pace.waitMs > RUN_OUT_MS ? { signal: partition.lost } : {});
    fetched.catch(() => {});
    const current = await unlessLost(partition, this.#topicIds.of(topic));
    if (topicId !== undefined && current !== topicId) {
      partition.topicId = undefined;
      return;
    }
    const { batch } = (await unlessLost(partition, fetched)) ?? {};
    if (partition.isLost) return;
    if (batch === undefined || batch.length === 0) pace.waitMs = Math.min(2 * pace.waitMs, MAX_WAIT_MS);
    else pace.fetches++;
    if (batch === undefined) return;
    const start = batch.length > 0 ? batch.offset(0) : batch.nextOffset;
    if (!this.#isOf(partition, current, start)) return;
    pace.goesWell();
    this.#receive(partition, batch);
    await this.#inbox.room(READ_AHEAD + 1, partition);
  }

  /**
   * Whether what is read is of the log that the position is of. Of another log it is where the position was given up; else
   * the position is given up, and the other log is to be read from its start.
   */
  #isOf(partition: ReadPartition, topicId: string | undefined, startOffset: bigint): boolean {
    if (partition.topicId === undefined) {
      this.#lost(partition, startOffset, "log-replaced");
      partition.topicId = topicId ?? "";
    } else if (topicId !== partition.topicId) {
      partition.topicId = undefined;
      return false;
    }
    return true;
  }

  #receive(partition: ReadPartition, batch: EncodedBatch): void {
    partition.highWatermark = batch.highWatermark;
    batch.topicId = partition.topicId;
    partition.received = batch.nextOffset;
    if (batch.length > 0) this.#inbox.add({ partition, batch, from: 0 });
  }

  /** Goes on at the oldest record: retention removed those before it, or the log is another one. */
  #goOn(partition: ReadPartition, { metadata }: HeadwaterError): void {
    const { log_start_offset: start = "0", high_watermark: end = "0" } = metadata;
    if (partition.received > BigInt(end)) {
      partition.topicId = undefined;
      return;
    }
    this.#lost(partition, BigInt(start), "retention");
    partition.highWatermark = BigInt(end);
  }

  #lost(partition: ReadPartition, toOffset: bigint, cause: "retention" | "log-replaced"): void {
    const { topic, partition: number, received: fromOffset } = partition;
    partition.received = toOffset;
    if (cause === "log-replaced") partition.moveTo(toOffset);
    notify(this.#options.onDataLoss, { topic, partition: number, fromOffset, toOffset, cause });
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

/** How a partition is read. */
interface Pace {
  /** Batches that were fetched. */
  fetches: number;
  /** How long the next Fetch waits for a record. */
  waitMs: number;
  /** To be called when a call went well. */
  readonly goesWell: () => void;
}

/** Where to go on: behind what came, or with the first record of a log that is another one. */
function startOf({ topicId, received }: ReadPartition) {
  return topicId === undefined ? { earliest: true } : { offset: received };
}

/** What it resolves with, or nothing as soon as the partition is lost. */
function unlessLost<Result>({ lost }: ReadPartition, work: Promise<Result>): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    if (lost.aborted) stop();
    lost.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => lost.removeEventListener("abort", stop));
  });
}
