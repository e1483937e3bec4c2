import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Record } from "../../gen/ts/headwater/v1/record.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";
import { BrokerProcess } from "../helpers/process.js";
import { textOf } from "../helpers/values.js";

async function setUp(partitions = 1) {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders", partitions });
  return { client, shell: new Shell(broker) };
}

async function recordsOf(client: BrokerServiceClient): Promise<(Record & { partition: number })[]> {
  const records: (Record & { partition: number })[] = [];
  for await (const { batch } of client.subscribe({ topics: ["orders"], stop: { latest: true } })) {
    for (const record of batch?.records ?? []) records.push({ ...record, partition: batch!.partition });
  }
  return records;
}

async function valuesOf(client: BrokerServiceClient) {
  return (await recordsOf(client)).map(({ value }) => textOf(value));
}

/** A file with this content, which is removed when the test is over. */
function file(content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "headwater-produce-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "lines"), content);
  return join(folder, "lines");
}

describe("each line is a record", () => {
  test("of stdin, with or without a last newline, whatever its bytes", async () => {
    const { client, shell } = await setUp();
    expect(await shell.headwater(["produce", "orders"], "2 apples\n\n3 plums\r\nlast")).toEqual({
      code: 0,
      stdout: "",
      stderr: "4 records appended to orders: 4 in partition 0\n",
    });
    expect(await valuesOf(client)).toEqual(["2 apples", "", "3 plums\r", "last"]);
  });

  test("of a file", async () => {
    const { client, shell } = await setUp();
    const path = file(Uint8Array.of(0xff, 0x0a, 0x00));
    expect(await shell.headwater(["produce", "orders", "--file", path, "--quiet"])).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    const records = await recordsOf(client);
    expect(records.map(({ value }) => [...value!])).toEqual([[0xff], [0x00]]);
  });

  test("that is sent as it comes, without waiting for more", async () => {
    const { client, shell } = await setUp();
    const producer = shell.start(["produce", "orders"]);
    const events = client.subscribe({ topics: ["orders"], limit: 2n });
    producer.type("one\n");
    const values: (string | undefined)[] = [];
    for await (const { batch } of events) {
      values.push(...(batch?.records ?? []).map(({ value }) => textOf(value)));
      if (values.length === 1) producer.type("two\n");
    }
    expect(values).toEqual(["one", "two"]);
    producer.signal("SIGINT");
    expect(await producer.exit()).toEqual({
      code: 0,
      stdout: "",
      stderr: "2 records appended to orders: 2 in partition 0\n",
    });
  });
});

test("--key-separator, --header and --partition", async () => {
  const { client, shell } = await setUp(3);
  const headers = ["--header", "source=web", "--header", "v=1=2"];
  await shell.headwater(["produce", "orders", "--key-separator", "\\t", ...headers], "alice\t2\tapples\n\tno name\n");
  await shell.headwater(["produce", "orders", "--partition", "1", "--acks", "1"], "to one\n");
  const records = await recordsOf(client);
  const simple = records.map(({ partition, key, value, headers: of }) => [
    partition,
    textOf(key),
    textOf(value),
    of.map((header) => `${header.key}:${textOf(header.value)}`).join(),
  ]);
  expect(simple).toContainEqual([0, "alice", "2\tapples", "source:web,v:1=2"]);
  expect(simple).toContainEqual([expect.any(Number), "", "no name", "source:web,v:1=2"]);
  expect(simple).toContainEqual([1, undefined, "to one", ""]);
});

test("--json lines are records, and those that consume --json writes can be produced again", async () => {
  const { client, shell } = await setUp();
  const lines = [
    { key: "alice", value: "2 apples", headers: { source: "web" }, timestampMs: 1 },
    { key: null, value: { apples: 2 } },
    {
      keyBase64: "/w==",
      valueBase64: "AP8=",
      headers: [
        { key: "a", value: "1" },
        { key: "a", valueBase64: "/w==" },
      ],
    },
    { key: "gone" },
  ];
  await shell.headwater(["produce", "orders", "--json"], lines.map((line) => JSON.stringify(line)).join("\n"));
  const before = await recordsOf(client);
  expect(before.map(({ key, value }) => [key && [...key], textOf(value)]).slice(1)).toEqual([
    [undefined, '{"apples":2}'],
    [[0xff], expect.any(String)],
    [[...Buffer.from("gone")], undefined],
  ]);
  expect(before[0]).toMatchObject({ timestampMs: 1n, headers: [{ key: "source" }] });
  const { code } = await shell.bash("headwater consume orders --until-end --json | headwater produce orders --json");
  expect(code).toBe(0);
  const all = await recordsOf(client);
  expect(all.slice(4)).toEqual(before.map((record, i) => ({ ...record, offset: BigInt(i + 4) })));
});

