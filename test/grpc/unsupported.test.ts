import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { Engine, type ProduceStreamResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { CleanupPolicy, TimestampType } from "../../gen/ts/headwater/v1/topic.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { invalidField, type Refusal, refusal, refusals } from "../helpers/refusal.js";
import { Requests } from "../helpers/requests.js";
import { withValues } from "../helpers/values.js";

const producer = { producerId: "p", epoch: 0n, sequence: 0n };

const unsupported: Partial<Refusal> = {
  code: Status.UNIMPLEMENTED,
  domain: "headwater",
  reason: "UNSUPPORTED_BY_ENGINE",
  metadata: { engine: "memory" },
};

test("calls that the engine does not serve are refused by name", async () => {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders" });
  const calls = {
    DeleteRecords: client.deleteRecords({ topic: "orders", before: { latest: true } }),
    Transact: client.transact({ produces: [{ topic: "orders", records: withValues("a") }] }),
  };
  for (const [name, refused] of await refusals(calls)) {
    expect(refused).toMatchObject({ ...unsupported, message: `${name} is not supported by the memory engine` });
  }
  expect((await client.getTopic({ topic: "orders" })).topic?.partitions).toMatchObject([{ highWatermark: 0n }]);
});

test("a producer is refused by name, and nothing is appended", async () => {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders" });
  const request = { topic: "orders", records: withValues("a"), producer };
  expect(await refusal(client.produce(request))).toMatchObject({ ...unsupported, fields: ["producer"] });
  const requests = new Requests();
  requests.send({ produce: request });
  requests.end();
  const answers: ProduceStreamResponse[] = [];
  for await (const answer of client.produceStream(requests)) answers.push(answer);
  expect(answers).toMatchObject([
    {
      error: {
        code: Status.UNIMPLEMENTED,
        reason: "UNSUPPORTED_BY_ENGINE",
        field: "producer",
        metadata: { engine: "memory" },
        retryAfter: undefined,
      },
    },
  ]);
  expect((await client.getTopic({ topic: "orders" })).topic?.partitions).toMatchObject([{ highWatermark: 0n }]);
});

test("settings that the engine can't keep are refused with their path, on create and on update", async () => {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "orders" });
  const configs = {
    cleanup_policy: { cleanupPolicy: CleanupPolicy.CLEANUP_POLICY_COMPACT },
    delete_retention_ms: { deleteRetentionMs: 0n },
    min_compaction_lag_ms: { minCompactionLagMs: 0n },
    timestamp_type: { timestampType: TimestampType.TIMESTAMP_TYPE_APPEND_TIME },
    replication_factor: { replicationFactor: 2 },
    min_in_sync_replicas: { minInSyncReplicas: 1 },
  };
  for (const [field, config] of Object.entries(configs)) {
    const expected = { ...unsupported, fields: [`config.${field}`] };
    expect(await refusal(client.createTopic({ topic: "new", config }))).toMatchObject(expected);
    expect(await refusal(client.updateTopic({ topic: "orders", config }))).toMatchObject(expected);
  }
  const wrong = { cleanupPolicy: 9, timestampType: -1, replicationFactor: 0 };
  for (const [name, value] of Object.entries(wrong)) {
    const field = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const call = client.createTopic({ topic: "new", config: { [name]: value } });
    expect(await refusal(call)).toMatchObject(invalidField(`config.${field}`));
  }
  expect((await client.listTopics({})).topics.map(({ name }) => name)).toEqual(["orders"]);
});

test("what is the only choice may be asked for, and is read back", async () => {
  const client = testClient(await testBroker());
  const config = {
    cleanupPolicy: CleanupPolicy.CLEANUP_POLICY_DELETE,
    timestampType: TimestampType.TIMESTAMP_TYPE_CREATE_TIME,
  };
  const { topic } = await client.createTopic({ topic: "orders", config: { ...config, replicationFactor: 1 } });
  expect(topic?.config).toMatchObject(config);
});

test("GetBroker names the version, the engine and the memory of the logs", async () => {
  const before = Date.now();
  const client = testClient(await testBroker({ maxLogBytes: 64 * 1024 * 1024 }));
  const { broker } = await client.getBroker({});
  expect(broker).toMatchObject({ engine: Engine.ENGINE_MEMORY, logBytes: 0n, maxLogBytes: 67_108_864n, nodes: [] });
  expect(broker?.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(Number(broker?.startedMs)).toBeGreaterThanOrEqual(before);
  await client.createTopic({ topic: "orders" });
  await client.produce({ topic: "orders", records: withValues("a") });
  expect((await client.getBroker({})).broker?.logBytes).toBeGreaterThan(0n);
});
