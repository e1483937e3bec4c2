import type { Group, GroupState } from "../../client/groups.js";

/** As Kafka writes it. */
const STATES: { readonly [State in GroupState]: string } = {
  empty: "Empty",
  stable: "Stable",
  rebalancing: "Rebalancing",
};

export function showState(state: GroupState): string {
  return STATES[state];
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
      memberId: offset.memberId ?? null,
    })),
  };
}
