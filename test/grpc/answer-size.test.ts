import { expect, test } from "vitest";
import { GetGroupResponse, GetTopicResponse, ListOffsetsResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { resolveSettings } from "../../src/settings.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { refusal } from "../helpers/refusal.js";
import { Subscriber } from "../helpers/subscriber.js";

/** What a gRPC stub takes as one message if nobody has set it otherwise. */
const DEFAULT_MESSAGE_BYTES = 4 * 1024 * 1024;

const LONG = "n".repeat(248);
const RAISED = {
  maxTopicPartitions: 10_000,
  maxStreamPartitions: 1_000_000,
  maxCommittedOffsets: 1_000_000,
  maxSubscribedPartitions: 1_000_000,
  maxGroupMembers: 1_000_000,
};

test("the answers about a topic fit with as many partitions and as long a name as there can be", async () => {
  expect(() => resolveSettings({ maxTopicPartitions: 10_001 })).toThrow("from 1 to 10000");
  const client = testClient(await testBroker(RAISED));
  const topic = `t${LONG}`;
  const created = await client.createTopic({ topic, partitions: 10_000 });
  expect(GetTopicResponse.encode(created).finish().length).toBeLessThan(DEFAULT_MESSAGE_BYTES / 2);
  const offsets = await client.listOffsets({ topic });
  expect(offsets.offsets).toHaveLength(10_000);
  // Each offset may take 10 bytes more than 0 does.
  expect(ListOffsetsResponse.encode(offsets).finish().length).toBeLessThan(DEFAULT_MESSAGE_BYTES - 100_000);
});

test("the answer about a group fits: who would make it larger is refused, and nothing is left of them", async () => {
  const client = testClient(await testBroker(RAISED));
  const topics = Array.from({ length: 10 }, (_, index) => `${index}${LONG}`);
  for (const topic of topics) await client.createTopic({ topic, partitions: 1000 });
  // Of three bytes each.
  const clientId = "\u6c34".repeat(249);
  const refused = async (call: Promise<unknown>) =>
    expect(await refusal(call)).toMatchObject({
      reason: "LIMIT_REACHED",
      message: expect.stringContaining("use several groups, or shorter names of topics and client ids"),
    });
  const group = async () => {
    const answer = await client.getGroup({ group: "g" });
    const bytes = GetGroupResponse.encode(answer).finish().length;
    // Each of the offsets may take 9 bytes more.
    expect(bytes + 4 * 9 * answer.group!.offsets.length).toBeLessThan(DEFAULT_MESSAGE_BYTES);
    return answer.group!;
  };

  for (const topic of topics.slice(0, 3)) {
    await new Subscriber(client, { topics: [topic], group: "g", clientId }).next();
  }
  expect((await group()).offsets).toHaveLength(3000);
  await refused(new Subscriber(client, { topics: [topics[3]!], group: "g", clientId }).next());
  expect((await group()).members).toHaveLength(3);

  for (const topic of topics) {
    const offsets = Array.from({ length: 1000 }, (_, partition) => ({ topic, partition, offset: 0n }));
    await client.commitOffsets({ group: "h", offsets });
  }
  expect(GetGroupResponse.encode(await client.getGroup({ group: "h" })).finish().length).toBeLessThan(
    DEFAULT_MESSAGE_BYTES,
  );
  await client.createTopic({ topic: "more" });
  const commit = client.commitOffsets({ group: "h", offsets: [{ topic: "more", partition: 0, offset: 0n }] });
  expect(await refusal(commit)).toMatchObject({
    reason: "LIMIT_REACHED",
    message: expect.stringContaining("limit of 10000: use several groups"),
  });
});
