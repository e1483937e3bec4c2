import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";
import { withValues } from "../helpers/values.js";

const page = readFileSync(new URL("../../docs/from-kafka.md", import.meta.url), "utf8");

/** Our commands of the tables, in their order. */
const commands = page
  .split("\n")
  .map((line) => /^\| `.*` \| `(headwater .*|echo .*)` \|$/.exec(line)?.[1]?.replaceAll("\\|", "|"))
  .filter((command) => command !== undefined);

/** Whether it goes on with what comes until it is told to stop. */
const follows = (command: string) => /^headwater consume/.test(command) && !/--(until-end|max-records)/.test(command);

test("every row has a command of ours", () => {
  const [tables] = page.split("## Concepts");
  expect(commands.length).toBe(tables!.split("\n").filter((line) => /^\| `/.test(line)).length);
});

test("every command of ours does what it says, one after the other", async () => {
  const broker = await testBroker();
  const client = testClient(broker);
  const shell = new Shell(broker);
  for (const command of commands) {
    if (!follows(command)) {
      expect(await shell.bash(command), command).toMatchObject({ code: 0 });
      continue;
    }
    const program = shell.startBash(command);
    const [, topic] = /consume (\w+)/.exec(command)!;
    if (/--(from-beginning|offset)/.test(command)) await program.shows("\n");
    // From the end on it shows what is produced once it follows.
    else while (program.stdout === "") await client.produce({ topic: topic!, records: withValues("new") });
    program.signal("SIGINT");
    expect(await program.exit(), command).toMatchObject({ code: 0 });
  }
  expect((await client.listTopics({})).topics.map(({ name }) => name)).toEqual(["orders"]);
  // Group audit went with the only topic that it had committed in.
  expect((await client.listGroups({})).groups).toEqual([]);
}, 60_000);
