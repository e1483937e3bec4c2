import { randomUUID } from "node:crypto";
import type { GroupMembership, Position } from "../../engine.js";
import { Reader } from "../reader.js";
import type { Topic } from "../topic.js";

/** One Subscribe stream as a member of a consumer group. */
export class Member {
  /** Fresh for every stream, so that an earlier stream of the same client can't pass for this one. */
  readonly memberId: string;
  readonly membership: GroupMembership;
  /** What it asked for. */
  readonly topics: readonly Topic[];
  readonly topicNames: ReadonlySet<string>;
  /** Where it starts in a partition for which the group has no offset yet. */
  readonly start: Position;
  readonly reader = new Reader();

  constructor(membership: GroupMembership, topics: readonly Topic[], start: Position) {
    this.memberId = `${membership.clientId || "member"}-${randomUUID()}`;
    this.membership = membership;
    this.topics = topics;
    this.topicNames = new Set(topics.map((topic) => topic.name));
    this.start = start;
  }
}