test("--batch is how many go in one request", async () => {
  const { client, shell } = await setUp(2);
  await shell.headwater(["produce", "orders", "--batch", "2"], "a\nb\nc\nd\n");
  const records = await recordsOf(client);
  const of = (partition: number) =>
    records.filter((record) => record.partition === partition).map((r) => textOf(r.value));
  expect([of(0), of(1)].sort()).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});

test("--acks none says that nothing is known", async () => {
  const { shell } = await setUp();
  const { stderr } = await shell.headwater(["produce", "orders", "--acks", "none"], "a\n");
  expect(stderr).toBe("1 record sent to orders, unacknowledged\n");
});

describe("what can't be appended exits with 1, and says which line it is and what was appended", () => {
  test("an absent topic", async () => {
    const { shell } = await setUp();
    expect(await shell.headwater(["produce", "oders"], "a\n")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "headwater: topic oders does not exist: create it with `headwater topics create oders`; did you mean orders?\n",
    });
  });

  test("an absent partition", async () => {
    const { shell } = await setUp();
    const { code, stderr } = await shell.headwater(["produce", "orders", "--partition", "7"], "a\n");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/has no partition 7.*topics describe orders/),
    });
  });

  test("a line without key", async () => {
    const { client, shell } = await setUp();
    expect(await shell.headwater(["produce", "orders", "--key-separator", ":"], "a:1\nb\nc:3\n")).toEqual({
      code: 1,
      stdout: "",
      stderr: '1 record appended to orders: 1 in partition 0\nheadwater: line 2 has no ":" between key and value\n',
    });
    expect(await valuesOf(client)).toEqual(["1"]);
  });

  test("a line that is no record in JSON", async () => {
    const { shell } = await setUp();
    const bad: [string, string][] = [
      ["2 apples", "is no JSON object"],
      ["[]", "is no JSON object"],
      ['{"val": 1}', "has the field val"],
      ['{"timestampMs": -1}', "timestampMs"],
      ['{"value": "a", "valueBase64": "YQ=="}', "both forms of value"],
      ['{"headers": [1]}', "header without key"],
    ];
    await Promise.all(
      bad.map(async ([line, said]) => {
        const { code, stderr } = await shell.headwater(["produce", "orders", "--json"], `{}\n${line}\n`);
        expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("headwater: line 2 ") });
        expect(stderr).toContain(said);
      }),
    );
  });

  test("a record that is too large: none of its request is", async () => {
    const { client, shell } = await setUp();
    await client.updateTopic({ topic: "orders", config: { maxRecordBytes: 100 } });
    const lines = `a\nb\n${"x".repeat(200)}\nd\n`;
    const { code, stderr } = await shell.headwater(["produce", "orders"], lines);
    expect({ code, lines: stderr.trimEnd().split("\n") }).toEqual({
      code: 1,
      lines: [
        expect.stringMatching(/^headwater: line 3 has \d+ bytes.*; lines 1 to 4 were one request, and none of them/),
      ],
    });
    expect(await valuesOf(client)).toEqual([]);
  });

  test("a broker that goes away", async () => {
    const broker = await BrokerProcess.start(["--auto-create-topics"]);
    const shell = new Shell(broker);
    const producer = shell.start(["produce", "orders"]);
    producer.type("one\n");
    const client = testClient(broker);
    let end = 0n;
    while (end === 0n) {
      const { topic } = await client.getTopic({ topic: "orders" }).catch(() => ({ topic: undefined }));
      end = topic?.partitions[0]?.highWatermark ?? 0n;
    }
    broker.child.kill("SIGKILL");
    const { code, stderr } = await producer.exit();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("the connection to the broker") });
  });

  test("an absent file, and a folder", async () => {
    const { shell } = await setUp();
    const [absent, folder] = await Promise.all([
      shell.headwater(["produce", "orders", "--file", "/no/such"]),
      shell.headwater(["produce", "orders", "--file", "/"]),
    ]);
    expect(absent).toEqual({ code: 1, stdout: "", stderr: "headwater: can't read /no/such: there is no such file\n" });
    expect(folder).toEqual({ code: 1, stdout: "", stderr: "headwater: can't read /: it is a folder\n" });
  });
});
