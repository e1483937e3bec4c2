import type { EngineKind } from "./errors.js";
import type { AppendedRun, EncodedRecords, RecordBatch, TopicPartition } from "./records.js";

/**
 * What a transport may ask of an engine. Offsets are safe integers here: at a million appends a second, a partition
 * would take 285 years to reach the first offset that a double can't hold.
 *
 * Every method throws a {@link BrokerError} where the request is refused, and has changed nothing then.
 */
export interface Engine {
  createTopic(spec: TopicSpec): Promise<TopicDescription>;
  getTopic(topic: string): Promise<TopicDescription>;
  /** The name of the topic that has this id now. @throws {TopicNotFound} */
  topicName(topicId: string): Promise<string>;
  /** Topics in the order of their names, from the first one after `after`. */
  listTopics(page: Page): Promise<TopicPage>;
  updateTopic(change: TopicChange): Promise<TopicDescription>;
  deleteTopic(topic: string): Promise<void>;

  /** Appends all records or none; they can be read when this returns. */
  append(request: AppendRequest): Promise<readonly AppendedRun[]>;
  /** One read of one partition: waits up to `maxWaitMs` for the first record, then answers with an empty batch. */
  fetch(request: FetchRequest, signal: AbortSignal): Promise<RecordBatch>;
  /**
   * Waits until one of these partitions has a record at its offset or a later one, or is there no more, up to `maxWaitMs`.
   * An abort ends it too.
   */
  awaitRecords(positions: readonly PartitionOffset[], maxWaitMs: number, signal: AbortSignal): Promise<void>;
  /**
   * Follows topics until `stop` or `limit`, the signal, whose reason is thrown then, or the end of a topic.
   * Nothing is read ahead: the next batch is cut from the log when the consumer asks for it.
   */
  subscribe(request: SubscribeRequest, signal: AbortSignal): AsyncIterable<SubscribeEvent>;
  /** The offset of a position in every partition, in partition order. */
  listOffsets(topic: string, position: Position): Promise<readonly PartitionOffset[]>;

  /**
   * Moves committed offsets forward, all or none; an older one changes nothing.
   *
   * @returns what is committed now, in the order of the request
   */
  commitOffsets(request: CommitRequest): Promise<readonly PartitionOffset[]>;
  getGroup(group: string): Promise<GroupDescription>;
  /** Groups in the order of their names, from the first one after `after`. */
  listGroups(page: Page): Promise<GroupPage>;
  /**
   * Moves the committed offsets of a group without members to a position, back or forward.
   *
   * @returns what is committed now, or with `dryRun` what would be
   */
  resetOffsets(request: ResetRequest): Promise<readonly PartitionOffset[]>;
  deleteGroup(group: string): Promise<void>;

  /**
   * Keeps streams out of a group that has members of another kind, which a listener manages: {@link subscribe} with it is
   * refused with `GROUP_NOT_EMPTY`, and so is what needs a group without members. A group has members of one kind at a time.
   *
   * @returns how to let go of the group again
   * @throws {GroupNotEmpty} where it has members already
   */
  holdGroup(group: string, members: HeldMembers): () => void;
  /**
   * Sets committed offsets, all or none: forward or back, and of any group without streams. Whether a member of a held
   * group may is for the listener to know.
   *
   * @throws {GroupNotEmpty}
   */
  setOffsets(group: string, offsets: readonly CommittedOffset[]): Promise<void>;
  /** What is committed, by topic and partition; nothing for a group that is not there. */
  committedOffsets(group: string): Promise<readonly CommittedOffset[]>;
  /** Forgets committed offsets of a group. @throws {GroupNotFound} {@link GroupNotEmpty} for a group with streams */
  deleteOffsets(group: string, partitions: readonly TopicPartition[]): Promise<void>;

  describe(): EngineDescription;

