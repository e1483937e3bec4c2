import { TopicDeleted } from "../errors.js";
import type { GroupJournal, Groups, StoredGroup } from "../groups/groups.js";
import type { LogCommit, LogOffset } from "../groups/offsets.js";
import type { ReadableLog } from "../readable-log.js";
import type { LogMemory } from "./log/log-memory.js";
import type { PartitionLog } from "./log/partition-log.js";
import type { Change, NumberedCommit, SnapshotGroup, SnapshotLine, SnapshotTopic } from "./storage/changes.js";
import type { ColdLog } from "./storage/cold-log.js";
import { type Disk, type DiskClient, segmentLines } from "./storage/disk.js";
import type { JournalPart } from "./storage/frame.js";
import type { SegmentBounds } from "./storage/stored-log.js";
import { Topic, type TopicFiles } from "./topic.js";
import type { Topics } from "./topics.js";

/** Bytes of a segment file at most, and at least where retention wants smaller ones. */
const MAX_SEGMENT_BYTES = 64 * 1024 * 1024;
const MIN_SEGMENT_BYTES = 16 * 1024;

/** How many files a partition's retention is cut into at least, as whole ones are removed. */
const SEGMENTS_WITHIN_BOUND = 4;

/** What an engine's disk has of topics and groups: restores it at the start, and says what is to be kept. */
export class StoredState implements DiskClient, GroupJournal {
  readonly #disk: Disk;
  readonly #topics: Topics;
  readonly #groups: Groups;
  readonly #memory: LogMemory;
  readonly #now: () => number;
  readonly retain: () => void;
  readonly #byNumber = new Map<number, Topic>();

  /** @param now the wall clock: Unix milliseconds */
  constructor(
    disk: Disk,
    state: { topics: Topics; groups: Groups; memory: LogMemory; now: () => number; retain: () => void },
  ) {
    this.#disk = disk;
    this.#topics = state.topics;
    this.#groups = state.groups;
    this.#memory = state.memory;
    this.#now = state.now;
    this.retain = state.retain;
  }

