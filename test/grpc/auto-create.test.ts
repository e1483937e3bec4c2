import { expect, test } from "vitest";
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
