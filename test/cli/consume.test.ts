import { describe, expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";
import { withValues } from "../helpers/values.js";

async function setUp(partitions = 1) {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders", partitions });
  return { broker, client, shell: new Shell(broker) };
}

describe("starts at", () => {
  test("the end, unless something else is asked for", async () => {
    const { client, shell } = await setUp();
    await client.produce({ topic: "orders", records: withValues("old") });
    const consumer = shell.start(["consume", "orders"]);
    // It can't be seen from outside when it follows, so something new is produced until it does.
    while (consumer.stdout === "") await client.produce({ topic: "orders", records: withValues("new") });
    consumer.signal("SIGINT");
    const { code, stdout, stderr } = await consumer.exit();
    expect(code).toBe(0);
    expect(stdout).not.toContain("old");
    expect(stderr).toMatch(/^\d+ records? read\n$/);
  });

  test("the beginning, an offset, so many before the end, or a time", async () => {
    const { client, shell } = await setUp();
    const records = [1, 2, 3, 4].map((i) => ({ valueText: `${i}`, timestampMs: BigInt(i * 1000) }));
    await client.produce({ topic: "orders", records: [...records, { valueText: "now" }] });
    const cases: [string[], string][] = [
      [["--from-beginning", "--max-records", "2"], "1\n2\n"],
      [["--until-end"], "1\n2\n3\n4\nnow\n"],
      [["--until-end", "--offset", "2"], "3\n4\nnow\n"],
      [["--until-end", "--offset", "-2"], "4\nnow\n"],
      [["--until-end", "--offset", "latest"], ""],
      [["--until-end", "--offset", "earliest", "--max-records", "1"], "1\n"],
      [["--until-end", "--since", "1970-01-01T00:00:02.500"], "3\n4\nnow\n"],
      [["--until-end", "--since", "10m"], "now\n"],
    ];
    for (let i = 0; i < cases.length; i += 4) {
      await Promise.all(
        cases.slice(i, i + 4).map(async ([args, expected]) => {
          const { code, stdout } = await shell.headwater(["consume", "orders", "--quiet", ...args]);
          expect({ code, stdout }, args.join(" ")).toEqual({ code: 0, stdout: expected });
        }),
      );
    }
  });
});

test("several topics, or some partitions of one", async () => {
  const { client, shell } = await setUp(3);
  await client.createTopic({ topic: "users" });
  for (const partition of [0, 1, 2]) {
    await client.produce({ topic: "orders", partition, records: withValues(`o${partition}`) });
  }
  await client.produce({ topic: "users", records: withValues("u") });
  const [both, some] = await Promise.all([
    shell.headwater(["consume", "orders", "users", "--until-end", "--format", "%t %v"]),
    shell.headwater(["consume", "orders", "--partition", "0", "--partition", "2", "--until-end"]),
  ]);
  expect(both.stdout.trimEnd().split("\n").sort()).toEqual(["orders o0", "orders o1", "orders o2", "users u"]);
  expect(some.stdout.trimEnd().split("\n").sort()).toEqual(["o0", "o2"]);
});

test("--format writes what its placeholders say, --json an object a line", async () => {
  const { client, shell } = await setUp();
  const headers = [{ key: "source", value: Buffer.from("web") }];
  await client.produce({
    topic: "orders",
    records: [
      { keyText: "alice", valueText: "2 apples", headers, timestampMs: 1_700_000_000_000n },
      { timestampMs: 1_700_000_000_001n },
      { key: Uint8Array.of(0xff), value: Uint8Array.of(0xfe), timestampMs: 1_700_000_000_002n },
    ],
  });
  const all = ["consume", "orders", "--until-end", "--max-records", "2"];
  const [formatted, zeros, json] = await Promise.all([
    shell.headwater([...all, "--format", "%t %p %o %T %D %k=%v (%K/%V) [%h] 100%%\\t."]),
    shell.headwater([...all, "--format", "%v\\0"]),
    shell.headwater(["consume", "orders", "--until-end", "--json"]),
  ]);
  expect(formatted.stdout.split("\n")).toEqual([
    "orders 0 0 1700000000000 2023-11-14T22:13:20.000Z alice=2 apples (5/8) [source=web] 100%\t.",
    "orders 0 1 1700000000001 2023-11-14T22:13:20.001Z null=null (-1/-1) [] 100%\t.",
    "",
  ]);
  expect(zeros.stdout).toBe("2 apples\0null\0");
  const place = { topic: "orders", partition: 0 };
  expect(
    json.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      ...place,
      offset: 0,
      timestampMs: 1_700_000_000_000,
      key: "alice",
      value: "2 apples",
      headers: [{ key: "source", value: "web" }],
    },
    { ...place, offset: 1, timestampMs: 1_700_000_000_001, key: null, value: null },
    { ...place, offset: 2, timestampMs: 1_700_000_000_002, keyBase64: "/w==", valueBase64: "/g==" },
  ]);
});

