import type { Command } from "commander";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { deleteEach } from "../delete-each.js";

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
  await withBroker(options, async (broker) => {
    const { explain, reasonOf } = await import("../connection.js");
    await deleteEach(groups, "group", options, async (group) => {
      try {
        await broker.groups.delete(group);
        return true;
      } catch (error) {
        throw reasonOf(error) === undefined ? error : await explain(error, broker);
      }
    });
  });
}
