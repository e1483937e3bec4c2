import { once } from "node:events";
import { connect } from "node:http2";
import { Status } from "nice-grpc";
import { describe, expect, test } from "vitest";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Broker } from "../../src/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { commitAll, describeGroup, fill, join, takeBatches } from "../helpers/group.js";
import { observedServer } from "../helpers/observed-engine.js";
import { type Refusal, refusal, toRefusal } from "../helpers/refusal.js";
import { Requests } from "../helpers/requests.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

const SHUTTING_DOWN = { code: Status.UNAVAILABLE, domain: "headwater", reason: "SHUTTING_DOWN" };

const PARTITIONS = 4;

/** How a client's work ended, which goes on until the broker refuses it. */
async function untilRefused(work: () => Promise<void>): Promise<Refusal> {
  try {
    for (;;) await work();
  } catch (error) {
    return toRefusal(error);
  }
}

class Offsets {
  readonly ends = new Map<number, number>();

  reach(partition: number, end: number | bigint): void {
    this.ends.set(partition, Math.max(this.ends.get(partition) ?? 0, Number(end)));
  }
}

describe("a broker that stops under load", () => {
  const work = {
    produce(client: BrokerServiceClient, acknowledged: Offsets) {
      return untilRefused(async () => {
        const { runs } = await client.produce({ topic: "orders", records: withValues("a", "b", "c") });
        for (const { partition, baseOffset, count } of runs) acknowledged.reach(partition, Number(baseOffset) + count);
      });
    },
    async produceStream(client: BrokerServiceClient, acknowledged: Offsets) {
      const requests = new Requests();
      const answers = client.produceStream(requests)[Symbol.asyncIterator]();
      const send = () => requests.send({ produce: { topic: "orders", records: withValues("d", "e") } });
      for (let inFlight = 0; inFlight < 10; inFlight++) send();
      return untilRefused(async () => {
        const { value } = await answers.next();
        const { runs } = value!.appended!;
        for (const { partition, baseOffset, count } of runs) acknowledged.reach(partition, Number(baseOffset) + count);
        send();
      });
    },
    subscribe(client: BrokerServiceClient, read: Offsets) {
      const subscriber = new Subscriber(client, { topics: ["orders"] });
      return untilRefused(async () => {
        const { batch } = await subscriber.next();
        if (batch !== undefined) read.reach(batch.partition, batch.nextOffset);
      });
    },
    member(client: BrokerServiceClient, committed: Offsets) {
      const member = new Subscriber(client, { topics: ["orders"], group: "g" });
      let memberId = "";
      return untilRefused(async () => {
        const { assigned, batch } = await member.next();
        if (assigned !== undefined) ({ memberId } = assigned);
        if (batch === undefined) return;
        const { partition, nextOffset: offset } = batch;
        await client.commitOffsets({ group: "g", memberId, offsets: [{ topic: "orders", partition, offset }] });
        committed.reach(partition, offset);
      });
    },
  };

  test("gives every subscriber every acknowledged record, and lets members commit all of it", async () => {
    const broker = await testBroker({ shutdownGraceMs: 15_000 });
    const client = testClient(broker);
    await client.createTopic({ topic: "orders", partitions: PARTITIONS });
    const acknowledged = new Offsets();
    const committed = new Offsets();
    const read = Array.from({ length: 10 }, () => new Offsets());
    const ends = [
      ...Array.from({ length: 6 }, () => work.produce(testClient(broker), acknowledged)),
      ...Array.from({ length: 4 }, () => work.produceStream(testClient(broker), acknowledged)),
      ...read.map((offsets) => work.subscribe(testClient(broker), offsets)),
      ...Array.from({ length: 5 }, () => work.member(testClient(broker), committed)),
    ];
    const watcher = new Subscriber(client, { topics: ["orders"] });
    await watcher.records(2000);
    watcher.leave();
    await broker.close();
    for (const end of await Promise.all(ends)) expect(end).toMatchObject(SHUTTING_DOWN);
    expect(acknowledged.ends.size).toBe(PARTITIONS);
    for (const { ends } of [...read, committed]) {
      for (const [partition, end] of acknowledged.ends) expect(ends.get(partition)).toBeGreaterThanOrEqual(end);
    }
  });
});

