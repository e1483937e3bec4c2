import { randomUUID } from "node:crypto";
import type { TopicConfig, TopicDescription } from "../engine.js";
import { type BrokerError, PartitionNotFound } from "../errors.js";
import type { ReadableLog, ReadableTopic, TopicWatcher } from "../readable-log.js";
import type { ColdPart } from "./log/cold-part.js";
import { LogMemory } from "./log/log-memory.js";
import { PartitionLog } from "./log/partition-log.js";

/** What a topic has on disk. */
export interface TopicFiles {
  /** What the journal knows the topic by. */
  readonly number: number;
  cold(partition: number): ColdPart;
}

export class Topic implements ReadableTopic {
  readonly name: string;
  readonly id: string;
  readonly files: TopicFiles | undefined;
  readonly #memory: LogMemory;
  #config: TopicConfig;
  readonly #logs: PartitionLog[] = [];
  #nextPartition = 0;
  readonly #watchers = new Set<TopicWatcher>();
  readonly #published = (log: ReadableLog, from: number) => {
    for (const watcher of this.#watchers) watcher.published(log, from);
  };

  /**
   * @param memory where its segments are counted; absent: nowhere
   * @param id absent: a new one
   * @param files absent: it is in memory alone
   */
  constructor(
    name: string,
    partitions: number,
    config: TopicConfig,
    memory = new LogMemory(),
    { id = randomUUID(), files }: { readonly id?: string; readonly files?: TopicFiles | undefined } = {},
  ) {
    this.name = name;
    this.id = id;
    this.files = files;
    this.#memory = memory;
    this.#config = config;
    this.grow(partitions);
  }

  get config(): TopicConfig {
    return this.#config;
  }

  get partitionCount(): number {
    return this.#logs.length;
  }

  get logs(): readonly PartitionLog[] {
    return this.#logs;
  }

  /** @throws {PartitionNotFound} */
  log(partition: number): PartitionLog {
    const log = this.#logs[partition];
    if (log === undefined) throw new PartitionNotFound(this.name, partition, this.#logs.length);
    return log;
  }

  /** Where the records without key of the next request go. */
  get nextPartition(): number {
    return this.#nextPartition % this.#logs.length;
  }

  /** Advances the round robin for records without keys. */
  takeTurn(): void {
    this.#nextPartition = this.nextPartition + 1;
  }

  configure(change: Partial<TopicConfig>): void {
    this.#config = { ...this.#config, ...change };
  }

  /** Adds partitions until there are this many. */
  grow(partitions: number): void {
    const added: PartitionLog[] = [];
    while (this.#logs.length < partitions) {
      const partition = this.#logs.length;
      const log = new PartitionLog(this.name, partition, this.#memory, this.id, this.files?.cold(partition));
      log.onPublished = this.#published;
      this.#logs.push(log);
      added.push(log);
    }
    if (added.length > 0) for (const watcher of this.#watchers) watcher.grown(added);
  }

  watch(watcher: TopicWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  retain(nowMs: number): void {
    for (const log of this.#logs) log.retain(this.#config, nowMs);
  }

  /** Drops all records. Waiting and later readers fail with `reason`. */
  close(reason: BrokerError): void {
    for (const log of this.#logs) log.close(reason);
    for (const watcher of this.#watchers) watcher.closed(reason);
  }

  describe(): TopicDescription {
    return {
      topic: this.name,
      topicId: this.id,
      config: this.#config,
      partitions: this.#logs.map((log) => ({
        partition: log.partition,
        logStartOffset: log.logStartOffset,
        highWatermark: log.highWatermark,
        sizeBytes: log.sizeBytes,
      })),
    };
  }
}
