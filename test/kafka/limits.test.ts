import { once } from "node:events";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { joining, KafkaClient } from "../helpers/kafka-client.js";
import { FRAMES } from "../unit/kafka-protocol/frames.js";

const open = (options: Parameters<typeof testBroker>[0] = {}) => testBroker({ kafkaListen: "127.0.0.1:0", ...options });

/** Resident memory of this process. Bytes. */
const residentBytes = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024;

test("requests that never come whole hold no more than --max-pending-bytes, and whoever holds least is served", async () => {
  const broker = await open({
    maxPendingBytes: 8 * 1024 * 1024,
    maxMessageBytes: 1024 * 1024,
    defaultMaxRecordBytes: 1000,
  });
  const small = await KafkaClient.open(broker);
  const before = residentBytes();
  const hoarders = await Promise.all(Array.from({ length: 20 }, () => KafkaClient.open(broker)));
  const head = Buffer.alloc(4);
  head.writeInt32BE(8 * 1024 * 1024);
  const closed = hoarders.map(({ socket }) => once(socket, "close"));
  for (const { socket } of hoarders) socket.write(Buffer.concat([head, Buffer.alloc(1024 * 1024)]));
  await Promise.race(closed);
  expect((await small.call("ApiVersions", 0)).errorCode).toBe(0);
  expect(residentBytes() - before).toBeLessThan(150 * 1024 * 1024);
});

test("a length beyond the bound closes the connection at once", async () => {
  const broker = await open({ maxPendingBytes: 4 * 1024 * 1024 });
  const client = await KafkaClient.open(broker);
  const head = Buffer.alloc(4);
  head.writeInt32BE(4 * 1024 * 1024 + 1);
  client.socket.write(head);
  await client.closed();
});

test("a client that doesn't read its answers is answered no more, and holds up no other", async () => {
  const broker = await open();
  const grpc = testClient(broker);
  await grpc.createTopic({ topic: "t" });
  await grpc.produce({ topic: "t", records: Array.from({ length: 2000 }, () => ({ value: Buffer.alloc(1000) })) });
  const slow = await KafkaClient.open(broker);
  slow.socket.pause();
  const before = residentBytes();
  const request = {
    maxWaitMs: 0,
    maxBytes: 2_000_000,
    topics: [{ topic: "t", partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 2_000_000 }] }],
  };
  for (let i = 0; i < 200; i++) await slow.send("Fetch", 11, request);
  const other = await KafkaClient.open(broker);
  expect((await other.call("Fetch", 11, request)).responses[0].partitions[0].records.length).toBeGreaterThan(1_900_000);
  expect(residentBytes() - before).toBeLessThan(150 * 1024 * 1024);
});

test("a broker that closes answers whoever waits", async () => {
  const broker = await open();
  await testClient(broker).createTopic({ topic: "t" });
  const [reader, a, b] = await Promise.all([1, 2, 3].map(() => KafkaClient.open(broker)));
  const topics = [{ topic: "t", partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }] }];
  await reader!.send("Fetch", 11, { maxWaitMs: 600_000, minBytes: 1, maxBytes: 1000, topics });
  await a!.call("JoinGroup", 2, joining("g"));
  await b!.send("JoinGroup", 2, joining("g"));
  const members = async () => (await a!.call("DescribeGroups", 5, { groups: ["g"] })).groups[0].members.length;
  await expect.poll(members).toBe(2);
  const answers = [reader!.answer("Fetch", 11), b!.answer("JoinGroup", 2)];
  await broker.close();
  const settled = await Promise.allSettled(answers);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  await reader!.closed();
});

test("recorded requests with some bytes changed are answered or refused, and the broker is as it was", async () => {
  const broker = await open();
  const requests = FRAMES.filter(({ kind }) => kind === "request");
  const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255))), {
    minLength: 0,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...requests), changes, fc.nat(), async ({ bytes, api }, all, cut) => {
      // Whoever joins may wait, and whoever fetches too: these have a test of their own.
      if (["JoinGroup", "SyncGroup", "Fetch", "Produce"].includes(api.name)) return;
      const frame = Buffer.from(
        bytes.subarray(0, cut % 4 === 0 ? Math.max(8, bytes.length - (cut % 40)) : bytes.length),
      );
      for (const [at, byte] of all) frame[4 + (at % Math.max(1, frame.length - 4))] = byte;
      const client = await KafkaClient.open(broker);
      client.sendFrame(frame);
      await client.frame();
      client.socket.destroy();
    }),
    { numRuns: 600 },
  );
  const client = await KafkaClient.open(broker);
  expect((await client.call("ApiVersions", 3)).errorCode).toBe(0);
}, 60_000);
