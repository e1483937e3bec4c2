import type { Command } from "commander";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { all } from "../pages.js";
import { print, printJson, tell } from "../terminal/output.js";
import { table } from "../terminal/table.js";
import { visible } from "../terminal/visible.js";
import { lagOf, showState, toPlain } from "./show.js";
import { withUncommitted } from "./uncommitted.js";

interface Options extends BrokerOptions {
  readonly json?: true;
}

const COLUMNS = [
  { heading: "GROUP" },
  { heading: "STATE" },
  { heading: "MEMBERS", numeric: true },
  { heading: "LAG", numeric: true },
];

export function listCommand(): Command {
  return brokerCommand("list")
    .description("list the groups: a table on a terminal, the names alone in a pipe")
    .option("--json", "print each group as a line of JSON")
    .action(list);
}

async function list(options: Options): Promise<void> {
  await withBroker(options, async (broker) => {
    const groups = await withUncommitted(broker, await all(broker.groups.list()));
    if (options.json) return printJson(groups.map(toPlain));
    if (!process.stdout.isTTY) return print(groups.map(({ name }) => `${visible(name)}\n`).join(""));
    if (groups.length === 0) return tell("no groups yet: `headwater consume TOPIC --group GROUP` makes one");
    const rows = groups.map((group) => [
      group.name,
      showState(group.state),
      `${group.members.length}`,
      `${lagOf(group)}`,
    ]);
    await print(table(COLUMNS, rows));
  });
}