  /**
   * Begins to stop: appends are refused with `SHUTTING_DOWN`, fetches don't wait any more, and each subscription ends with
   * `SHUTTING_DOWN` once it has every record and, if it is a member's, what it was sent is committed. Members whose
   * commits are missing are told with `revoking`. No partition goes to another member any more.
   *
   * @param graceMs how long it is until {@link close}
   */
  drain(graceMs: number): void;
  /** Ends what is still waiting with `SHUTTING_DOWN` and lets go of everything. */
  close(): Promise<void>;
}

export interface EngineDescription {
  readonly kind: EngineKind;
  /** Bytes that the logs occupy. */
  readonly logBytes: number;
  /** Bytes that the logs may occupy. Absent: no bound. */
  readonly maxLogBytes?: number | undefined;
}

export interface TopicConfig {
  /** Milliseconds; -1: kept for ever. */
  readonly retentionMs: number;
  /** Bytes of one partition; -1: no bound. */
  readonly retentionBytes: number;
  /** Bytes of one encoded record. */
  readonly maxRecordBytes: number;
}

export interface TopicSpec {
  readonly topic: string;
  /** Absent: the engine's default. */
  readonly partitions?: number | undefined;
  /** What is absent comes from the engine's defaults. */
  readonly config: Partial<TopicConfig>;
}

export interface TopicChange {
  readonly topic: string;
  /** The new count. Absent: unchanged. */
  readonly partitions?: number | undefined;
  /** What is absent stays as it is. */
  readonly config: Partial<TopicConfig>;
}

export interface TopicDescription {
  readonly topic: string;
  /** A UUID. A topic that is created anew under the same name has another one. */
  readonly topicId: string;
  readonly partitions: readonly PartitionDescription[];
  readonly config: TopicConfig;
}

export interface PartitionDescription {
  readonly partition: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly sizeBytes: number;
}

export interface Page {
  readonly limit: number;
  readonly after?: string;
}

export interface TopicPage {
  readonly topics: readonly TopicDescription[];
  /** Whether there are topics after the last one. */
  readonly more: boolean;
}

export type Position =
  | { readonly at: "earliest" }
  | { readonly at: "latest" }
  | { readonly at: "offset"; readonly offset: number }
  | { readonly at: "timestamp"; readonly timestampMs: number }
  | { readonly at: "tail"; readonly count: number };

export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
}

export interface AppendRequest {
  readonly topic: string;
  readonly records: EncodedRecords;
  /** Absent: by key. */
  readonly partition?: number | undefined;
  /** Appends only if this is the log end offset of `partition`, which must be given then. */
  readonly expectedOffset?: number | undefined;
  /** What must have happened when the append resolves. Absent: as `leader`. */
  readonly acks?: Acks;
  /** Which request of which producer it is, so that it is appended once. */
  readonly producer?: ProducerSequence | undefined;
}

/**
 * How safe records are when they are acknowledged: not at all, as the engine keeps them by itself, or on disk or on every
 * replica that is in sync.
 */
export type Acks = "none" | "leader" | "all";

export interface ProducerSequence {
  readonly producerId: string;
  /** Of the instances under one name: the highest one counts. */
  readonly epoch: number;
  /** 0 for the first request of an epoch, then one more for each. */
  readonly sequence: number;
}

