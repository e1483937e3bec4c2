import { type Group as WireGroup, GroupState as WireState } from "../../gen/ts/headwater/v1/group.js";
import { checkInteger, MAX_INT32, requiredText } from "./checks.js";
import type { Connection } from "./connection.js";
import { answered } from "./errors.js";
import { type Position, toWirePosition } from "./position.js";
import type { PartitionOffset, TopicPartition } from "./topic-partition.js";

/** Empty: no members. Rebalancing: some partition waits for its last member's commits. */
export type GroupState = "empty" | "stable" | "rebalancing";

export interface Member {
  readonly memberId: string;
  readonly clientId: string;
  /** Network address. */
  readonly peer: string;
  readonly partitions: readonly TopicPartition[];
}

export interface GroupOffset extends TopicPartition {
  /** The next offset that the group will read. Absent: nothing committed yet. */
  readonly committedOffset: bigint | undefined;
  readonly logStartOffset: bigint;
  readonly highWatermark: bigint;
  /** Records still to read. */
  readonly lag: bigint;
  /** The member that reads it now. Absent: none does. */
  readonly memberId: string | undefined;
}

export interface Group {
  readonly name: string;
  readonly state: GroupState;
  /** Grows with every change of assignment. */
  readonly generation: bigint;
  readonly members: readonly Member[];
  readonly offsets: readonly GroupOffset[];
}

export interface ResetTarget {
  readonly topic: string;
  /** Absent: every partition. */
  readonly partitions?: readonly number[];
  readonly to: Position;
  /** Only says what it would do. Default false. */
  readonly dryRun?: boolean;
}

/** Consumer groups. Every method throws a {@link HeadwaterError} where the broker refuses, and a TypeError for what can't be asked. */
export class Groups {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws {HeadwaterError} GROUP_NOT_FOUND */
  async get(group: string): Promise<Group> {
    const request = { group: requiredText("group", group) };
    return toGroup((await answered(this.#connection.stub.getGroup(request))).group!);
  }

  /** In the order of their names, read page by page as they are asked for. */
  async *list(): AsyncGenerator<Group, void, undefined> {
    let pageToken = "";
    do {
      const page = await answered(this.#connection.stub.listGroups({ pageToken }));
      yield* page.groups.map(toGroup);
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
  }

  /**
   * Moves committed offsets, back or forward, of a group without members.
   *
   * @returns what is committed now, or with `dryRun` what would be
   * @throws {HeadwaterError} GROUP_NOT_EMPTY, TOPIC_NOT_FOUND, PARTITION_NOT_FOUND, OFFSET_OUT_OF_RANGE
   */
  async reset(group: string, { topic, partitions = [], to, dryRun = false }: ResetTarget): Promise<PartitionOffset[]> {
    for (const [index, partition] of partitions.entries())
      checkInteger(`partitions[${index}]`, partition, 0, MAX_INT32);
    const request = {
      group: requiredText("group", group),
      topic: requiredText("topic", topic),
      partitions: [...partitions],
      to: toWirePosition(to),
      dryRun,
    };
    return (await answered(this.#connection.stub.resetOffsets(request))).offsets;
  }

  /** @throws {HeadwaterError} GROUP_NOT_FOUND, GROUP_NOT_EMPTY */
  async delete(group: string): Promise<void> {
    await answered(this.#connection.stub.deleteGroup({ group: requiredText("group", group) }));
  }
}

function toGroup({ name, state, generation, members, offsets }: WireGroup): Group {
  return {
    name,
    state: toState(state),
    generation,
    members,
    offsets: offsets.map((offset) => ({
      ...offset,
      committedOffset: offset.committedOffset,
      memberId: offset.memberId || undefined,
    })),
  };
}

function toState(state: WireState): GroupState {
  if (state === WireState.GROUP_STATE_EMPTY) return "empty";
  return state === WireState.GROUP_STATE_REBALANCING ? "rebalancing" : "stable";
}
