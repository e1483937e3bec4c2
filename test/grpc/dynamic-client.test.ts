import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { loadFileDescriptorSetFromBuffer, loadSync, type PackageDefinition } from "@grpc/proto-loader";
import { expect, test } from "vitest";
import { testBroker } from "../helpers/broker.js";
import { DynamicClient, LOADER_OPTIONS } from "../helpers/dynamic-client.js";
import { describedByServer } from "../helpers/reflection.js";

const BROKER = "headwater.v1.BrokerService";
const protoFiles = fileURLToPath(new URL("../../proto", import.meta.url));

const ways: { [way: string]: (address: string) => PackageDefinition | Promise<PackageDefinition> } = {
  "the shipped descriptors": () => {
    const path = createRequire(import.meta.url).resolve("headwater/descriptors.binpb");
    return loadFileDescriptorSetFromBuffer(readFileSync(path), LOADER_OPTIONS);
  },
  "the proto files": () =>
    loadSync("headwater/v1/broker_service.proto", { ...LOADER_OPTIONS, includeDirs: [protoFiles] }),
  "what the server says of itself": async (address) =>
    loadFileDescriptorSetFromBuffer(await describedByServer(address, BROKER), LOADER_OPTIONS),
};

test.each(Object.keys(ways))("a client made from %s creates a topic, produces and subscribes", async (way) => {
  const broker = await testBroker();
  const client = new DynamicClient(broker, await ways[way]!(broker.address), BROKER);
  const { topic } = await client.call("CreateTopic", { topic: "orders", partitions: 2 });
  expect(topic).toMatchObject({ name: "orders", partitions: [{ partition: 0 }, { partition: 1 }] });
  expect(
    await client.call("Produce", {
      topic: "orders",
      partition: 1,
      records: [{ key_text: "alice", value_text: "2 apples", headers: [{ key: "h", value: Buffer.from("1") }] }],
    }),
  ).toEqual({ runs: [{ partition: 1, base_offset: "0", count: 1 }] });

  const events: unknown[] = [];
  for await (const event of client.stream("Subscribe", { topics: ["orders"], text: true, stop: { latest: true } })) {
    events.push(event);
  }
  expect(events[0]).toMatchObject({ event: "assigned", assigned: { partitions: [{}, {}] } });
  expect(events).toContainEqual(
    expect.objectContaining({
      event: "batch",
      batch: expect.objectContaining({
        partition: 1,
        next_offset: "1",
        records: [expect.objectContaining({ key_text: "alice", value_text: "2 apples", offset: "0" })],
      }),
    }),
  );
});
