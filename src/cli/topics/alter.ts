import type { Command } from "commander";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { print, printJson } from "../terminal/output.js";
import { count } from "../terminal/units.js";
import { integer, MAX_INT32 } from "../values.js";
import { addConfigOptions, type ConfigOptions, toSettings } from "./config.js";
import { showRetention, toPlain } from "./show.js";

interface Options extends BrokerOptions, ConfigOptions {
  readonly json?: true;
}

export function alterCommand(): Command {
  const command = brokerCommand("alter")
    .description("change a topic: add partitions, or keep its records otherwise")
    .argument("<topic>", "its name")
    .option(
      "--partitions <count>",
      "partitions; it can only grow, and keys may move to the new ones",
      integer(1, MAX_INT32),
    );
  return addConfigOptions(command).option("--json", "print the topic as JSON").action(alter);
}

async function alter(topic: string, options: Options, command: Command): Promise<void> {
  const { json } = options;
  const settings = toSettings(options);
  if (Object.keys(settings).length === 0) {
    command.error("error: nothing to change: give --partitions, --retention, --retention-bytes or --max-record-bytes");
  }
  await withBroker(options, async ({ topics }) => {
    const altered = await topics.update(topic, settings);
    if (json) return printJson([toPlain(altered)]);
    const facts = `${count(altered.partitions.length, "partition")}, retention ${showRetention(altered)}`;
    await print(`topic ${topic} altered: ${facts}\n`);
  });
}
