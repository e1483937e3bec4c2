import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";

async function setUp() {
  const broker = await testBroker();
  return { client: testClient(broker), shell: new Shell(broker) };
}

test("a topic's life: create, list, describe, alter, delete", async () => {
  const { client, shell } = await setUp();
  expect(await shell.headwater(["topics", "create", "orders", "--partitions", "3", "--retention", "90s"])).toEqual({
    code: 0,
    stdout: "topic orders created, with 3 partitions\n",
    stderr: "",
  });
  expect(await shell.headwater(["topics", "list"])).toEqual({ code: 0, stdout: "orders\n", stderr: "" });
  await client.produce({ topic: "orders", partition: 1, records: [{ valueText: "2 apples" }] });
  const described = await shell.headwater(["topics", "describe", "orders"]);
  expect(described.stdout.split("\n")).toEqual([
    "topic orders: 3 partitions, 1 record, 21 B, retention 90s, records up to 1.0 MiB",
    "PARTITION  LOG-START-OFFSET  HIGH-WATERMARK  SIZE",
    "        0                 0               0   0 B",
    "        1                 0               1  21 B",
    "        2                 0               0   0 B",
    "",
  ]);
  const args = [
    "--partitions",
    "4",
    "--retention",
    "forever",
    "--retention-bytes",
    "1GiB",
    "--max-record-bytes",
    "2KiB",
  ];
  expect(await shell.headwater(["topics", "alter", "orders", ...args])).toEqual({
    code: 0,
    stdout: "topic orders altered: 4 partitions, retention forever, 1.0 GiB a partition\n",
    stderr: "",
  });
  const { topic } = await client.getTopic({ topic: "orders" });
  expect(topic?.config).toMatchObject({ retentionMs: -1n, retentionBytes: 2n ** 30n, maxRecordBytes: 2048 });
  expect(await shell.headwater(["topics", "delete", "orders"])).toEqual({
    code: 0,
    stdout: "topic orders deleted\n",
    stderr: "",
  });
  expect((await client.listTopics({})).topics).toEqual([]);
});

test("--json is an object a line", async () => {
  const { client, shell } = await setUp();
  const config = { retentionMs: 604_800_000, retentionBytes: -1, maxRecordBytes: 1_048_576 };
  const partitions = [{ partition: 0, logStartOffset: 0, highWatermark: 0, sizeBytes: 0 }];
  const created = await shell.headwater(["topics", "create", "a", "--json"]);
  expect(JSON.parse(created.stdout)).toEqual({ topic: "a", partitions, config });
  await client.createTopic({ topic: "b" });
  const [listed, described, altered] = await Promise.all([
    shell.headwater(["topics", "list", "--json"]),
    shell.headwater(["topics", "describe", "--json"]),
    shell.headwater(["topics", "alter", "a", "--retention", "7d", "--json"]),
  ]);
  const lines = listed.stdout.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { topic: "a", partitions, config },
    { topic: "b", partitions, config },
  ]);
  expect(described.stdout).toBe(listed.stdout);
  expect(altered.stdout).toBe(`${lines[0]}\n`);
  const deleted = await shell.headwater(["topics", "delete", "a", "b", "--json"]);
  expect(deleted.stdout).toBe('{"deleted":"a"}\n{"deleted":"b"}\n');
});

test("more topics than a page has are listed all", async () => {
  const { client, shell } = await setUp();
  const names = Array.from({ length: 1001 }, (_, i) => `t${`${i}`.padStart(4, "0")}`);
  await Promise.all(names.map((topic) => client.createTopic({ topic })));
  expect((await shell.headwater(["topics", "list"])).stdout.trimEnd().split("\n")).toEqual(names);
});

test("a refusal exits with 1 and a line that says what to do", async () => {
  const { client, shell } = await setUp();
  await client.createTopic({ topic: "orders", partitions: 2 });
  const create = "create it with `headwater topics create oders`";
  const refused: [string[], string][] = [
    [["create", "orders"], "topic orders exists already: change it with `headwater topics alter orders`"],
    [["create", "no/name"], "topic"],
    [["describe", "oders"], `topic oders does not exist: ${create}`],
    [["alter", "oders", "--partitions", "2"], create],
    [["alter", "orders", "--partitions", "1"], "partitions can only be added"],
    [["delete", "oders"], "topic oders does not exist: did you mean orders\\?"],
  ];
  await Promise.all(
    refused.map(async ([args, said]) => {
      const { code, stdout, stderr } = await shell.headwater(["topics", ...args]);
      expect({ code, stdout, lines: stderr.trimEnd().split("\n") }, args.join(" ")).toEqual({
        code: 1,
        stdout: "",
        lines: [expect.stringMatching(new RegExp(`^headwater: .*${said}`))],
      });
    }),
  );
});

test("--if-not-exists and --if-exists succeed where there is nothing to do", async () => {
  const { client, shell } = await setUp();
  await client.createTopic({ topic: "orders", partitions: 2 });
  expect(await shell.headwater(["topics", "create", "orders", "--partitions", "3", "--if-not-exists"])).toEqual({
    code: 0,
    stdout: "topic orders is there already, with 2 partitions\n",
    stderr: "",
  });
  expect(await shell.headwater(["topics", "delete", "oders", "--if-exists"])).toEqual({
    code: 0,
    stdout: "",
    stderr: "",
  });
});
