import type { Command } from "commander";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { print, printJson } from "../terminal/output.js";

interface Options extends BrokerOptions {
  readonly ifExists?: true;
  readonly json?: true;
}

export function deleteCommand(): Command {
  return brokerCommand("delete")
    .description("delete topics with their records and the offsets that groups have in them")
    .argument("<topics...>", "names")
    .option("--if-exists", "succeed where a topic isn't there")
    .option("--json", "print what was deleted as JSON")
    .action(deleteTopics);
}

async function deleteTopics(topics: readonly string[], options: Options): Promise<void> {
  await withBroker(options, async (client) => {
    const { refusalOf } = await import("../connection.js");
    for (const topic of topics) {
      try {
        await client.deleteTopic({ topic });
      } catch (error) {
        if (options.ifExists && refusalOf(error).reason === "TOPIC_NOT_FOUND") continue;
        throw error;
      }
      await (options.json ? printJson([{ deleted: topic }]) : print(`topic ${topic} deleted\n`));
    }
  });
}