  /** What a new topic has on disk: nothing yet. */
  newFiles(): TopicFiles {
    const number = this.#disk.takeTopicNumber();
    return { number, cold: (partition) => this.#disk.coldLog(number, partition) };
  }

  /** Says that a topic was created or changed. */
  topicChanged(topic: Topic): Change {
    const { name, id, config, partitionCount } = topic;
    const { number } = topic.files!;
    this.#byNumber.set(number, topic);
    return { type: "topic", number, id, name, config, partitions: partitionCount };
  }

  topicDeleted(topic: Topic): void {
    const { number } = topic.files!;
    this.#byNumber.delete(number);
    this.#disk.topicDeleted(number, topic.logs);
  }

  /** Lets the topics be seen that the start has found. */
  async restored(): Promise<void> {
    for (const topic of this.#byNumber.values()) this.#topics.add(topic);
    this.#groups.restored();
    await this.#disk.removeStrangers(new Set(this.#byNumber.keys()));
  }

  restoreTopic({ number, id, name, config, partitions }: SnapshotTopic): void {
    const files: TopicFiles = {
      number,
      cold: (partition) => this.#disk.coldLog(number, partition, partitions[partition]?.segments),
    };
    const topic = new Topic(name, partitions.length, config, this.#memory, { id, files });
    for (const [index, { start }] of partitions.entries()) {
      const log = topic.log(index);
      log.resume(start, log.cold!.flushedOffset);
    }
    this.#byNumber.set(number, topic);
  }

  restoreGroup({ name, usedAtMs, offsets }: SnapshotGroup): void {
    this.#groups.restore(this.#toGroup(name, usedAtMs, offsets), false);
  }

  apply(part: JournalPart): void {
    if (part.kind === "change") {
      this.#applyChange(part.change as Change);
      return;
    }
    const log = this.#byNumber.get(part.topicId)?.logs[part.partition];
    if (log?.restore(part.baseOffset, part.count, part.latestMs, part.entries)) this.#disk.isDirty(log);
  }

  *snapshot(): Generator<SnapshotLine, void, undefined> {
    for (const [number, { id, name, config, logs }] of this.#byNumber) {
      const partitions = logs.map((log) => ({
        start: log.logStartOffset,
        segments: segmentLines(log.cold as ColdLog),
      }));
      yield { type: "topic", number, id, name, config, partitions };
    }
    for (const { name, idleMs, offsets } of this.#groups.stored()) {
      yield { type: "group", name, usedAtMs: this.#now() - idleMs, offsets: this.#toNumbered(offsets) };
    }
  }

  segmentBounds({ topicNumber }: ColdLog): SegmentBounds | undefined {
    const config = this.#byNumber.get(topicNumber)?.config;
    if (config === undefined) return undefined;
    const { retentionBytes, retentionMs } = config;
    const within = retentionBytes < 0 ? MAX_SEGMENT_BYTES : Math.ceil(retentionBytes / SEGMENTS_WITHIN_BOUND);
    return {
      maxBytes: Math.min(MAX_SEGMENT_BYTES, Math.max(MIN_SEGMENT_BYTES, within)),
      maxSpanMs: retentionMs < 0 ? -1 : Math.ceil(retentionMs / SEGMENTS_WITHIN_BOUND),
    };
  }

  committed(group: string, offsets: readonly LogOffset[]): Promise<void> {
    this.#disk.admitChange();
    this.#disk.change({ type: "commit", group, atMs: this.#now(), offsets: this.#toNumbered(offsets) });
    return this.#disk.commit();
  }

  set(group: string, offsets: readonly (LogOffset | LogCommit)[]): Promise<void> {
    this.#disk.admitChange();
    this.#disk.change({ type: "set", group, atMs: this.#now(), offsets: this.#toNumbered(offsets) });
    return this.#disk.commit();
  }

  forgotten(group: string, logs: readonly PartitionLog[]): Promise<void> {
    this.#disk.admitChange();
    const partitions = logs.map((log) => [numberOf(log), log.partition] as const);
    this.#disk.change({ type: "offsets-deleted", group, partitions });
    return this.#disk.commit();
  }

  deleted(group: string): Promise<void> {
    this.#disk.admitChange();
    this.#disk.change({ type: "group-deleted", group });
    return this.#disk.commit();
  }

  expired(group: string): void {
    this.#disk.note({ type: "group-deleted", group });
  }

  #applyChange(change: Change): void {
    switch (change.type) {
      case "topic": {
        const { number, id, name, config, partitions } = change;
        const topic = this.#byNumber.get(number);
        if (topic === undefined) {
          const files: TopicFiles = { number, cold: (partition) => this.#disk.coldLog(number, partition) };
          this.#byNumber.set(number, new Topic(name, partitions, config, this.#memory, { id, files }));
        } else {
          topic.configure(config);
          topic.grow(partitions);
        }
        return;
      }
      case "topic-deleted": {
        const topic = this.#byNumber.get(change.number);
        if (topic === undefined) return;
        this.#groups.topicDeleted(topic);
        this.topicDeleted(topic);
        topic.close(new TopicDeleted(topic.name));
        return;
      }
      case "log-start": {
        const [number, partition, offset] = change.at;
        this.#byNumber.get(number)?.logs[partition]?.removeBefore(offset);
        return;
      }
      case "commit":
      case "set":
        this.#groups.restore(this.#toGroup(change.group, change.atMs, change.offsets), change.type === "commit");
        return;
      case "offsets-deleted": {
        const logs = change.partitions.flatMap(([number, partition]) => this.#logOf(number, partition) ?? []);
        this.#groups.restoreForgotten(change.group, logs);
        return;
      }
      case "group-deleted":
        this.#groups.restoreDeletion(change.group);
        return;
      default:
        throw new Error(`the journal has a change of type ${(change as { type: string }).type}, which is not known`);
    }
  }

  #toGroup(name: string, usedAtMs: number, offsets: readonly NumberedCommit[]): StoredGroup {
    const found: (LogOffset | LogCommit)[] = [];
    for (const [number, partition, offset, leaderEpoch, metadata] of offsets) {
      const log = this.#logOf(number, partition);
      if (log === undefined) continue;
      if (leaderEpoch === undefined || metadata === undefined) found.push({ log, offset });
      else found.push({ log, offset, leaderEpoch, metadata });
    }
    return { name, idleMs: Math.max(0, this.#now() - usedAtMs), offsets: found };
  }

  #logOf(number: number, partition: number): PartitionLog | undefined {
    return this.#byNumber.get(number)?.logs[partition];
  }

  #toNumbered(offsets: readonly (LogOffset | LogCommit)[]): NumberedCommit[] {
    return offsets.map((commit) => {
      const { log, offset } = commit;
      const at = [numberOf(log), log.partition, offset] as const;
      const hasNote = "metadata" in commit && (commit.metadata !== "" || commit.leaderEpoch !== -1);
      return hasNote ? ([...at, commit.leaderEpoch, commit.metadata] as const) : at;
    });
  }
}

/** @param log one of this engine's own, as all in its groups are */
function numberOf(log: ReadableLog): number {
  return ((log as PartitionLog).cold as ColdLog).topicNumber;
}
