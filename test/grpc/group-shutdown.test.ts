import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { fill, join, takeBatches } from "../helpers/group.js";
import { toRefusal } from "../helpers/refusal.js";

test("close ends every member with UNAVAILABLE / SHUTTING_DOWN: the holder, the revoking and the standby", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders", partitions: 2 });
  for (const partition of [0, 1]) await fill(client, partition, 1);
  const revoking = await join(client, { revokeTimeout: { seconds: 3600n, nanos: 0 } });
  await takeBatches(revoking.stream, 2);
  await revoking.stream.next("caughtUp");
  const next = await join(client);
  const standby = await join(client);
  await revoking.stream.next("revoking");
  for (const { partitions } of [next, standby]) expect(partitions).toEqual([]);
  const ended = [revoking, next, standby].map(async ({ stream }) => {
    if (stream === revoking.stream) await stream.next("revoking");
    return stream.end();
  });
  await broker.close();
  for (const end of await Promise.all(ended)) {
    expect(toRefusal(end)).toMatchObject({
      code: Status.UNAVAILABLE,
      domain: "headwater",
      reason: "SHUTTING_DOWN",
      retryAfterSeconds: 1,
    });
  }
});
