import { type Assigned, CommitMode as WireCommitMode } from "../../../gen/ts/headwater/v1/broker_service.js";
import { notify } from "../callback.js";
import type { EncodedBatch } from "../codec/encoded-batch.js";
import type { Connection } from "../connection.js";
import type { SubscribeEvent } from "../definition.js";
import { toWireDuration } from "../duration.js";
import { answered, HeadwaterError, toHeadwaterError } from "../errors.js";
import { toWirePosition } from "../position.js";
import { keyOf, type TopicPartition } from "../topic-partition.js";
import { Committer } from "./committer.js";
import type { Inbox } from "./inbox.js";
import { type ConsumerOptions, DEFAULT_HEARTBEAT_INTERVAL_MS } from "./options.js";
import { Pulse } from "./pulse.js";
import { ReadPartition } from "./read-partition.js";
import { Retry } from "./retry.js";
import type { CommittedOffset, Source } from "./source.js";

const DEFAULT_MAX_IN_FLIGHT = 1000;
const DEFAULT_COMMIT_INTERVAL_MS = 1000;

/** Batches that may wait where the broker doesn't count what is in flight. */
const READ_AHEAD = 2;

/** A broker sees within a round trip or two that a stream was cancelled. */
const MAX_LEAVE_CHECKS = 20;

/** How far the group was in which topic. */
interface Known {
  readonly topicId: string | undefined;
  readonly offset: bigint;
}

/** A member of a consumer group, for one Subscribe stream after the other. */
export class GroupMember implements Source {
  readonly partitions = new Map<string, ReadPartition>();
  readonly #connection: Connection;
  readonly #group: string;
  readonly #options: ConsumerOptions;
  readonly #inbox: Inbox;
  readonly #maxInFlight: number;
  readonly #heartbeatIntervalMs: number;
  readonly #committer: Committer;
  readonly #closing = new AbortController();
  readonly #retry: Retry;
  /** How far the group was, by partition, when this member last knew. */
  readonly #known = new Map<string, Known>();
  #leave = new AbortController();
  #memberId = "";
  #started: Promise<void> | undefined;
  #onAssigned = () => {};
  #running: Promise<void> = Promise.resolve();

