import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";
import { BrokerProcess } from "../helpers/process.js";
import { textOf } from "../helpers/values.js";

async function setUp(topics: readonly string[] = ["orders"]) {
  const broker = await testBroker();
  const client = testClient(broker);
  for (const topic of topics) await client.createTopic({ topic, partitions: 3 });
  return { broker, client, shell: new Shell(broker) };
}

test("a mistyped command gets the one that is meant", async () => {
  const { shell } = await setUp();
  const [topic, list] = await Promise.all([shell.headwater(["topic", "list"]), shell.headwater(["topics", "lst"])]);
  expect(topic).toMatchObject({ code: 2, stderr: expect.stringContaining("did you mean topics?") });
  expect(list).toMatchObject({ code: 2, stderr: expect.stringMatching(/did you mean list\?/i) });
});

test("a mistyped variable is told of, and others are left alone", async () => {
  const { broker } = await setUp();
  const shell = new Shell(broker, { HEADWATER_SERVR: "x:1", HEADWATER_PORT_50051_TCP: "tcp://10.0.0.1:50051" });
  expect(await shell.headwater(["topics", "list"])).toEqual({
    code: 0,
    stdout: "orders\n",
    stderr: "the variable HEADWATER_SERVR is not read: did you mean HEADWATER_SERVER?\n",
  });
  const served = await BrokerProcess.start([], { HEADWATER_MAX_TOPIC: "5" });
  served.child.kill("SIGTERM");
  expect((await served.exit()).stderr).toBe(
    "the variable HEADWATER_MAX_TOPIC is not read: did you mean HEADWATER_MAX_TOPICS?\n",
  );
});

test("delete goes on after a topic or a group that isn't there, and doesn't offer to create it", async () => {
  const { client, shell } = await setUp(["orders", "clicks", "users"]);
  expect(await shell.headwater(["topics", "delete", "orders", "click", "users", "nothing"])).toEqual({
    code: 1,
    stdout: "topic orders deleted\ntopic users deleted\n",
    stderr:
      "headwater: topic click does not exist: did you mean clicks?\n" +
      "headwater: topic nothing does not exist: `headwater topics list` shows those that do\n",
  });
  expect((await client.listTopics({})).topics.map(({ name }) => name)).toEqual(["clicks"]);
  for (const group of ["a", "b"]) {
    await client.commitOffsets({ group, offsets: [{ topic: "clicks", partition: 0, offset: 0n }] });
  }
  expect(await shell.headwater(["groups", "delete", "a", "x", "b"])).toMatchObject({
    code: 1,
    stdout: "group a deleted\ngroup b deleted\n",
    stderr: expect.stringContaining("group x does not exist"),
  });
});

test("the lag of partitions in which a group has committed nothing is shown", async () => {
  const { client, shell } = await setUp();
  for (const partition of [0, 1, 2]) {
    await client.produce({ topic: "orders", partition, records: Array.from({ length: 4 }, () => ({})) });
  }
  await client.commitOffsets({ group: "billing", offsets: [{ topic: "orders", partition: 1, offset: 3n }] });
  const { stdout } = await shell.headwater(["groups", "describe", "billing"]);
  const rows = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ +/).slice(1, 6).join(" "));
  expect(rows.slice(1)).toEqual(["orders 0 - 4 4", "orders 1 3 4 1", "orders 2 - 4 4"]);
  const json = JSON.parse((await shell.headwater(["groups", "describe", "billing", "--json"])).stdout);
  expect(json.offsets.map(({ lag }: { lag: number }) => lag)).toEqual([4, 1, 4]);
});

test("no name of a group drives the terminal, be it in a list, in a table or in an error", async () => {
  const { client, shell } = await setUp();
  const names = ["esc\x1b[2J", "line\nbreak", "rtl\u202egpj"];
  for (const group of names) {
    await client.commitOffsets({ group, offsets: [{ topic: "orders", partition: 0, offset: 0n }] });
  }
  const outputs = await Promise.all([
    shell.headwater(["groups", "list"]),
    shell.headwater(["groups", "describe"]),
    shell.headwater(["groups", "describe", "nope\x1b[31m"]),
    shell.headwater(["groups", "delete", ...names]),
  ]);
  for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toMatch(/[^\P{C}\n]/u);
  expect(outputs[0].stdout).toBe("esc\\x1b[2J\nline\\nbreak\nrtl\\u202egpj\n");
});

test("a line that never ends is refused as soon as it is larger than a record may be", async () => {
  const { client, shell } = await setUp();
  const program = shell.startBash("(echo first; exec cat /dev/zero) | headwater produce orders");
  program.endInput();
  const { stderr } = await program.exit();
  expect(stderr).toBe(
    "1 record appended to orders: 1 in partition 0\n" +
      "headwater: line 2 has more than 1048576 bytes, and no record of the topic may be as large\n",
  );
  expect((await client.fetch({ topic: "orders" })).batch?.records.map(({ value }) => textOf(value))).toEqual(["first"]);
});

test("JSON is appended as it stands, and what is none is refused with the number of its line", async () => {
  const { client, shell } = await setUp();
  const lines = ['{"value": {"id": 9007199254740993, "price": 1.10}}', '{"value": "a", "value": "b"}'];
  expect(await shell.headwater(["produce", "orders", "--json"], `${lines.join("\n")}\n`)).toEqual({
    code: 1,
    stdout: "",
    stderr: "1 record appended to orders: 1 in partition 0\nheadwater: line 2 has the field value twice\n",
  });
  const { batch } = await client.fetch({ topic: "orders" });
  expect(batch?.records.map(({ value }) => textOf(value))).toEqual(['{"id":9007199254740993,"price":1.10}']);
});

test("bench produces what a terminal can show", async () => {
  const { client, shell } = await setUp();
  await shell.headwater(["bench", "produce", "orders", "--records", "5", "--size", "40"]);
  const values: string[] = [];
  for await (const { batch } of client.subscribe({ topics: ["orders"], stop: { latest: true } })) {
    values.push(...(batch?.records ?? []).map(({ value }) => textOf(value)!));
  }
  expect(values).toHaveLength(5);
  for (const value of values) expect(value).toMatch(/^[A-Za-z]{40}$/);
});
