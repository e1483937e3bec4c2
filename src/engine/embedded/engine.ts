import { MAX_ENTRY_OVERHEAD } from "../../record/format.js";
import { CountLimit } from "../count-limit.js";
import type {
  AppendRequest,
  CommitRequest,
  CommittedOffset,
  Engine,
  EngineDescription,
  FetchRequest,
  GroupDescription,
  GroupPage,
  HeldMembers,
  Page,
  PartitionOffset,
  Position,
  ResetRequest,
  SubscribeEvent,
  SubscribeRequest,
  TopicChange,
  TopicDescription,
  TopicPage,
  TopicSpec,
} from "../engine.js";
import {
  type EngineKind,
  InvalidField,
  LimitReached,
  ShuttingDown,
  TopicAlreadyExists,
  UnsupportedByEngine,
} from "../errors.js";
import { type GroupLimits, Groups } from "../groups/groups.js";
import { resolveAll } from "../readable-log.js";
import { Fetches } from "../readers/fetches.js";
import type { Reader } from "../readers/reader.js";
import { subscribe } from "../readers/subscription.js";
import type { AppendedRun, RecordBatch, TopicPartition } from "../records.js";
import { type ClockJump, type Clocks, RetentionClock } from "../retention-clock.js";
import { type AppendLimits, append } from "./append.js";
import { LogMemory } from "./log/log-memory.js";
import type { PartitionLog } from "./log/partition-log.js";
import { Disk, type DiskCounts, type DiskOptions } from "./storage/disk.js";
import { StoredState } from "./stored-state.js";
import type { Topic } from "./topic.js";
import { type TopicDefaults, type TopicLimits, Topics } from "./topics.js";

/** Interval of retention for partitions without appends, in milliseconds. An append applies it to its own partition. */
const RETENTION_INTERVAL_MS = 10_000;

/** Minimum interval between retention runs because the logs are full, in milliseconds. */
const RECLAIM_INTERVAL_MS = 100;

/** How full the memory for logs is once what is on disk too was let go of. */
const EVICT_TO = 0.9;

export interface EmbeddedLimits
  extends TopicLimits,
    AppendLimits,
    Pick<GroupLimits, "maxGroups" | "maxGroupMembers" | "offsetsRetentionMs"> {
  /** Of one Subscribe. */
  readonly maxStreamPartitions: number;
  /** Of all Subscribes together: those with unread records, and those of groups. */
  readonly maxSubscribedPartitions: number;
  /** Of all groups together. */
  readonly maxCommittedOffsets: number;
}

export interface EmbeddedEngineOptions {
  readonly defaults: TopicDefaults;
  readonly limits: EmbeddedLimits;
  /** Bytes that the logs may occupy in memory. Absent: no bound. */
  readonly maxLogBytes?: number;
  /** Whether a Produce or Subscribe creates the topic that it names. */
  readonly autoCreateTopics: boolean;
  /** The wall clock: Unix milliseconds. */
  readonly now?: () => number;
  /** Milliseconds since any moment, of a clock that is never set. */
  readonly monotonicNow?: () => number;
  /** Called when the wall clock jumps, which retention does not follow at once. */
  readonly onClockJump?: (jump: ClockJump) => void;
}

/** How an engine keeps what is acknowledged; {@link EmbeddedEngineOptions.maxLogBytes} is what it has in memory of that. */
export type DiskSettings = Omit<DiskOptions, "maxLogBytes">;

/** An engine on disk. */
interface OnDisk {
  readonly disk: Disk;
  readonly state: StoredState;
  readonly maxDiskBytes: number;
}

/** The engine that keeps its logs in this process: in memory alone, or on disk too. */
export class EmbeddedEngine implements Engine {
  readonly #memory: LogMemory;
  readonly #openTopics: Topics;
  readonly #openGroups: Groups;
  readonly #fetches = new Fetches();
  /** Those of subscriptions without a group. */
  readonly #readers = new Set<Reader>();
  #draining: ShuttingDown | undefined;
  /** Appends that are on their way to the disk. */
  #writing = 0;
  /** Called when there are none. */
  #whenWritten = () => {};
  #closed: ShuttingDown | undefined;
  readonly #limits: EmbeddedLimits;
  readonly #subscribedPartitions: CountLimit;
  readonly #autoCreateTopics: boolean;
  readonly #clocks: Clocks;
  readonly #retentionClock: RetentionClock;
  readonly #retention: NodeJS.Timeout;
  #reclaimedAtMs = Number.NEGATIVE_INFINITY;
  #onDisk: OnDisk | undefined;