describe("--group", () => {
  test("goes on where it has committed, commits what it prints, and no more", async () => {
    const { client, shell } = await setUp();
    await client.produce({ topic: "orders", records: withValues("1", "2", "3", "4") });
    const read = (...args: string[]) => shell.headwater(["consume", "orders", "--group", "billing", ...args]);
    expect(await read("--from-beginning", "--max-records", "3")).toEqual({
      code: 0,
      stdout: "1\n2\n3\n",
      stderr: "3 records read, committed for group billing\n",
    });
    const { group } = await client.getGroup({ group: "billing" });
    expect(group?.offsets).toMatchObject([{ committedOffset: 3n, lag: 1n }]);
    expect(await read("--until-end")).toMatchObject({ code: 0, stdout: "4\n" });
    expect(await read("--until-end")).toMatchObject({ code: 0, stdout: "" });
  });

  test("starts at the end where it is new, and remembers that", async () => {
    const { client, shell } = await setUp();
    await client.produce({ topic: "orders", records: withValues("old") });
    const consumer = shell.start(["consume", "orders", "--group", "billing"]);
    let committed: bigint | undefined;
    while (committed === undefined) {
      const { group } = await client.getGroup({ group: "billing" }).catch(() => ({ group: undefined }));
      committed = group?.offsets[0]?.committedOffset;
    }
    consumer.signal("SIGINT");
    expect(await consumer.exit()).toMatchObject({ code: 0, stdout: "" });
    await client.produce({ topic: "orders", records: withValues("new") });
    const { stdout } = await shell.headwater(["consume", "orders", "--group", "billing", "--until-end"]);
    expect(stdout).toBe("new\n");
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s leaves with everything committed that was printed", async (signal) => {
    const { client, shell } = await setUp();
    const consumer = shell.start(["consume", "orders", "--group", "billing", "--from-beginning"]);
    await client.produce({ topic: "orders", records: withValues("1", "2") });
    await consumer.shows("2\n");
    consumer.signal(signal);
    expect(await consumer.exit()).toEqual({
      code: 0,
      stdout: "1\n2\n",
      stderr: "2 records read, committed for group billing\n",
    });
    const { group } = await client.getGroup({ group: "billing" });
    expect(group).toMatchObject({ members: [], offsets: [{ committedOffset: 2n, lag: 0n }] });
  });

  test("two members print each record once between them", async () => {
    const { client, shell } = await setUp(2);
    const args = ["consume", "orders", "--group", "billing", "--from-beginning", "--format", "%p %v"];
    const members = [shell.start(args), shell.start(args)];
    let holders = 0;
    while (holders < 2) {
      const { group } = await client.getGroup({ group: "billing" }).catch(() => ({ group: undefined }));
      holders = group?.members.filter(({ partitions }) => partitions.length === 1).length ?? 0;
    }
    for (const partition of [0, 1]) await client.produce({ topic: "orders", partition, records: withValues("a", "b") });
    await Promise.all(members.map((member) => member.shows("b\n")));
    for (const member of members) member.signal("SIGINT");
    const exits = await Promise.all(members.map((member) => member.exit()));
    expect(exits.map(({ stdout }) => stdout).sort()).toEqual(["0 a\n0 b\n", "1 a\n1 b\n"]);
  });
});

test("whoever stops reading its output ends it quietly", async () => {
  const { client, shell } = await setUp();
  await client.produce({ topic: "orders", records: withValues(...Array.from({ length: 50_000 }, (_, i) => `${i}`)) });
  const line = "headwater consume orders --from-beginning | head -1; echo $PIPESTATUS";
  expect(await shell.bash(line)).toEqual({ code: 0, stdout: "0\n0\n", stderr: "" });
});

describe("fails with 1 where", () => {
  test("the topic or the partition isn't there, or the offset", async () => {
    const { shell } = await setUp();
    const cases: [string[], string][] = [
      [["oders"], "topic oders does not exist: create it with `headwater topics create oders`"],
      [["orders", "--partition", "3"], "topic orders has no partition 3"],
      [["orders", "--offset", "7"], "offset 7 is outside partition 0 of topic orders"],
    ];
    await Promise.all(
      cases.map(async ([args, said]) => {
        const { code, stdout, stderr } = await shell.headwater(["consume", ...args]);
        expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: expect.stringContaining(said) });
      }),
    );
  });

  test("the topic is deleted, or the broker stops, while it follows", async () => {
    const { broker, client, shell } = await setUp();
    await client.createTopic({ topic: "users" });
    const follow = async (topic: string) => {
      const consumer = shell.start(["consume", topic, "--from-beginning"]);
      await client.produce({ topic, records: withValues("here") });
      await consumer.shows("here");
      return consumer;
    };
    const [orders, users] = await Promise.all([follow("orders"), follow("users")]);
    await client.deleteTopic({ topic: "orders" });
    expect(await orders.exit()).toMatchObject({ code: 1, stderr: "headwater: topic orders was deleted\n" });
    await broker.close();
    expect(await users.exit()).toMatchObject({ code: 1, stderr: expect.stringContaining("shutting down") });
  });
});
