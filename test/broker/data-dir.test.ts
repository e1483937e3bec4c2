import { mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChannel, createClient } from "nice-grpc";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { HealthDefinition } from "../../gen/ts/grpc/health/v1/health.js";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import { createGrpcServer } from "../../src/grpc/server.js";
import { Guard } from "../../src/guard.js";
import { startBroker } from "../../src/index.js";
import { NO_LOG } from "../../src/log.js";
import { createBrokerService } from "../../src/service/service.js";
import { resolveSettings } from "../../src/settings.js";
import { DEFAULTS } from "../engine/suite.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { refusal } from "../helpers/refusal.js";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "headwater-data-"));
  return () => rm(dataDir, { recursive: true, force: true });
});

const values = (count: number) => Array.from({ length: count }, (_, i) => ({ value: Buffer.from(`value ${i}`) }));

test.each(["always", "interval", "never"] as const)(
  "--fsync %s: a broker that was stopped goes on where it was",
  async (fsync) => {
    const first = await testBroker({ dataDir, fsync });
    const client = testClient(first);
    await client.createTopic({ topic: "orders", partitions: 2 });
    await client.produce({ topic: "orders", partition: 1, records: values(100) });
    await client.commitOffsets({ group: "billing", offsets: [{ topic: "orders", partition: 1, offset: 70n }] });
    const { topic: before } = await client.getTopic({ topic: "orders" });
    await first.close();

    const again = testClient(await testBroker({ dataDir, fsync }));
    expect((await again.getTopic({ topic: "orders" })).topic).toEqual(before);
    const { batch } = await again.fetch({ topic: "orders", partition: 1, start: { offset: 70n } });
    expect(batch?.records.map(({ value }) => Buffer.from(value!).toString())).toEqual(
      values(100)
        .slice(70)
        .map(({ value }) => value.toString()),
    );
    const { group } = await again.getGroup({ group: "billing" });
    expect(group?.offsets).toMatchObject([{ partition: 1, committedOffset: 70n }]);
    expect((await again.getBroker({})).broker).toMatchObject({ engine: 2 });
  },
);

test("a directory that another broker holds is refused by name", async () => {
  await testBroker({ dataDir });
  await expect(startBroker({ grpcListen: "127.0.0.1:0", dataDir })).rejects.toThrow(
    `${dataDir} is in use by another broker`,
  );
});

test("a directory of a newer version is refused by name", async () => {
  await writeFile(join(dataDir, "format.json"), '{"format":2}\n');
  await expect(startBroker({ grpcListen: "127.0.0.1:0", dataDir })).rejects.toThrow(
    `${dataDir} has format 2, and this version reads up to 1`,
  );
});

test("damage of what was on disk is refused with its file and byte, and frees the directory", async () => {
  const broker = await testBroker({ dataDir });
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  for (const record of values(5)) await client.produce({ topic: "orders", records: [record] });
  // Not in good order, so that the journal has to be read.
  const name = (await readdir(join(dataDir, "journal"))).find((file) => file.endsWith(".wal"))!;
  const file = await open(join(dataDir, "journal", name), "r+");
  await file.write(Buffer.from([0xff]), 0, 1, 4096 + 60);
  await file.close();
  await rm(join(dataDir, "lock.sock"));
  const damaged = `journal/${name} is damaged at byte 4096`;
  await expect(startBroker({ grpcListen: "127.0.0.1:0", dataDir })).rejects.toThrow(damaged);
  await expect(startBroker({ grpcListen: "127.0.0.1:0", dataDir })).rejects.toThrow(damaged);
});

test("while a broker reads what is on disk its health is NOT_SERVING, and calls are told so", async () => {
  const settings = resolveSettings({});
  const engine = new EmbeddedEngine(DEFAULTS);
  const guard = new Guard(settings.maxStreams, false);
  const service = createBrokerService(engine, settings, NO_LOG);
  const server = createGrpcServer({ service, guard, settings, log: NO_LOG });
  const address = `127.0.0.1:${await server.listen("127.0.0.1:0")}`;
  onTestFinished(() => server.close(0));
  const channel = createChannel(address);
  onTestFinished(() => channel.close());
  const health = createClient(HealthDefinition, channel);
  const NOT_SERVING = 2;
  expect(await health.check({})).toEqual({ status: NOT_SERVING });
  const client = testClient({ address });
  await expect(refusal(client.listTopics({}))).resolves.toMatchObject({ reason: "ENGINE_UNAVAILABLE" });
  guard.ready();
  server.ready();
  expect(await health.check({})).toEqual({ status: 1 });
  expect((await client.listTopics({})).topics).toEqual([]);
});
