import type { Command } from "commander";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { print, printJson } from "../terminal/output.js";

interface Options extends BrokerOptions {
  readonly json?: true;
}

export function deleteCommand(): Command {
  return brokerCommand("delete")
    .description("delete groups without members, with their committed offsets")
    .argument("<groups...>", "names")
    .option("--json", "print what was deleted as JSON")
    .action(deleteGroups);
}

async function deleteGroups(groups: readonly string[], options: Options): Promise<void> {
  await withBroker(options, async (client) => {
    for (const group of groups) {
      await client.deleteGroup({ group });
      await (options.json ? printJson([{ deleted: group }]) : print(`group ${group} deleted\n`));
    }
  });
}
