import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { CommitMode } from "../../gen/ts/headwater/v1/broker_service.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { invalidField, refusal } from "../helpers/refusal.js";
import { Subscriber } from "../helpers/subscriber.js";

const second = { seconds: 1n, nanos: 0 };

test.each([
  ["no topic", "topics", { topics: [] }],
  ["a topic twice", "topics[2]", { topics: ["a", "b", "a"] }],
  ["a name that can't be", "topics[1]", { topics: ["a", "no topic"] }],
  ["an empty name", "topics[1]", { topics: ["a", ""] }],
  ["a partition twice", "partitions[1]", { partitions: [0, 0] }],
  ["partitions of several topics", "partitions", { topics: ["a", "b"], partitions: [0] }],
  ["earliest = false", "start.earliest", { start: { earliest: false } }],
  ["latest = false", "stop.latest", { stop: { latest: false } }],
  ["a negative tail", "start.tail", { start: { tail: -1n } }],
  ["a negative limit", "limit", { limit: -1n }],
  ["a negative bound", "max_batch_records", { maxBatchRecords: -1 }],
  ["a negative bound", "max_batch_bytes", { maxBatchBytes: -1 }],
  ["commits without group", "commit_mode", { commitMode: CommitMode.COMMIT_MODE_ON_DELIVERY }],
  ["a mode that the contract doesn't have", "commit_mode", { commitMode: 7 as CommitMode }],
  ["max_in_flight without group", "max_in_flight", { maxInFlight: 1 }],
  ["a revoke timeout without group", "revoke_timeout", { revokeTimeout: second }],
])("%s is refused as %s", async (_what, field, request) => {
  const client = testClient(await testBroker());
  for (const topic of ["a", "b"]) await client.createTopic({ topic });
  expect(await refusal(new Subscriber(client, { topics: ["a"], ...request }).next())).toMatchObject({
    code: Status.INVALID_ARGUMENT,
    ...invalidField(field),
  });
});

test("fields that mean nothing without group are taken at their defaults", async () => {
  const client = testClient(await testBroker());
  await client.createTopic({ topic: "a" });
  const subscriber = new Subscriber(client, {
    topics: ["a"],
    commitMode: CommitMode.COMMIT_MODE_EXPLICIT,
    maxInFlight: 0,
    clientId: "reader",
  });
  expect((await subscriber.next()).assigned).toBeDefined();
});
