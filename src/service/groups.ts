import type {
  CommitOffsetsRequest,
  CommitOffsetsResponse,
  DeleteGroupRequest,
  DeleteGroupResponse,
  GetGroupRequest,
  GetGroupResponse,
  ListGroupsRequest,
  ListGroupsResponse,
  ResetOffsetsRequest,
  ResetOffsetsResponse,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { type Group, GroupState } from "../../gen/ts/headwater/v1/group.js";
import type { Engine, GroupState as EngineState, GroupDescription, PartitionOffset } from "../engine/engine.js";
import { InvalidField } from "../engine/errors.js";
import { toPage, toPageToken } from "./pages.js";
import { checkDistinct, toPosition } from "./requests.js";

const STATES: Readonly<Record<EngineState, GroupState>> = {
  empty: GroupState.GROUP_STATE_EMPTY,
  stable: GroupState.GROUP_STATE_STABLE,
  rebalancing: GroupState.GROUP_STATE_REBALANCING,
};

export function groupCalls(engine: Engine) {
  return {
    async commitOffsets(request: CommitOffsetsRequest): Promise<CommitOffsetsResponse> {
      const { group, memberId, offsets } = request;
      if (offsets.length === 0) throw new InvalidField("offsets", "is empty: give at least one");
      checkEachOnce(offsets);
      const committed = await engine.commitOffsets({
        group,
        memberId: memberId === "" ? undefined : memberId,
        offsets: offsets.map(({ offset, ...partition }) => ({ ...partition, offset: Number(offset) })),
      });
      return { offsets: committed.map(toPartitionOffset) };
    },

    async getGroup({ group }: GetGroupRequest): Promise<GetGroupResponse> {
      return { group: toGroup(await engine.getGroup(group)) };
    },

    async listGroups(request: ListGroupsRequest): Promise<ListGroupsResponse> {
      const { groups, more } = await engine.listGroups(toPage(request));
      return { groups: groups.map(toGroup), nextPageToken: more ? toPageToken(groups.at(-1)!.group) : "" };
    },

    async resetOffsets(request: ResetOffsetsRequest): Promise<ResetOffsetsResponse> {
      const { group, topic, partitions, dryRun } = request;
      checkDistinct(partitions, "partitions");
      const to = toPosition(request.to, "to");
      if (to === undefined) throw new InvalidField("to", "is not given: say where to, as in earliest");
      const offsets = await engine.resetOffsets({
        group,
        topic,
        partitions: partitions.length > 0 ? partitions : undefined,
        to,
        dryRun,
      });
      return { offsets: offsets.map(toPartitionOffset) };
    },

    async deleteGroup({ group }: DeleteGroupRequest): Promise<DeleteGroupResponse> {
      await engine.deleteGroup(group);
      return {};
    },
  };
}

/** Each partition once. */
function checkEachOnce(offsets: CommitOffsetsRequest["offsets"]): void {
  const indexes = new Map<string, Map<number, number>>();
  for (const [index, { topic, partition }] of offsets.entries()) {
    const ofTopic = indexes.get(topic) ?? new Map<number, number>();
    indexes.set(topic, ofTopic);
    const earlier = ofTopic.get(partition);
    if (earlier !== undefined) {
      const problem = `is partition ${partition} of topic ${topic}, which offsets[${earlier}] names already`;
      throw new InvalidField(`offsets[${index}]`, problem);
    }
    ofTopic.set(partition, index);
  }
}

function toPartitionOffset({ offset, topic, partition }: PartitionOffset) {
  return { topic, partition, offset: BigInt(offset) };
}

function toGroup({ group, state, generation, members, offsets }: GroupDescription): Group {
  return {
    name: group,
    state: STATES[state],
    generation: BigInt(generation),
    members: members.map((member) => ({ ...member, partitions: [...member.partitions] })),
    offsets: offsets.map(({ topic, partition, committedOffset, logStartOffset, highWatermark, lag, memberId }) => ({
      topic,
      partition,
      committedOffset: committedOffset === undefined ? undefined : BigInt(committedOffset),
      logStartOffset: BigInt(logStartOffset),
      highWatermark: BigInt(highWatermark),
      lag: BigInt(lag),
      memberId: memberId ?? "",
    })),
  };
}
