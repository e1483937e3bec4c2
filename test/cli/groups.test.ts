import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

/** Two partitions of three records, of which group billing has committed 2 and 1. */
async function setUp() {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders", partitions: 2 });
  for (const partition of [0, 1]) {
    const records = withValues("1", "2", "3").map((record, i) => ({ ...record, timestampMs: BigInt(i + 1) * 1000n }));
    await client.produce({ topic: "orders", partition, records });
  }
  const offsets = [2n, 1n].map((offset, partition) => ({ topic: "orders", partition, offset }));
  await client.commitOffsets({ group: "billing", offsets });
  const committed = async () => {
    const { group } = await client.getGroup({ group: "billing" });
    return group!.offsets.map(({ committedOffset }) => Number(committedOffset));
  };
  return { client, shell: new Shell(broker), committed };
}

test("list has the names; describe the lag of each partition, and who reads it", async () => {
  const { client, shell } = await setUp();
  expect(await shell.headwater(["groups", "list"])).toEqual({ code: 0, stdout: "billing\n", stderr: "" });
  expect(await shell.headwater(["groups", "describe", "billing"])).toEqual({
    code: 0,
    stdout: [
      "GROUP    TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID  HOST  CLIENT-ID\n",
      "billing  orders          0               2               3    1  -            -     -\n",
      "billing  orders          1               1               3    2  -            -     -\n",
    ].join(""),
    stderr: "group billing has no active members.\n",
  });

  const member = new Subscriber(client, { topics: ["orders"], group: "billing", clientId: "till" });
  const { assigned } = await member.next();
  const [described, members] = await Promise.all([
    shell.headwater(["groups", "describe"]),
    shell.headwater(["groups", "describe", "billing", "--members"]),
  ]);
  member.leave();
  const rows = described.stdout.trimEnd().split("\n").slice(1);
  expect(rows.map((row) => row.split(/ +/))).toEqual([
    ["billing", "orders", "0", "2", "3", "1", assigned!.memberId, expect.stringMatching(/^127\.0\.0\.1/), "till"],
    ["billing", "orders", "1", "1", "3", "2", assigned!.memberId, expect.stringMatching(/^127\.0\.0\.1/), "till"],
  ]);
  expect(members.stdout).toMatch(
    /^GROUP +CONSUMER-ID +HOST +CLIENT-ID +#PARTITIONS +ASSIGNMENT\nbilling.* 2 {2}orders\(0,1\)\n$/,
  );
});

test("--json is an object a line", async () => {
  const { shell } = await setUp();
  const [listed, described] = await Promise.all([
    shell.headwater(["groups", "list", "--json"]),
    shell.headwater(["groups", "describe", "billing", "--json"]),
  ]);
  expect(described.stdout).toBe(listed.stdout);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    group: "billing",
    state: "Empty",
    members: [],
    offsets: [
      { topic: "orders", partition: 0, committedOffset: 2, highWatermark: 3, lag: 1, memberId: null },
      { topic: "orders", partition: 1, committedOffset: 1, highWatermark: 3, lag: 2, memberId: null },
    ],
  });
});

test("reset says what it would do, and does it with --execute", async () => {
  const { shell, committed } = await setUp();
  const reset = (...args: string[]) => shell.headwater(["groups", "reset", "billing", ...args]);
  const stdout = [
    "GROUP    TOPIC   PARTITION  NEW-OFFSET\n",
    "billing  orders          0           0\n",
    "billing  orders          1           0\n",
  ].join("");
  const dry = await reset("--topic", "orders", "--to-earliest");
  expect(dry).toEqual({ code: 0, stdout, stderr: "nothing is moved yet: add --execute to do it\n" });
  expect(await committed()).toEqual([2, 1]);
  expect(await reset("--all-topics", "--to-earliest", "--execute")).toEqual({ code: 0, stdout, stderr: "" });
  expect(await committed()).toEqual([0, 0]);
});

test("reset goes to the end, an offset, a time, or so many on or back", async () => {
  const { shell, committed } = await setUp();
  const cases: [string[], number[]][] = [
    [
      ["--all-topics", "--to-latest"],
      [3, 3],
    ],
    [
      ["--topic", "orders:1", "--to-offset", "1"],
      [3, 1],
    ],
    [
      ["--all-topics", "--shift-by", "-2"],
      [1, 0],
    ],
    [
      ["--topic", "orders:0,1", "--shift-by", "2"],
      [3, 2],
    ],
    [
      ["--all-topics", "--to-datetime", "1970-01-01T00:00:02"],
      [1, 1],
    ],
    [
      ["--all-topics", "--by-duration", "1h"],
      [3, 3],
    ],
  ];
  for (const [args, offsets] of cases) {
    const { code } = await shell.headwater(["groups", "reset", "billing", ...args, "--execute"]);
    expect({ code, offsets: await committed() }, args.join(" ")).toEqual({ code: 0, offsets });
  }
});

test("reset --json is a line for each partition", async () => {
  const { shell } = await setUp();
  const { stdout } = await shell.headwater([
    "groups",
    "reset",
    "billing",
    "--topic",
    "orders:1",
    "--to-latest",
    "--json",
  ]);
  expect(stdout).toBe('{"group":"billing","topic":"orders","partition":1,"offset":3,"executed":false}\n');
});

test("delete forgets a group", async () => {
  const { client, shell } = await setUp();
  expect(await shell.headwater(["groups", "delete", "billing"])).toEqual({
    code: 0,
    stdout: "group billing deleted\n",
    stderr: "",
  });
  expect((await client.listGroups({})).groups).toEqual([]);
});

test("a refusal exits with 1 and a line that says what to do", async () => {
  const { client, shell } = await setUp();
  const absent = "group biling does not exist: `headwater groups list` shows those that do";
  const busy = "group billing has members: stop them first; `headwater groups describe billing` shows them";
  const member = new Subscriber(client, { topics: ["orders"], group: "billing" });
  await member.next();
  const refused: [string[], string][] = [
    [["describe", "biling"], absent],
    [["delete", "biling"], absent],
    [["reset", "biling", "--all-topics", "--to-latest"], absent],
    [["delete", "billing"], busy],
    [["reset", "billing", "--all-topics", "--to-latest", "--execute"], busy],
  ];
  await Promise.all(
    refused.map(async ([args, said]) => {
      const exit = await shell.headwater(["groups", ...args]);
      expect(exit, args.join(" ")).toEqual({ code: 1, stdout: "", stderr: `headwater: ${said}\n` });
    }),
  );
  member.leave();
});
