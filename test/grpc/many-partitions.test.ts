import { expect, test } from "vitest";
import { SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { kinds, Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

/** The most that a topic may have. */
const PARTITIONS = 10_000;
/** As long as a name may be, where a group may have so many. */
const TOPIC = "t".repeat(140);

/** What a gRPC stub takes as one message if nobody has set it otherwise. */
const DEFAULT_MESSAGE_BYTES = 4 * 1024 * 1024;

async function clientWithManyPartitions() {
  const client = testClient(await testBroker({ maxTopicPartitions: PARTITIONS, maxSubscribedPartitions: 1_000_000 }));
  await client.createTopic({ topic: TOPIC, partitions: PARTITIONS });
  return client;
}

/** The events up to and with the first of this kind. */
async function eventsUntil(subscriber: Subscriber, kind: string): Promise<SubscribeResponse[]> {
  const events: SubscribeResponse[] = [];
  do events.push(await subscriber.next());
  while (kinds([events.at(-1)!])[0] !== kind);
  for (const event of events) {
    expect(SubscribeResponse.encode(event).finish().length).toBeLessThan(DEFAULT_MESSAGE_BYTES);
  }
  return events;
}

const ALL = Array.from({ length: PARTITIONS }, (_, partition) => partition);

test("a large assignment comes as several Assigned, and CaughtUp after all of them", async () => {
  const client = await clientWithManyPartitions();
  for (const group of ["", "g"]) {
    const subscriber = new Subscriber(client, { topics: [TOPIC], group, start: { latest: true } });
    const events = await eventsUntil(subscriber, "caughtUp");
    const assigned = events.flatMap(({ assigned }) => assigned?.partitions ?? []);
    expect(assigned.map(({ partition }) => partition)).toEqual(ALL);
    expect(new Set(kinds(events.slice(0, -1)))).toEqual(new Set(["assigned"]));
    await client.produce({ topic: TOPIC, partition: PARTITIONS - 1, records: withValues(group) });
    expect((await subscriber.next()).batch).toMatchObject({ partition: PARTITIONS - 1, records: [{}] });
  }
});

test("a large hand-over comes as several Revoking and Revoked, and moves half of the partitions", async () => {
  const client = await clientWithManyPartitions();
  const first = new Subscriber(client, { topics: [TOPIC], group: "g" });
  await eventsUntil(first, "caughtUp");
  const second = new Subscriber(client, { topics: [TOPIC], group: "g" });
  const joined = await eventsUntil(second, "caughtUp");
  expect(joined.flatMap(({ assigned }) => assigned?.partitions ?? [])).toHaveLength(PARTITIONS / 2);
  const moved: { revoking: number[]; revoked: number[] } = { revoking: [], revoked: [] };
  while (moved.revoked.length < PARTITIONS / 2) {
    const { revoking, revoked } = await first.next();
    moved.revoking.push(...(revoking?.partitions ?? []).map(({ partition }) => partition));
    moved.revoked.push(...(revoked?.partitions ?? []).map(({ partition }) => partition));
  }
  expect(moved.revoking).toEqual(moved.revoked);
});

test("a reader of partitions that were all empty gets what each of them gets", async () => {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders", partitions: 100 });
  const subscriber = new Subscriber(client, { topics: ["orders"], start: { latest: true } });
  await eventsUntil(subscriber, "caughtUp");
  for (let round = 0; round < 3; round++) {
    for (let partition = 0; partition < 100; partition++) {
      await client.produce({ topic: "orders", partition, records: withValues(`${round}`, `${partition}`) });
    }
    expect(await subscriber.records(200)).toHaveLength(200);
  }
});