describe("while it stops", () => {
  test("a slow subscriber is served up to the end", async () => {
    const broker = await testBroker({ shutdownGraceMs: 15_000 });
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const records = Array.from({ length: 16 }, () => ({ value: new Uint8Array(64 * 1024) }));
    for (let i = 0; i < 16; i++) await client.produce({ topic: "orders", records });
    const subscriber = new Subscriber(client, { topics: ["orders"] });
    await subscriber.next();
    const closed = broker.close();
    expect(await subscriber.records(256)).toHaveLength(256);
    expect(await refusal(subscriber.records(1))).toMatchObject(SHUTTING_DOWN);
    await closed;
  });

  test("a member is asked to commit what it was sent, and can", async () => {
    const broker = await testBroker({ shutdownGraceMs: 15_000 });
    const client = testClient(broker);
    await client.createTopic({ topic: "orders", partitions: 2 });
    for (const partition of [0, 1]) await fill(client, partition, 3);
    const member = await join(client, { revokeTimeout: { seconds: 3600n, nanos: 0 } });
    await takeBatches(member.stream, 2);
    await member.commit(0, 3n);
    const closed = broker.close();
    const revoking = await member.stream.skipTo("revoking");
    expect(revoking.partitions).toEqual([{ topic: "orders", partition: 1 }]);
    expect(revoking.timeout).toEqual({ seconds: 15n, nanos: 0 });
    expect((await member.commit(1, 3n)).offsets).toMatchObject([{ offset: 3n }]);
    expect((await member.stream.next("revoked")).partitions).toEqual(revoking.partitions);
    expect(toRefusal(await member.stream.end())).toMatchObject(SHUTTING_DOWN);
    await closed;
  });

  test("a partition that was about to move does so, and its next holder gets the rest of it", async () => {
    const broker = await testBroker({ shutdownGraceMs: 15_000 });
    const client = testClient(broker);
    await client.createTopic({ topic: "orders", partitions: 2 });
    for (const partition of [0, 1]) await fill(client, partition, 3);
    const first = await join(client, { revokeTimeout: { seconds: 3600n, nanos: 0 } });
    await takeBatches(first.stream, 2);
    const second = await join(client);
    const [moving] = (await first.stream.skipTo("revoking")).partitions;
    await fill(client, moving!.partition, 2);
    const closed = broker.close();
    const stays = { topic: "orders", partition: 1 - moving!.partition };
    expect((await first.stream.next("revoking")).partitions).toEqual([stays]);
    await first.commit(moving!.partition, 3n);
    expect((await first.stream.next("revoked")).partitions).toEqual([moving]);
    expect((await second.stream.skipTo("assigned")).partitions).toMatchObject([{ ...moving, startOffset: 3n }]);
    expect((await second.stream.next("batch")).records).toHaveLength(2);
    await first.commit(stays.partition, 3n);
    expect((await first.stream.next("revoked")).partitions).toEqual([stays]);
    expect(toRefusal(await first.stream.end())).toMatchObject(SHUTTING_DOWN);
    await second.stream.skipTo("revoking");
    await second.commit(moving!.partition, 5n);
    await second.stream.next("revoked");
    expect(toRefusal(await second.stream.end())).toMatchObject(SHUTTING_DOWN);
    await closed;
  });

  test("a member that does not commit is waited for as long as the grace period, and no longer", async () => {
    const broker = await testBroker({ shutdownGraceMs: 300 });
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    await fill(client, 0, 3);
    const member = await join(client, { revokeTimeout: { seconds: 0n, nanos: 0 } });
    await takeBatches(member.stream, 1);
    await member.stream.next("caughtUp");
    const before = performance.now();
    const closed = broker.close();
    await member.stream.next("revoking");
    expect(toRefusal(await member.stream.end())).toMatchObject(SHUTTING_DOWN);
    expect(performance.now() - before).toBeGreaterThan(290);
    await closed;
  });

  test("a Fetch that waits for records answers with what is there", async () => {
    const { engine, server, address } = await observedServer();
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    const waiting = client.fetch({ topic: "orders", maxWait: { seconds: 3600n, nanos: 0 } });
    await engine.reads(1);
    server.drain();
    engine.drain(1000);
    expect((await waiting).batch).toMatchObject({ records: [], nextOffset: 0n });
  });

  test("ProduceStream answers what it accepted, and takes no more", async () => {
    const { engine, server, address } = await observedServer();
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    const requests = new Requests();
    const answers = client.produceStream(requests)[Symbol.asyncIterator]();
    requests.send({ produce: { topic: "orders", records: withValues("a") } });
    expect((await answers.next()).value?.appended).toBeDefined();
    server.drain();
    engine.drain(1000);
    expect(await refusal(answers.next())).toMatchObject(SHUTTING_DOWN);
    expect((await engine.getTopic("orders")).partitions).toMatchObject([{ highWatermark: 1 }]);
  });

  test("the health check says NOT_SERVING, and commits of nobody's member are taken until the end", async () => {
    const { engine, server, address } = await observedServer();
    const client = testClient({ address });
    await client.createTopic({ topic: "orders" });
    await fill(client, 0, 3);
    server.drain();
    engine.drain(1000);
    await commitAll(client, 1, 2n);
    expect(await refusal(describeGroup(client))).toMatchObject(SHUTTING_DOWN);
    expect((await engine.getGroup("billing")).offsets).toMatchObject([{ committedOffset: 2 }]);
  });
});

test("a connection that comes while it stops is answered, and told to go with GOAWAY", async () => {
  const broker = await testBroker({ shutdownGraceMs: 15_000 });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  await fill(client, 0, 1);
  const member = await join(client);
  await takeBatches(member.stream, 1);
  const closed = broker.close();
  await member.stream.skipTo("revoking");
  expect(await refusal(testClient(broker).getTopic({ topic: "orders" }))).toMatchObject(SHUTTING_DOWN);
  const ends = Array.from({ length: 50 }, () => goaway(broker));
  await member.commit(0, 1n);
  await closed;
  for (const code of await Promise.all(ends)) expect(code).toBe(0);
});

/** The code of GOAWAY that a new connection gets. */
async function goaway({ address }: Broker): Promise<number> {
  const session = connect(`http://${address}`);
  try {
    const [code] = (await once(session, "goaway")) as [number];
    return code;
  } finally {
    session.destroy();
  }
}