/** How much one batch may hold at most, looked at anew for each. The first record is read whatever its size. */
export interface BatchBounds {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

export interface FetchRequest extends TopicPartition {
  readonly start: Position;
  readonly bounds: BatchBounds;
  readonly maxWaitMs: number;
}

export interface SubscribeRequest {
  /** Each once. */
  readonly topics: readonly string[];
  /** Each once. Just these of the one topic. Absent: all, and those that are added later. */
  readonly partitions?: readonly number[] | undefined;
  readonly start: Position;
  /** Exclusive. Given: partitions that are added later are not read. */
  readonly stop?: Position | undefined;
  /** Records in all. */
  readonly limit?: number | undefined;
  readonly bounds: BatchBounds;
  /** Milliseconds without an event after which a heartbeat comes, up to 2^31 - 1. Absent: never. */
  readonly heartbeatMs?: number | undefined;
  /** Absent: a reader of its own, that nobody remembers. */
  readonly membership?: GroupMembership | undefined;
}

/** What a member of a consumer group says of itself. The stream is the membership. */
export interface GroupMembership {
  readonly group: string;
  /** Shown to people; may be empty. */
  readonly clientId: string;
  /** The client's network address. */
  readonly peer: string;
  /** Whether the broker commits each batch as it sends it; otherwise the client commits. */
  readonly commitsOnDelivery: boolean;
  /** Most records of one partition that are sent and not committed. Absent: any number. */
  readonly maxInFlight?: number | undefined;
  /** How long a partition that moves away waits for this member's commits. Milliseconds. */
  readonly revokeTimeoutMs: number;
}

export type SubscribeEvent =
  | {
      readonly type: "assigned";
      readonly partitions: readonly AssignedPartition[];
      /** Absent without group. */
      readonly member?: { readonly memberId: string; readonly generation: number };
    }
  /** No more records of these are sent; they move when everything sent is committed, or when the time is over. */
  | { readonly type: "revoking"; readonly partitions: readonly TopicPartition[]; readonly timeoutMs: number }
  /** These are no longer the member's. */
  | { readonly type: "revoked"; readonly partitions: readonly TopicPartition[]; readonly generation: number }
  | { readonly type: "batch"; readonly batch: RecordBatch }
  | { readonly type: "caught-up" }
  /** Nothing happened for a while. */
  | { readonly type: "heartbeat" }
  | ({ readonly type: "truncated"; readonly fromOffset: number; readonly toOffset: number } & TopicPartition);

export interface AssignedPartition extends TopicPartition {
  readonly topicId: string;
  readonly startOffset: number;
  readonly highWatermark: number;
}

export interface CommitRequest {
  readonly group: string;
  /** Absent: only for partitions that no member holds. */
  readonly memberId?: string | undefined;
  readonly offsets: readonly PartitionOffset[];
}

/** A committed offset with what clients of Kafka's protocol keep beside it. */
export interface CommittedOffset extends PartitionOffset {
  /** -1: unknown. */
  readonly leaderEpoch: number;
  /** Any text of the client's. */
  readonly metadata: string;
}

/** Members of a group that a listener manages. */
export interface HeldMembers {
  describe(): Pick<GroupDescription, "state" | "generation" | "members">;
}

export interface ResetRequest {
  readonly group: string;
  readonly topic: string;
  /** Absent: all. */
  readonly partitions?: readonly number[] | undefined;
  readonly to: Position;
  readonly dryRun: boolean;
}

/** Empty: no members. Rebalancing: some partition waits for its last member's commits. */
export type GroupState = "empty" | "stable" | "rebalancing";

export interface GroupDescription {
  readonly group: string;
  readonly state: GroupState;
  /** Grows with every change of assignment. */
  readonly generation: number;
  readonly members: readonly MemberDescription[];
  /** Of every partition that a member asked for or that has a committed offset, by topic and partition. */
  readonly offsets: readonly GroupOffset[];
}

export interface MemberDescription {
  readonly memberId: string;
  readonly clientId: string;
  readonly peer: string;
  readonly partitions: readonly TopicPartition[];
}

export interface GroupOffset extends TopicPartition {
  /** The next offset that the group will read. Absent: nothing committed yet. */
  readonly committedOffset?: number | undefined;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  /** Records still to read. */
  readonly lag: number;
  /** The member that reads it now, if any. */
  readonly memberId?: string | undefined;
}

export interface GroupPage {
  readonly groups: readonly GroupDescription[];
  /** Whether there are groups after the last one. */
  readonly more: boolean;
}
