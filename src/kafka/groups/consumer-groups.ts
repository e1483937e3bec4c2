import type { Engine } from "../../engine/engine.js";
import { TopicNotFound } from "../../engine/errors.js";
import { ErrorCode, refusalOf } from "../errors.js";
import {
  ConsumerGroup,
  HEARTBEAT_INTERVAL_MS,
  type Heartbeat,
  type HeartbeatResult,
  type SubscribedTopic,
} from "./consumer-group.js";

interface Entry {
  readonly group: ConsumerGroup;
  readonly letGo: () => void;
  /** When its topics were last looked at, by the monotonic clock. Milliseconds. */
  lookedAtMs: number;
}

/** The groups that have members of the consumer protocol. The engine holds each of them for this listener meanwhile. */
export class ConsumerGroups {
  readonly #engine: Engine;
  readonly #maxMembers: number;
  readonly #groups = new Map<string, Entry>();

  constructor(engine: Engine, maxMembers: number) {
    this.#engine = engine;
    this.#maxMembers = maxMembers;
  }

  get(groupId: string): ConsumerGroup | undefined {
    return this.#groups.get(groupId)?.group;
  }

  /** A group comes to be with the first member that joins it. */
  async heartbeat(groupId: string, beat: Heartbeat): Promise<HeartbeatResult> {
    let entry = this.#groups.get(groupId);
    if (entry === undefined) {
      if (beat.memberEpoch !== 0)
        return { errorCode: ErrorCode.UNKNOWN_MEMBER_ID, errorMessage: `no group ${groupId}` };
      try {
        entry = this.#create(groupId);
      } catch (error) {
        return refusalOf(error, {
          GROUP_NOT_EMPTY: ErrorCode.GROUP_ID_NOT_FOUND,
          INVALID_FIELD: ErrorCode.INVALID_GROUP_ID,
          LIMIT_REACHED: ErrorCode.GROUP_MAX_SIZE_REACHED,
          SHUTTING_DOWN: ErrorCode.COORDINATOR_NOT_AVAILABLE,
        });
      }
    }
    const { group } = entry;
    const isChange = beat.topics !== null;
    if (isChange || performance.now() - entry.lookedAtMs >= HEARTBEAT_INTERVAL_MS) {
      const topics = await this.#topics(new Set([...group.subscribedTopics, ...(beat.topics ?? [])]));
      // Its last member may have left meanwhile, and others be in a group of the same name.
      if (this.#groups.get(groupId) !== entry) return this.heartbeat(groupId, beat);
      group.update(topics);
      entry.lookedAtMs = performance.now();
    }
    const result = group.heartbeat(beat);
    if (group.isEmpty) this.#remove(groupId);
    return result;
  }

  close(): void {
    for (const { group } of this.#groups.values()) group.close();
    this.#groups.clear();
  }

  async #topics(names: ReadonlySet<string>): Promise<Map<string, SubscribedTopic>> {
    const topics = new Map<string, SubscribedTopic>();
    for (const name of names) {
      try {
        const { topicId, partitions } = await this.#engine.getTopic(name);
        topics.set(name, { topicId, partitions: partitions.length });
      } catch (error) {
        // A topic may be subscribed to before it is there.
        if (!(error instanceof TopicNotFound)) refusalOf(error);
      }
    }
    return topics;
  }

  #create(groupId: string): Entry {
    const group = new ConsumerGroup(this.#maxMembers, () => this.#remove(groupId));
    const members = {
      describe: () => ({
        state: group.isStable ? ("stable" as const) : ("rebalancing" as const),
        generation: group.epoch,
        members: group.describe(),
      }),
    };
    const entry = { group, letGo: this.#engine.holdGroup(groupId, members), lookedAtMs: Number.NEGATIVE_INFINITY };
    this.#groups.set(groupId, entry);
    return entry;
  }

  #remove(groupId: string): void {
    const entry = this.#groups.get(groupId);
    if (entry === undefined) return;
    this.#groups.delete(groupId);
    entry.letGo();
  }
}
