import { describe, expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { hasScript, Shell } from "../helpers/cli.js";
import { withValues } from "../helpers/values.js";

const CTRL_C = "\x03";
const CTRL_D = "\x04";
const ESCAPE = "\x1b[";

async function setUp(variables: { [name: string]: string } = {}) {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  return { client, shell: new Shell(broker, variables) };
}

describe.runIf(hasScript)("in a terminal", () => {
  test("lists are tables, in colour unless NO_COLOR is set", async () => {
    const { client, shell } = await setUp();
    await client.commitOffsets({ group: "billing", offsets: [{ topic: "orders", partition: 0, offset: 0n }] });
    const show = async (line: string) => {
      const program = shell.startInTerminal(line);
      await program.exit();
      return program.stdout.replaceAll("\r", "");
    };
    const [colour, plain, groups] = await Promise.all([
      // As a person has it: CI, where it is set, means a terminal without colours.
      show("env -u CI TERM=xterm headwater topics list"),
      show("NO_COLOR=1 headwater topics list"),
      show("NO_COLOR=1 headwater groups list"),
    ]);
    expect(plain).toBe("TOPIC   PARTITIONS  RECORDS  SIZE  RETENTION\norders           1        0   0 B  7d\n");
    expect(colour).toContain(ESCAPE);
    expect(groups).toBe("GROUP    STATE  MEMBERS  LAG\nbilling  Empty        0    0\n");
  });

  test("an empty list says how to fill it", async () => {
    const { client, shell } = await setUp();
    await client.deleteTopic({ topic: "orders" });
    const lists = ["topics", "groups"].map((what) => shell.startInTerminal(`headwater ${what} list`));
    await Promise.all(lists.map((list) => list.exit()));
    expect(lists.map(({ stdout }) => stdout)).toEqual([
      expect.stringContaining("headwater topics create TOPIC"),
      expect.stringContaining("headwater consume TOPIC --group GROUP"),
    ]);
  });

  test("Ctrl-C commits what a member printed, and sums up", async () => {
    const { client, shell } = await setUp();
    const consumer = shell.startInTerminal("headwater consume orders --group billing");
    await consumer.shows("waiting for records; Ctrl-C ends");
    await client.produce({ topic: "orders", records: withValues("2 apples") });
    await consumer.shows("2 apples");
    consumer.type(CTRL_C);
    expect((await consumer.exit()).code).toBe(0);
    expect(consumer.stdout).toContain("1 record read, committed for group billing");
    const { group } = await client.getGroup({ group: "billing" });
    expect(group?.offsets).toMatchObject([{ committedOffset: 1n }]);
  });

  test("what is typed is produced line by line, up to Ctrl-D", async () => {
    const { client, shell } = await setUp();
    const producer = shell.startInTerminal("headwater produce orders");
    await producer.shows("each line is a record; Ctrl-D ends");
    producer.type("2 apples\n");
    for await (const { batch } of client.subscribe({ topics: ["orders"], limit: 1n, text: true })) {
      if (batch) expect(batch.records).toMatchObject([{ valueText: "2 apples" }]);
    }
    producer.type(CTRL_D);
    expect((await producer.exit()).code).toBe(0);
    expect(producer.stdout).toContain("1 record appended to orders");
  });

  test("a reader is told what it doesn't see from the end on", async () => {
    const { client, shell } = await setUp();
    await client.produce({ topic: "orders", records: withValues("old") });
    const consumer = shell.startInTerminal("headwater consume orders");
    await consumer.shows("waiting for records; --from-beginning prints those that are there; Ctrl-C ends");
    consumer.type(CTRL_C);
    expect((await consumer.exit()).code).toBe(0);
  });

  test("bench shows how far it is", async () => {
    const { shell } = await setUp();
    const bench = shell.startInTerminal("headwater bench produce orders --records 1000");
    expect((await bench.exit()).code).toBe(0);
    expect(bench.stdout).toMatch(/█{24}\S* 100% {2}1000 records, \d+ records\/s/);
  });
});
