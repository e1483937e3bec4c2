import type { Group } from "../../gen/ts/headwater/v1/group.js";
import type { Topic } from "../../gen/ts/headwater/v1/topic.js";
import type { BrokerClient } from "./broker.js";

const PAGE_SIZE = 1000;

/** Every topic, by name. */
export async function allTopics(client: BrokerClient, signal?: AbortSignal): Promise<Topic[]> {
  const topics: Topic[] = [];
  let pageToken = "";
  do {
    const page = await client.listTopics({ pageSize: PAGE_SIZE, pageToken }, signal && { signal });
    topics.push(...page.topics);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return topics;
}

/** Every group, by name. */
export async function allGroups(client: BrokerClient, signal?: AbortSignal): Promise<Group[]> {
  const groups: Group[] = [];
  let pageToken = "";
  do {
    const page = await client.listGroups({ pageSize: PAGE_SIZE, pageToken }, signal && { signal });
    groups.push(...page.groups);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return groups;
}