  constructor(options: EmbeddedEngineOptions) {
    const { defaults, limits, maxLogBytes, autoCreateTopics, onClockJump } = options;
    const { now = Date.now, monotonicNow = () => performance.now() } = options;
    this.#clocks = { now, monotonicNow };
    this.#retentionClock = new RetentionClock(this.#clocks, onClockJump);
    this.#limits = limits;
    this.#memory = new LogMemory(maxLogBytes, () => this.#reclaim());
    this.#openTopics = new Topics(defaults, limits, this.#memory, () => this.#onDisk?.state.newFiles());
    const { maxSubscribedPartitions, maxCommittedOffsets } = limits;
    this.#subscribedPartitions = new CountLimit(maxSubscribedPartitions, "raise it with --max-subscribed-partitions");
    const committedOffsets = new CountLimit(maxCommittedOffsets, "raise it with --max-committed-offsets");
    const groupLimits = { ...limits, committedOffsets, subscribedPartitions: this.#subscribedPartitions };
    this.#openGroups = new Groups(groupLimits, monotonicNow, () => this.#onDisk?.state);
    this.#autoCreateTopics = autoCreateTopics;
    this.#retention = setInterval(() => this.retain(), RETENTION_INTERVAL_MS).unref();
  }

  /**
   * Goes on from what is on disk, and keeps there what is acknowledged from now on. Nothing else may be called before.
   *
   * @throws {Damaged}
   */
  async open(settings: DiskSettings): Promise<void> {
    let state!: StoredState;
    const disk = await Disk.open({ ...settings, maxLogBytes: this.#memory.maxBytes }, (opened) => {
      state = new StoredState(opened, {
        topics: this.#openTopics,
        groups: this.#openGroups,
        memory: this.#memory,
        now: this.#clocks.now,
        retain: () => this.retain(),
      });
      return state;
    });
    await state.restored();
    this.#onDisk = { disk, state, maxDiskBytes: settings.maxDiskBytes };
  }

  /** Figures of the disk, for metrics. */
  get diskCounts(): DiskCounts | undefined {
    return this.#onDisk?.disk.counts;
  }

  /** Writes all that only the journal has to segment files, and a snapshot. Does nothing in memory. */
  async checkpoint(): Promise<void> {
    await this.#onDisk?.disk.checkpoint();
  }

  async createTopic(spec: TopicSpec): Promise<TopicDescription> {
    this.#onDisk?.disk.admitChange();
    const topic = this.#topics.create(spec);
    await this.#topicChanged(topic);
    return topic.describe();
  }

  async getTopic(topic: string): Promise<TopicDescription> {
    return this.#topics.get(topic).describe();
  }

  async topicName(topicId: string): Promise<string> {
    return this.#topics.nameOf(topicId);
  }

  async listTopics(page: Page): Promise<TopicPage> {
    return this.#topics.page(page);
  }

  async updateTopic(change: TopicChange): Promise<TopicDescription> {
    this.#onDisk?.disk.admitChange();
    const topic = this.#topics.update(change);
    await this.#topicChanged(topic);
    topic.retain(this.#retentionClock.now());
    this.#groups.topicGrown(topic);
    return topic.describe();
  }

  async deleteTopic(topic: string): Promise<void> {
    this.#onDisk?.disk.admitChange();
    const deleted = this.#topics.delete(topic);
    this.#groups.topicDeleted(deleted);
    if (this.#onDisk === undefined) return;
    const { disk, state } = this.#onDisk;
    disk.change({ type: "topic-deleted", number: deleted.files!.number });
    const done = disk.commit(true);
    state.topicDeleted(deleted);
    await done;
  }

  async append(request: AppendRequest): Promise<readonly AppendedRun[]> {
    if (this.#draining !== undefined) throw this.#draining;
    if (request.producer !== undefined) throw new UnsupportedByEngine("producer", this.#kind, "producer");
    if (this.#onDisk !== undefined) return this.#appendToDisk(this.#onDisk, request);
    const { topic, isNew } = this.#getOrPrepare(request.topic, "topic");
    const runs = append(topic, request, this.#clocks.now(), this.#limits, this.#retentionClock.now());
    if (isNew) this.#topics.add(topic);
    return runs;
  }

  async fetch(request: FetchRequest, signal: AbortSignal): Promise<RecordBatch> {
    return this.#fetches.fetch(this.#topics.get(request.topic).log(request.partition), request, signal);
  }

  async awaitRecords(positions: readonly PartitionOffset[], maxWaitMs: number, signal: AbortSignal): Promise<void> {
    const logs = positions.map(({ topic, partition, offset }) => ({
      log: this.#topics.get(topic).log(partition),
      offset,
    }));
    await this.#fetches.awaitRecords(logs, maxWaitMs, signal);
  }

  async *subscribe(request: SubscribeRequest, signal: AbortSignal): AsyncGenerator<SubscribeEvent, void, undefined> {
    if (this.#draining !== undefined) throw this.#draining;
    for (;;) {
      const named = request.topics.map((name, index) => this.#getOrPrepare(name, `topics[${index}]`));
      const topics = named.map(({ topic }) => topic);
      const added = named.filter(({ isNew }) => isNew).map(({ topic }) => topic);
      this.#checkStreamPartitions(topics, request);
      try {
        yield* this.#read(topics, added, request, signal);
        return;
      } catch (error) {
        // Another call has created one of them while the start was looked up.
        if (!(error instanceof TopicAlreadyExists)) throw error;
      }
    }
  }

  async listOffsets(topic: string, position: Position): Promise<readonly PartitionOffset[]> {
    const offsets = await resolveAll(this.#topics.get(topic).logs, position);
    return [...offsets].map(([{ partition }, offset]) => ({ topic, partition, offset }));
  }

  async commitOffsets({ group, memberId, offsets }: CommitRequest): Promise<readonly PartitionOffset[]> {
    const { maxStreamPartitions } = this.#limits;
    if (offsets.length > maxStreamPartitions) {
      const problem = `has ${offsets.length} entries: --max-stream-partitions allows ${maxStreamPartitions}`;
      throw new InvalidField("offsets", problem);
    }
    const logOffsets = offsets.map(({ topic, partition, offset }, index) => ({
      log: this.#topics.get(topic, `offsets[${index}].topic`).log(partition),
      offset,
    }));
    const committed = await this.#groups.commit(group, memberId, logOffsets);
    return offsets.map(({ topic, partition }, index) => ({ topic, partition, offset: committed[index]! }));
  }

  async getGroup(group: string): Promise<GroupDescription> {
    return this.#groups.get(group).describe();
  }

  async listGroups(page: Page): Promise<GroupPage> {
    return this.#groups.page(page);
  }

  async resetOffsets(request: ResetRequest): Promise<readonly PartitionOffset[]> {
    this.#groups.get(request.group).checkEmpty();
    const topic = this.#topics.get(request.topic);
    const logs = request.partitions?.map((partition) => topic.log(partition)) ?? topic.logs;
    const resolved = await resolveAll(logs, request.to);
    if (topic.logs[0]?.closed !== undefined) throw topic.logs[0].closed;
    const offsets = logs.map((log) => ({ log, offset: resolved.get(log)! }));
    if (!request.dryRun) await this.#groups.reset(request.group, offsets);
    return offsets.map(({ log, offset }) => ({ topic: log.topic, partition: log.partition, offset }));
  }

  async deleteGroup(group: string): Promise<void> {
    await this.#groups.delete(group);
  }

  holdGroup(group: string, members: HeldMembers): () => void {
    return this.#groups.hold(group, members);
  }

  async setOffsets(group: string, offsets: readonly CommittedOffset[]): Promise<void> {
    const logOffsets = offsets.map(({ topic, partition, offset, leaderEpoch, metadata }, index) => {
      if (offset < 0) throw new InvalidField(`offsets[${index}].offset`, "must be 0 or more");
      return { log: this.#topics.get(topic, `offsets[${index}].topic`).log(partition), offset, leaderEpoch, metadata };
    });
    await this.#groups.set(group, logOffsets);
  }

  async committedOffsets(group: string): Promise<readonly CommittedOffset[]> {
    return this.#groups.committed(group);
  }

  async deleteOffsets(group: string, partitions: readonly TopicPartition[]): Promise<void> {
    const logs = partitions.map(({ topic, partition }) => this.#topics.get(topic).log(partition));
    await this.#groups.forget(group, logs);
  }

  describe(): EngineDescription {
    if (this.#onDisk !== undefined) {
      const { disk, maxDiskBytes } = this.#onDisk;
      return {
        kind: this.#kind,
        logBytes: disk.usedBytes,
        maxLogBytes: Number.isFinite(maxDiskBytes) ? maxDiskBytes : undefined,
      };
    }
    const { used, maxBytes } = this.#memory;
    return { kind: this.#kind, logBytes: used, maxLogBytes: Number.isFinite(maxBytes) ? maxBytes : undefined };
  }

  /** Removes the records and the groups that may go by now. */
  retain(): void {
    const nowMs = this.#retentionClock.now();
    for (const topic of this.#openTopics) topic.retain(nowMs);
    this.#openGroups.expire();
  }

  drain(graceMs: number): void {
    const reason = new ShuttingDown();
    this.#draining ??= reason;
    this.#fetches.drain();
    this.#whenWritten = () => {
      for (const reader of this.#readers) reader.drain(() => (reader.reads.atEnd ? reason : undefined));
      this.#openGroups.drain(reason, graceMs);
    };
    if (this.#writing === 0) this.#whenWritten();
  }

  async close(): Promise<void> {
    clearInterval(this.#retention);
    this.#closed = new ShuttingDown();
    // Before the logs and the groups let go of what is to be written.
    await this.#onDisk?.disk.close();
    this.#openGroups.close(this.#closed);
    this.#openTopics.close(this.#closed);
  }

  get #topics(): Topics {
    if (this.#closed !== undefined) throw this.#closed;
    return this.#openTopics;
  }

  get #groups(): Groups {
    if (this.#closed !== undefined) throw this.#closed;
    return this.#openGroups;
  }

  #admit(): void {
    if (this.#draining !== undefined) throw this.#draining;
  }

  /** @param added those of the topics that come to be once nothing more can refuse the stream */
  #read(topics: readonly Topic[], added: readonly Topic[], request: SubscribeRequest, signal: AbortSignal) {
    const opening = {
      admit: () => {
        this.#admit();
        this.#topics.checkAdd(added);
        if (added.length > 0) this.#onDisk?.disk.admitChange();
      },
      opened: () => (added.length > 0 ? this.#addTopics(added) : undefined),
    };
    const { membership } = request;
    if (membership !== undefined) return this.#groups.subscribe(topics, request, { membership, ...opening }, signal);
    return subscribe(
      topics,
      request,
      { readers: this.#readers, limit: this.#subscribedPartitions, ...opening },
      signal,
    );
  }

  async #addTopics(topics: readonly Topic[]): Promise<void> {
    for (const topic of topics) this.#topics.add(topic);
    // All in the turn in which they are seen: nothing is appended to one that the journal does not know.
    await Promise.all(topics.map((topic) => this.#topicChanged(topic)));
  }

  #checkStreamPartitions(topics: readonly Topic[], { partitions }: SubscribeRequest): void {
    const { maxStreamPartitions } = this.#limits;
    const count = partitions?.length ?? topics.reduce((sum, { partitionCount }) => sum + partitionCount, 0);
    if (count > maxStreamPartitions) {
      const remedy = "name fewer topics, or raise it with --max-stream-partitions";
      throw new LimitReached(`a stream that reads ${count} partitions`, maxStreamPartitions, remedy);
    }
  }

  get #kind(): EngineKind {
    return this.#onDisk === undefined ? "memory" : "disk";
  }

  async #appendToDisk(onDisk: OnDisk, request: AppendRequest): Promise<readonly AppendedRun[]> {
    this.#writing++;
    try {
      return await this.#writeToDisk(onDisk, request);
    } finally {
      if (--this.#writing === 0) this.#whenWritten();
    }
  }

  async #writeToDisk({ disk, state }: OnDisk, request: AppendRequest): Promise<readonly AppendedRun[]> {
    const { bytes, count } = request.records;
    const wait = disk.admit(bytes.length + count * MAX_ENTRY_OVERHEAD);
    if (wait !== undefined) await wait;
    if (this.#draining !== undefined) throw this.#draining;
    const { topic, isNew } = this.#getOrPrepare(request.topic, "topic");
    const logs: PartitionLog[] = [];
    const runs = append(topic, request, this.#clocks.now(), this.#limits, this.#retentionClock.now(), {
      begin: () => {
        if (isNew) disk.change(state.topicChanged(topic));
      },
      written: (log, baseOffset) => {
        disk.written(log, baseOffset);
        logs.push(log);
      },
    });
    if (isNew) this.#topics.add(topic);
    const ends = logs.map((log) => log.logEndOffset);
    await disk.commit(request.acks === "all");
    for (const [index, log] of logs.entries()) log.publish(ends[index]!);
    return runs;
  }

  async #topicChanged(topic: Topic): Promise<void> {
    if (this.#onDisk === undefined) return;
    const { disk, state } = this.#onDisk;
    disk.change(state.topicChanged(topic));
    await disk.commit(true);
  }

  /** Not at every refused append, as it looks at every partition. */
  #reclaim(): void {
    this.#onDisk?.disk.evict(() => this.#memory.used <= this.#memory.maxBytes * EVICT_TO);
    const nowMs = this.#clocks.monotonicNow();
    if (nowMs - this.#reclaimedAtMs < RECLAIM_INTERVAL_MS) return;
    this.#reclaimedAtMs = nowMs;
    this.retain();
  }

  /** A topic that is there, or that may come to be: then it is added once what named it has succeeded. */
  #getOrPrepare(name: string, field: string): { topic: Topic; isNew: boolean } {
    const isNew = this.#autoCreateTopics && !this.#topics.has(name);
    const topic = isNew ? this.#topics.prepare({ topic: name, config: {} }, field) : this.#topics.get(name, field);
    return { topic, isNew };
  }
}
