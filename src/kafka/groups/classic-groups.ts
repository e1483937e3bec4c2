import { readConsumerProtocolAssignment } from "../../../gen/kafka/consumer-protocol-assignment.js";
import type { Engine, GroupState, HeldMembers, MemberDescription } from "../../engine/engine.js";
import type { TopicPartition } from "../../engine/records.js";
import { KafkaReader, MalformedMessage } from "../../kafka-protocol/messages.js";
import { ErrorCode, refusalOf } from "../errors.js";
import { ClassicGroup, type ClassicState } from "./classic-group.js";
import type { Joining, JoinResult } from "./classic-member.js";

interface Entry {
  readonly group: ClassicGroup;
  readonly letGo: () => void;
}

const STATES: Readonly<Record<ClassicState, GroupState>> = {
  Empty: "empty",
  PreparingRebalance: "rebalancing",
  CompletingRebalance: "rebalancing",
  Stable: "stable",
};

/** The groups that have members of the classic protocol. The engine holds each of them for this listener meanwhile. */
export class ClassicGroups {
  readonly #engine: Engine;
  readonly #maxMembers: number;
  readonly #groups = new Map<string, Entry>();

  constructor(engine: Engine, maxMembers: number) {
    this.#engine = engine;
    this.#maxMembers = maxMembers;
  }

  /** A group that has members, or clients that are about to join. */
  get(groupId: string): ClassicGroup | undefined {
    return this.#groups.get(groupId)?.group;
  }

  /** Joins a group, which comes to be with its first member. */
  async join(groupId: string, memberId: string, joining: Joining, needsKnownId: boolean): Promise<JoinResult> {
    let entry = this.#groups.get(groupId);
    if (entry === undefined) {
      try {
        entry = this.#create(groupId);
      } catch (error) {
        const { errorCode } = refusalOf(error, {
          GROUP_NOT_EMPTY: ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
          INVALID_FIELD: ErrorCode.INVALID_GROUP_ID,
          LIMIT_REACHED: ErrorCode.GROUP_MAX_SIZE_REACHED,
          SHUTTING_DOWN: ErrorCode.COORDINATOR_NOT_AVAILABLE,
        });
        return { errorCode, memberId };
      }
    }
    const result = entry.group.join(memberId, joining, needsKnownId);
    // What was refused has left nothing.
    if (entry.group.isUnused) this.#remove(groupId);
    return result;
  }

  /** Ends what members wait for. */
  close(): void {
    for (const { group } of this.#groups.values()) group.close();
    this.#groups.clear();
  }

  #create(groupId: string): Entry {
    const group = new ClassicGroup(groupId, this.#maxMembers, () => this.#remove(groupId));
    const entry = { group, letGo: this.#engine.holdGroup(groupId, heldMembers(group)) };
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

function heldMembers(group: ClassicGroup): HeldMembers {
  return {
    describe: () => ({
      state: STATES[group.state],
      generation: group.generation,
      members: group.members.map(
        ({ memberId, clientId, host, assignment }): MemberDescription => ({
          memberId,
          clientId,
          peer: host,
          partitions: group.protocolType === "consumer" ? partitionsOf(assignment) : [],
        }),
      ),
    }),
  };
}

/** What a consumer was assigned; the broker itself makes no use of it. */
function partitionsOf(assignment: Uint8Array): TopicPartition[] {
  if (assignment.length < 2) return [];
  try {
    const reader = new KafkaReader(assignment);
    const version = reader.int16();
    return readConsumerProtocolAssignment(reader, Math.min(version, 3)).assignedPartitions.flatMap(
      ({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })),
    );
  } catch (error) {
    // Opaque bytes of the clients' own: anything may be in there.
    if (error instanceof MalformedMessage) return [];
    throw error;
  }
}
