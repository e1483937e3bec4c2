import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";

const RECORDS = 4000;
const TOPICS = ["orders", "payments"];

/** What a record holds: it is different in each of them, from its first byte to its last. */
function textOf(topic: string, offset: number): string {
  return `${topic} ${offset} `.repeat(60);
}

/** Reads a topic from its start and expects each record to be what was produced there. */
async function replay(
  client: BrokerServiceClient,
  topic: string,
  maxBatchBytes: number,
  leaveAt: number,
  slow: boolean,
) {
  let expected = 0;
  for await (const { batch } of client.subscribe({ topics: [topic], maxBatchBytes, stop: { latest: true } })) {
    if (batch === undefined) continue;
    expect(batch.topic).toBe(topic);
    for (const { offset, value } of batch.records) {
      if (Number(offset) !== expected || Buffer.from(value!).toString() !== textOf(topic, expected))
        throw new Error(`${topic}: what came at ${expected} is not what was produced there`);
      expected++;
    }
    if (expected >= leaveAt) return;
    if (slow) await setTimeout(3);
  }
  expect(expected).toBe(RECORDS);
}

test("readers at their own pace get what was produced, also while others leave in the middle", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  for (const topic of TOPICS) {
    await client.createTopic({ topic });
    for (let first = 0; first < RECORDS; first += 1000) {
      const records = Array.from({ length: 1000 }, (_, i) => ({ value: Buffer.from(textOf(topic, first + i)) }));
      await client.produce({ topic, records });
    }
  }
  const replays = [];
  for (let reader = 0; reader < 24; reader++) {
    const topic = TOPICS[reader % 2]!;
    const maxBatchBytes = [0, 40, 64, 100][reader % 4]! * 1024;
    const leaveAt = reader % 3 === 0 ? 500 + 100 * reader : Number.POSITIVE_INFINITY;
    // Some share a connection, and so its window.
    const own = reader % 5 === 0 ? testClient(broker) : client;
    replays.push(replay(own, topic, maxBatchBytes, leaveAt, reader % 7 === 0));
  }
  await Promise.all(replays);
});
