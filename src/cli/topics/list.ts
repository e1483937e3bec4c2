import type { Command } from "commander";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { all } from "../pages.js";
import { print, printJson, tell } from "../terminal/output.js";
import { table } from "../terminal/table.js";
import { showBytes } from "../terminal/units.js";
import { bytesIn, recordsIn, showRetention, toPlain } from "./show.js";

interface Options extends BrokerOptions {
  readonly json?: true;
}

const COLUMNS = [
  { heading: "TOPIC" },
  { heading: "PARTITIONS", numeric: true },
  { heading: "RECORDS", numeric: true },
  { heading: "SIZE", numeric: true },
  { heading: "RETENTION" },
];

export function listCommand(): Command {
  return brokerCommand("list")
    .description("list the topics: a table on a terminal, the names alone in a pipe")
    .option("--json", "print each topic as a line of JSON")
    .action(list);
}

async function list(options: Options): Promise<void> {
  await withBroker(options, async (broker) => {
    const topics = await all(broker.topics.list());
    if (options.json) return printJson(topics.map(toPlain));
    if (!process.stdout.isTTY) return print(topics.map(({ name }) => `${name}\n`).join(""));
    if (topics.length === 0) return tell("no topics yet: create one with `headwater topics create TOPIC`");
    const rows = topics.map((topic) => [
      topic.name,
      `${topic.partitions.length}`,
      `${recordsIn(topic)}`,
      showBytes(bytesIn(topic)),
      showRetention(topic),
    ]);
    await print(table(COLUMNS, rows));
  });
}
