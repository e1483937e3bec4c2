import type { Command } from "commander";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { print, printJson } from "../terminal/output.js";
import { count } from "../terminal/units.js";
import { integer, MAX_INT32 } from "../values.js";
import { addConfigOptions, type ConfigOptions, toSettings } from "./config.js";
import { toPlain } from "./show.js";

interface Options extends BrokerOptions, ConfigOptions {
  readonly ifNotExists?: true;
  readonly json?: true;
}

export function createCommand(): Command {
  const command = brokerCommand("create")
    .description("create a topic")
    .argument("<name>", "1 to 249 of a-z A-Z 0-9 . _ -")
    .option("--partitions <count>", "partitions; the server's default where it isn't given", integer(1, MAX_INT32));
  return addConfigOptions(command)
    .option("--if-not-exists", "succeed where the topic is there already, and leave it as it is")
    .option("--json", "print the topic as JSON")
    .action(create);
}

async function create(topic: string, options: Options): Promise<void> {
  await withBroker(options, async ({ topics }) => {
    const { ifNotExists, json } = options;
    const made = await topics.create(topic, toSettings(options)).catch(async (error: unknown) => {
      const { reasonOf } = await import("../connection.js");
      if (ifNotExists && reasonOf(error) === "TOPIC_ALREADY_EXISTS") return undefined;
      throw error;
    });
    const it = made ?? (await topics.get(topic));
    if (json) return printJson([toPlain(it)]);
    const state = made === undefined ? "is there already" : "created";
    await print(`topic ${topic} ${state}, with ${count(it.partitions.length, "partition")}\n`);
  });
}
