import { describe, expect, test } from "vitest";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import type { BrokerOptions } from "../../src/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { refusal } from "../helpers/refusal.js";
import { Subscriber } from "../helpers/subscriber.js";

async function autoCreating() {
  return testClient(await testBroker({ autoCreateTopics: true, defaultPartitions: 2 }));
}

test("a topic comes to be with the first records or the first subscriber that name it", async () => {
  const client = await autoCreating();
  await client.produce({ topic: "produced", records: [{}] });
  await new Subscriber(client, { topics: ["subscribed"] }).next("assigned");
  const { topics } = await client.listTopics({});
  expect(topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
    ["produced", 2],
    ["subscribed", 2],
  ]);
});

test("what is refused leaves no topic behind", async () => {
  const client = await autoCreating();
  const ended = async (request: ConstructorParameters<typeof Subscriber>[1]) =>
    expect(await new Subscriber(client, request).end()).toBeInstanceOf(Error);
  await ended({ topics: ["good", "bad name"] });
  await ended({ topics: ["good"], start: { offset: 5n } });
  await ended({ topics: ["good"], stop: { offset: 5n } });
  await refusal(client.produce({ topic: "good", records: [] }));
  await refusal(client.produce({ topic: "good", records: [{ keyText: "a", key: new Uint8Array([1]) }] }));
  await refusal(client.produce({ topic: "good", partition: 2, records: [{}] }));
  expect((await client.listTopics({})).topics).toEqual([]);
});

describe("a stream that a limit refuses leaves no topic behind", () => {
  const clientWith = async (settings: BrokerOptions) => {
    const client = testClient(await testBroker({ autoCreateTopics: true, ...settings }));
    await client.createTopic({ topic: "there", partitions: 2 });
    return client;
  };
  const refused = async (client: BrokerServiceClient, request: ConstructorParameters<typeof Subscriber>[1]) => {
    expect(await refusal(new Subscriber(client, request).next())).toMatchObject({ reason: "LIMIT_REACHED" });
    expect((await client.listTopics({})).topics.map(({ name }) => name)).toEqual(["there"]);
  };

  test.each<BrokerOptions>([
    { maxTopics: 2 },
    { maxPartitions: 3 },
    { maxStreamPartitions: 3 },
    { maxTopicPartitions: 2, defaultPartitions: 2, maxPartitions: 5 },
  ])("%o", async (settings) => {
    const client = await clientWith(settings);
    for (const group of ["", "g"]) await refused(client, { topics: ["there", "new", "newer"], group });
  });

  test("the records that it would read", async () => {
    const client = await clientWith({ maxSubscribedPartitions: 1 });
    for (const partition of [0, 1]) await client.produce({ topic: "there", partition, records: [{}] });
    for (const group of ["", "g"]) await refused(client, { topics: ["there", "new"], group });
  });

  test("groups, and the members and partitions of one", async () => {
    const client = await clientWith({ maxGroups: 1, maxGroupMembers: 1, maxStreamPartitions: 2 });
    await new Subscriber(client, { topics: ["there"], group: "g" }).next();
    await refused(client, { topics: ["new"], group: "h" });
    await refused(client, { topics: ["new"], group: "g" });
  });
});