  constructor(connection: Connection, group: string, options: ConsumerOptions, inbox: Inbox) {
    this.#connection = connection;
    this.#group = group;
    this.#options = options;
    this.#heartbeatIntervalMs = options.heartbeatIntervalMs ?? DEFAULT_HEARTBEAT_INTERVAL_MS;
    this.#inbox = inbox;
    this.#maxInFlight = options.commit === "on-delivery" ? 0 : (options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT);
    this.#retry = new Retry(options, connection, this.#closing.signal);
    this.#committer = new Committer(
      connection,
      options.commitIntervalMs ?? DEFAULT_COMMIT_INTERVAL_MS,
      () => ({ group, memberId: this.#memberId, partitions: this.partitions, ended: this.#leave.signal }),
      (error, partitions) => this.#commitFailed(error, partitions),
    );
  }

  start(): Promise<void> {
    this.#started ??= new Promise((resolve, reject) => {
      this.#onAssigned = resolve;
      this.#running = this.#run().catch((error: unknown) => {
        this.#inbox.end({ error });
        reject(error);
      });
    });
    return this.#started;
  }

  processed(partition: ReadPartition, records: number): void {
    const { commit = "auto", commitIntervalMs } = this.#options;
    if (commit !== "auto" || partition.isLost) return;
    partition.uncommitted += records;
    this.#committer.add(partition);
    const isAwaited = partition.isRevoking && partition.position >= partition.received;
    const isFull = this.#maxInFlight > 0 && partition.uncommitted >= this.#maxInFlight / 2;
    if (isAwaited || isFull || commitIntervalMs === 0) void this.#committer.flush();
  }

  async commit(offsets: readonly CommittedOffset[]): Promise<void> {
    if (this.#options.commit === "on-delivery") throw new TypeError("with on-delivery the broker commits");
    for (const offset of offsets) {
      if (this.partitions.get(keyOf(offset))?.topicId === offset.topicId) continue;
      const message = `${keyOf(offset)} is not this member's, or not any more`;
      throw new HeadwaterError(message, { code: "ABORTED", reason: "NOT_ASSIGNED" });
    }
    try {
      await this.#committer.commit(offsets);
    } catch (error) {
      if (error instanceof HeadwaterError) void this.#checkMembership(error);
      throw error;
    }
  }

  pause(): void {
    if (this.#maxInFlight === 0)
      throw new TypeError("pause() in a group needs maxInFlight, which bounds what still comes");
  }

  seek(): never {
    throw new TypeError("seek() can't be used in a group: its place is what is committed; use groups.reset()");
  }

  async close(): Promise<void> {
    if (this.#options.commit !== "manual") await this.#committer.flush();
    this.#committer.stop();
    this.#closing.abort();
    this.#leave.abort();
    this.#onAssigned();
    await this.#running;
    await this.#left();
    this.#lose([...this.partitions.values()]);
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#follow();
      } catch (error) {
        await this.#retry.after(toHeadwaterError(error));
      }
    }
  }

  async #follow(): Promise<void> {
    const leave = new AbortController();
    this.#leave = leave;
    const pulse = new Pulse(this.#heartbeatIntervalMs, () => leave.abort());
    try {
      for await (const event of this.#connection.stub.subscribe(this.#request(), { signal: leave.signal })) {
        pulse.beat();
        this.#on(event);
        if (this.#maxInFlight > 0) continue;
        pulse.hold();
        await this.#inbox.room(READ_AHEAD);
        pulse.beat();
      }
    } catch (error) {
      if (!leave.signal.aborted) throw error;
    } finally {
      pulse.stop();
      if (pulse.isLost) this.#connection.renew();
      if (!this.#closing.signal.aborted) this.#lose([...this.partitions.values()]);
    }
    if (!this.#closing.signal.aborted) throw new HeadwaterError("the membership is gone", { code: "UNAVAILABLE" });
  }

  #request() {
    const { topics, start = "earliest", commit, clientId = "", revokeTimeoutMs } = this.#options;
    const { maxBatchRecords = 0, maxBatchBytes = 0 } = this.#options;
    return {
      topics: [...topics],
      group: this.#group,
      start: toWirePosition(start),
      commitMode:
        commit === "on-delivery" ? WireCommitMode.COMMIT_MODE_ON_DELIVERY : WireCommitMode.COMMIT_MODE_EXPLICIT,
      maxBatchRecords,
      maxBatchBytes,
      maxInFlight: this.#maxInFlight,
      heartbeatInterval: toWireDuration("heartbeatIntervalMs", this.#heartbeatIntervalMs),
      clientId,
      ...(revokeTimeoutMs !== undefined && { revokeTimeout: toWireDuration("revokeTimeoutMs", revokeTimeoutMs) }),
    };
  }

  #on({ assigned, batch, revoking, revoked, truncated }: SubscribeEvent): void {
    if (assigned !== undefined) this.#add(assigned);
    else if (batch !== undefined) this.#receive(batch);
    else if (revoking !== undefined) this.#startRevoking(revoking.partitions);
    else if (revoked !== undefined) this.#lose(this.#find(revoked.partitions));
    else if (truncated?.partition !== undefined) {
      const { fromOffset, toOffset } = truncated;
      notify(this.#options.onDataLoss, { ...truncated.partition, fromOffset, toOffset, cause: "retention" });
    }
  }

  #add({ memberId, partitions }: Assigned): void {
    this.#retry.reset();
    this.#memberId = memberId;
    for (const assigned of partitions) {
      const key = keyOf(assigned);
      const { topic, partition, topicId, startOffset, highWatermark } = assigned;
      const known = this.#known.get(key);
      if (known !== undefined && (topicId !== known.topicId || startOffset < known.offset)) {
        const loss = {
          topic,
          partition,
          fromOffset: known.offset,
          toOffset: startOffset,
          cause: "log-replaced",
        } as const;
        notify(this.#options.onDataLoss, loss);
      }
      this.#known.set(key, { topicId, offset: startOffset });
      this.partitions.set(key, new ReadPartition(assigned, topicId, startOffset, highWatermark));
    }
    this.#onAssigned();
    if (partitions.length > 0) notify(this.#options.onAssigned, partitions.map(toTopicPartition));
  }

  #receive(batch: EncodedBatch): void {
    const partition = this.partitions.get(keyOf(batch));
    if (partition === undefined) return;
    batch.topicId = partition.topicId;
    partition.received = batch.nextOffset;
    partition.highWatermark = batch.highWatermark;
    this.#inbox.add({ partition, batch, from: 0 });
  }

  /** What is processed is committed at once, and what has come goes first, so that the next holder waits no longer than it must. */
  #startRevoking(partitions: readonly TopicPartition[]): void {
    for (const partition of this.#find(partitions)) partition.isRevoking = true;
    void this.#committer.flush();
  }

  #find(partitions: readonly TopicPartition[]): ReadPartition[] {
    return partitions.flatMap((partition) => this.partitions.get(keyOf(partition)) ?? []);
  }

  #lose(partitions: readonly ReadPartition[]): void {
    for (const partition of partitions) {
      const key = keyOf(partition);
      const offset = this.#options.commit === "on-delivery" ? partition.received : partition.committed;
      this.#known.set(key, { topicId: partition.topicId, offset });
      this.partitions.delete(key);
      partition.lose();
      this.#inbox.drop(partition);
    }
    if (partitions.length > 0) notify(this.#options.onRevoked, partitions.map(toTopicPartition));
  }

  #commitFailed(error: HeadwaterError, partitions: readonly TopicPartition[]): void {
    notify(this.#options.onCommitError, error, partitions);
    if (error.reason === "NOT_ASSIGNED") this.#lose(this.#find(partitions));
    void this.#checkMembership(error);
  }

  /** Joins again where the broker has forgotten this member. */
  async #checkMembership({ reason }: HeadwaterError): Promise<void> {
    if (reason !== "NOT_ASSIGNED") return;
    const leave = this.#leave;
    if (!(await this.#isMember().catch(() => true))) leave.abort();
  }

  /** Resolves when the broker has seen that this member left, so that others can be told that it has. */
  async #left(): Promise<void> {
    for (let tries = 0; tries < MAX_LEAVE_CHECKS; tries++) {
      if (!(await this.#isMember().catch(() => false))) return;
    }
  }

  async #isMember(): Promise<boolean> {
    const memberId = this.#memberId;
    if (memberId === "") return false;
    const { group } = await answered(this.#connection.stub.getGroup({ group: this.#group }));
    return group?.members.some((member) => member.memberId === memberId) ?? false;
  }
}

function toTopicPartition({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}
