import { type Group, GroupState } from "../../../gen/ts/headwater/v1/group.js";

/** As in `Stable`, which is how Kafka writes it. */
export function showState(state: GroupState): string {
  switch (state) {
    case GroupState.GROUP_STATE_EMPTY:
      return "Empty";
    case GroupState.GROUP_STATE_STABLE:
      return "Stable";
    case GroupState.GROUP_STATE_REBALANCING:
      return "Rebalancing";
    default:
      return "Unknown";
  }
}

/** Records that the group has still to read. */
export function lagOf({ offsets }: Group): bigint {
  return offsets.reduce((sum, { lag }) => sum + lag, 0n);
}

/** What is said of a group in one line of JSON. */
export function toPlain({ name, state, generation, members, offsets }: Group): object {
  return {
    group: name,
    state: showState(state),
    generation,
    members: members.map(({ memberId, clientId, peer, partitions }) => ({
      memberId,
      clientId,
      host: peer,
      partitions: partitions.map(({ topic, partition }) => ({ topic, partition })),
    })),
    offsets: offsets.map((offset) => ({
      topic: offset.topic,
      partition: offset.partition,
      committedOffset: offset.committedOffset ?? null,
      logStartOffset: offset.logStartOffset,
      highWatermark: offset.highWatermark,
      lag: offset.lag,
      memberId: offset.memberId === "" ? null : offset.memberId,
    })),
  };
}
