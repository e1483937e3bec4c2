import { ClientError, Status } from "nice-grpc";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { KEPT_PARTITIONS, KEPT_TOPICS } from "../requests/pools.js";

const PAGE_SIZE = 1000;
const KEEP = { retentionMs: -1n, retentionBytes: -1n };

/** How long the members of connections that are cut may still be members. Milliseconds. */
const LEAVE_TIMEOUT_MS = 20_000;

/** Creates the topics whose records are read back. */
export async function createKeptTopics(broker: BrokerServiceClient): Promise<void> {
  for (const topic of KEPT_TOPICS) await broker.createTopic({ topic, partitions: KEPT_PARTITIONS, config: KEEP });
}

/**
 * Lets no topic lose records from now on.
 *
 * @returns how many records there are
 */
export async function holdRecords(broker: BrokerServiceClient): Promise<number> {
  const { topics } = await broker.listTopics({ pageSize: PAGE_SIZE });
  let records = 0n;
  for (const { name } of topics) {
    const { topic } = await broker.updateTopic({ topic: name, config: KEEP });
    for (const { highWatermark, logStartOffset } of topic?.partitions ?? []) records += highWatermark - logStartOffset;
  }
  return Number(records);
}

/**
 * Deletes every topic and every group.
 *
 * @throws {Error} where a group still has members although no stream is open
 */
export async function clear(broker: BrokerServiceClient): Promise<void> {
  const { topics } = await broker.listTopics({ pageSize: PAGE_SIZE });
  for (const { name } of topics) await broker.deleteTopic({ topic: name });
  const { groups } = await broker.listGroups({ pageSize: PAGE_SIZE });
  for (const { name } of groups) await deleteGroup(broker, name);
}

async function deleteGroup(broker: BrokerServiceClient, group: string): Promise<void> {
  const until = Date.now() + LEAVE_TIMEOUT_MS;
  for (;;) {
    try {
      await broker.deleteGroup({ group });
      return;
    } catch (error) {
      // Its last member leaves, or left with the topic, while it is asked.
      if (error instanceof ClientError && error.code === Status.NOT_FOUND) return;
      const hasMembers = error instanceof ClientError && error.code === Status.FAILED_PRECONDITION;
      if (!hasMembers || Date.now() > until) throw error;
    }
  }
}
