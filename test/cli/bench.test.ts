import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";

async function setUp() {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders", partitions: 2 });
  return { client, shell: new Shell(broker) };
}

const RATE = String.raw`\d+\.\d records/sec \(\d+\.\d\d MB/sec\)`;
const MS = String.raw`\d+\.\d\d ms`;

test("produce and consume tell rate, volume and latency", async () => {
  const { client, shell } = await setUp();
  const produced = await shell.headwater(["bench", "produce", "orders", "--records", "2500", "--size", "40"]);
  const latencies = `${MS} avg latency, ${MS} max latency, ${MS} 50th, ${MS} 95th, ${MS} 99th, ${MS} 99.9th`;
  expect(produced).toEqual({
    code: 0,
    stdout: expect.stringMatching(new RegExp(`^2500 records sent in \\d+\\.\\d\\d s, ${RATE}, ${latencies}\\n$`)),
    stderr: "",
  });
  const { topic } = await client.getTopic({ topic: "orders" });
  expect(topic!.partitions.reduce((sum, { highWatermark }) => sum + Number(highWatermark), 0)).toBe(2500);

  const consumed = await shell.headwater(["bench", "consume", "orders"]);
  expect(consumed).toEqual({
    code: 0,
    stdout: expect.stringMatching(
      new RegExp(`^2500 records read in \\d+\\.\\d\\d s, ${RATE}, the first after ${MS}\\n$`),
    ),
    stderr: "",
  });
});

test("--json has the figures", async () => {
  const { shell } = await setUp();
  const produced = await shell.headwater(["bench", "produce", "orders", "--records", "10", "--size", "5", "--json"]);
  const run = { seconds: expect.any(Number), recordsPerSecond: expect.any(Number), mbPerSecond: expect.any(Number) };
  expect(JSON.parse(produced.stdout)).toEqual({
    records: 10,
    bytes: 50,
    ...run,
    ...Object.fromEntries(
      ["mean", "max", "p50", "p95", "p99", "p999"].map((name) => [`${name}Ms`, expect.any(Number)]),
    ),
  });
  const consumed = await shell.headwater(["bench", "consume", "orders", "--records", "7", "--json"]);
  expect(JSON.parse(consumed.stdout)).toEqual({ records: 7, bytes: 35, ...run, firstMs: expect.any(Number) });
});

test("--throughput is not exceeded", async () => {
  const { shell } = await setUp();
  const args = ["--records", "300", "--throughput", "1000", "--json"];
  const { stdout } = await shell.headwater(["bench", "produce", "orders", ...args]);
  const { seconds } = JSON.parse(stdout) as { seconds: number };
  // Its last request of 50 records goes when 250 were due.
  expect(seconds).toBeGreaterThanOrEqual(0.245);
});

test("what can't be measured exits with 1", async () => {
  const { shell } = await setUp();
  const absent =
    "headwater: topic oders does not exist: create it with `headwater topics create oders`; did you mean orders?\n";
  const exits = await Promise.all([
    shell.headwater(["bench", "produce", "oders"]),
    shell.headwater(["bench", "consume", "oders"]),
    shell.headwater(["bench", "produce", "orders", "--size", "2MiB"]),
  ]);
  expect(exits.map(({ code, stderr }) => [code, stderr])).toEqual([
    [1, absent],
    [1, absent],
    [1, expect.stringContaining("lower --size")],
  ]);
});
