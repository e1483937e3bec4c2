import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { Subscriber } from "../helpers/subscriber.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a topic has one id for as long as it lives, and another one when it is created anew", async () => {
  const client = testClient(await testBroker());
  const { topic } = await client.createTopic({ topic: "orders" });
  const topicId = topic?.topicId;
  expect(topicId).toMatch(UUID);
  expect((await client.getTopic({ topic: "orders" })).topic?.topicId).toBe(topicId);
  expect((await client.updateTopic({ topic: "orders", partitions: 2 })).topic?.topicId).toBe(topicId);
  expect((await client.listTopics({})).topics).toMatchObject([{ name: "orders", topicId }]);

  await client.deleteTopic({ topic: "orders" });
  const again = (await client.createTopic({ topic: "orders" })).topic?.topicId;
  expect(again).toMatch(UUID);
  expect(again).not.toBe(topicId);
});

test("Assigned carries the id, with and without a group, also of partitions that are added", async () => {
  const client = testClient(await testBroker());
  const { topic } = await client.createTopic({ topic: "orders" });
  const reader = new Subscriber(client, { topics: ["orders"] });
  const member = new Subscriber(client, { topics: ["orders"], group: "billing" });
  for (const stream of [reader, member]) {
    expect((await stream.next()).assigned?.partitions).toMatchObject([{ partition: 0, topicId: topic?.topicId }]);
    expect((await stream.next()).caughtUp).toBeDefined();
  }
  await client.updateTopic({ topic: "orders", partitions: 2 });
  for (const stream of [reader, member]) {
    expect((await stream.next()).assigned?.partitions).toMatchObject([{ partition: 1, topicId: topic?.topicId }]);
  }
});
