import type { GroupDescription, GroupState } from "../../engine/engine.js";
import type { Broker } from "../broker.js";
import type { ClassicGroup } from "./classic-group.js";

const STATES: Readonly<Record<GroupState, string>> = {
  empty: "Empty",
  rebalancing: "PreparingRebalance",
  stable: "Stable",
};

/** The type of those who subscribe, by whichever protocol. */
export const CONSUMER = "consumer";

/** A group of the classic protocol while it has members. */
export function classicGroup(broker: Broker, groupId: string): ClassicGroup | undefined {
  const group = broker.groups.get(groupId);
  return group === undefined || group.members.length === 0 ? undefined : group;
}

/** The state of a group in Kafka's words. */
export function groupStateOf(broker: Broker, { group, state }: GroupDescription): string {
  return classicGroup(broker, group)?.state ?? STATES[state];
}

/** Empty for a group without members, of which nothing but its offsets is known. */
export function protocolTypeOf(broker: Broker, { group, members }: GroupDescription): string {
  return classicGroup(broker, group)?.protocolType ?? (members.length > 0 ? CONSUMER : "");
}
