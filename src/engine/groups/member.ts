import { randomUUID } from "node:crypto";
import type { GroupMembership } from "../engine.js";
import type { ReadableTopic } from "../readable-log.js";
import { Reader } from "../readers/reader.js";

/** One Subscribe stream as a member of a consumer group. */
export class Member {
  /** A new id for every stream, so that an earlier stream of the same client is not mistaken for this one. */
  readonly memberId: string;
  readonly membership: GroupMembership;
  /** The topics of its request. */
  readonly topics: readonly ReadableTopic[];
  readonly topicNames: ReadonlySet<string>;
  readonly reader = new Reader();

  constructor(membership: GroupMembership, topics: readonly ReadableTopic[]) {
    this.memberId = `${membership.clientId || "member"}-${randomUUID()}`;
    this.membership = membership;
    this.topics = topics;
    this.topicNames = new Set(topics.map((topic) => topic.name));
  }
}
