import { describe, expect, test } from "vitest";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { refusal, toRefusal } from "../helpers/refusal.js";
import { Requests } from "../helpers/requests.js";
import { Subscriber, values } from "../helpers/subscriber.js";
import { textOf } from "../helpers/values.js";

const MIB = 1024 * 1024;
const PARTITIONS = 4;
const REQUESTS_OF_EACH = 150;

/** What a producer was told of the values that it sent. */
interface Outcome {
  readonly accepted: string[];
  readonly refused: string[];
}

/** Records that together go to several partitions, of values that nobody else sends. */
function requestOf(producer: string, number: number) {
  const records = Array.from({ length: 1 + (number % 7) }, (_, i) => ({
    ...(i % 2 === 0 && { key: Buffer.from(`${producer}-${number}-${i}`) }),
    value: Buffer.from(`${producer}/${number}/${i} `.padEnd(100 + 977 * ((number + i) % 9), "x")),
  }));
  return { topic: "orders", records };
}

async function produceCalls(client: BrokerServiceClient, producer: string): Promise<Outcome> {
  const outcome: Outcome = { accepted: [], refused: [] };
  const requests = Array.from({ length: REQUESTS_OF_EACH }, (_, number) => requestOf(producer, number));
  const send = async (request: ReturnType<typeof requestOf>) => {
    const sent = request.records.map(({ value }) => value.toString());
    try {
      await client.produce(request);
      outcome.accepted.push(...sent);
    } catch (error) {
      expect(toRefusal(error)).toMatchObject({ reason: "LOG_FULL", retryAfterSeconds: 1 });
      outcome.refused.push(...sent);
    }
  };
  while (requests.length > 0) await Promise.all(requests.splice(0, 10).map(send));
  return outcome;
}

async function produceStream(client: BrokerServiceClient, producer: string): Promise<Outcome> {
  const outcome: Outcome = { accepted: [], refused: [] };
  const requests = new Requests();
  const sent = Array.from({ length: REQUESTS_OF_EACH }, (_, number) => requestOf(producer, number));
  requests.send(...sent.map((produce) => ({ produce })));
  requests.end();
  let answered = 0;
  for await (const { appended, error } of client.produceStream(requests)) {
    if (error !== undefined) expect(error.reason).toBe("LOG_FULL");
    const told = appended === undefined ? outcome.refused : outcome.accepted;
    told.push(...sent[answered++]!.records.map(({ value }) => value.toString()));
  }
  expect(answered).toBe(REQUESTS_OF_EACH);
  return outcome;
}

async function readAll(client: BrokerServiceClient): Promise<string[]> {
  return values(await new Subscriber(client, { topics: ["orders"], stop: { latest: true } }).rest());
}

describe("producers at full speed against logs that are full", () => {
  test("every record that was acknowledged is read back once, and none that was refused", async () => {
    const broker = await testBroker({ maxLogBytes: 2 * MIB });
    const clients = Array.from({ length: 4 }, () => testClient(broker));
    await clients[0]!.createTopic({ topic: "orders", partitions: PARTITIONS });
    const outcomes = await Promise.all(
      clients.flatMap((client, i) => [produceCalls(client, `calls-${i}`), produceStream(client, `stream-${i}`)]),
    );
    const accepted = outcomes.flatMap((outcome) => outcome.accepted);
    const refused = outcomes.flatMap((outcome) => outcome.refused);
    expect(accepted.length).toBeGreaterThan(100);
    expect(refused.length).toBeGreaterThan(100);
    expect((await readAll(clients[0]!)).sort()).toEqual(accepted.sort());
  });

  test("reads, commits and other calls are answered meanwhile", async () => {
    const broker = await testBroker({ maxLogBytes: MIB });
    const client = testClient(broker);
    await client.createTopic({ topic: "orders", partitions: PARTITIONS });
    const producing = Promise.all([produceCalls(testClient(broker), "a"), produceStream(testClient(broker), "b")]);
    for (let i = 0; i < 20; i++) {
      const [{ topic }] = await Promise.all([client.getTopic({ topic: "orders" }), client.fetch({ topic: "orders" })]);
      const offset = topic!.partitions[0]!.highWatermark;
      const offsets = [{ topic: "orders", partition: 0, offset }];
      expect((await client.commitOffsets({ group: "g", offsets })).offsets).toEqual(offsets);
    }
    const outcomes = await producing;
    expect(outcomes.every(({ refused }) => refused.length > 0)).toBe(true);
  });
});

describe("a refused producer succeeds", () => {
  const large = { topic: "orders", records: [{ value: Buffer.alloc(100_000) }] };

  async function fullBroker() {
    const client = testClient(await testBroker({ maxLogBytes: MIB }));
    await client.createTopic({ topic: "orders" });
    for (let appended = 0n; ; appended++) {
      const told = await refusal(client.produce(large)).catch(() => undefined);
      if (told === undefined) continue;
      expect(told).toMatchObject({
        reason: "LOG_FULL",
        message: expect.stringContaining("--max-log-bytes"),
        metadata: { topic: "orders", partition: "0", limit: `${MIB}` },
        retryAfterSeconds: 1,
      });
      return { client, appended };
    }
  }

  test("once the retention of a topic is lowered, and what it keeps is read on", async () => {
    const { client, appended } = await fullBroker();
    await client.updateTopic({ topic: "orders", config: { retentionBytes: 200_000n } });
    const { runs } = await client.produce(large);
    expect(runs).toMatchObject([{ baseOffset: appended }]);
    const { logStartOffset } = (await client.getTopic({ topic: "orders" })).topic!.partitions[0]!;
    expect(logStartOffset).toBeGreaterThan(0n);
    expect((await client.fetch({ topic: "orders" })).batch?.records[0]?.offset).toBe(logStartOffset);
  });

  test("once a topic is deleted", async () => {
    const { client } = await fullBroker();
    await client.createTopic({ topic: "small" });
    await client.deleteTopic({ topic: "orders" });
    await client.produce({ ...large, topic: "small" });
  });

  test("a small request where a large one has no room", async () => {
    const { client } = await fullBroker();
    await client.produce({ topic: "orders", records: [{ value: Buffer.from("small") }] });
    const { batch } = await client.fetch({ topic: "orders", start: { tail: 1n } });
    expect(textOf(batch?.records[0]?.value)).toBe("small");
  });
});
