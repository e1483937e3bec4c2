import type { Command } from "commander";
import type { Topic } from "../../client/topics.js";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { all } from "../pages.js";
import { print, printJson } from "../terminal/output.js";
import { styled } from "../terminal/style.js";
import { table } from "../terminal/table.js";
import { count, showBytes } from "../terminal/units.js";
import { bytesIn, recordsIn, showRetention, toPlain } from "./show.js";

interface Options extends BrokerOptions {
  readonly json?: true;
}

const COLUMNS = [
  { heading: "PARTITION", numeric: true },
  { heading: "LOG-START-OFFSET", numeric: true },
  { heading: "HIGH-WATERMARK", numeric: true },
  { heading: "SIZE", numeric: true },
];

export function describeCommand(): Command {
  return brokerCommand("describe")
    .description("show topics, their settings and their partitions; all topics where none is named")
    .argument("[topics...]", "names")
    .option("--json", "print each topic as a line of JSON")
    .action(describe);
}

async function describe(names: readonly string[], options: Options): Promise<void> {
  await withBroker(options, async (broker) => {
    const topics: Topic[] = names.length === 0 ? await all(broker.topics.list()) : [];
    for (const topic of names) topics.push(await broker.topics.get(topic));
    await (options.json ? printJson(topics.map(toPlain)) : print(topics.map(paragraph).join("\n")));
  });
}

function paragraph(topic: Topic): string {
  const { name, partitions, config } = topic;
  const facts = [
    count(partitions.length, "partition"),
    count(Number(recordsIn(topic)), "record"),
    showBytes(bytesIn(topic)),
    `retention ${showRetention(topic)}`,
    `records up to ${showBytes(config.maxRecordBytes)}`,
  ];
  const rows = partitions.map(({ partition, logStartOffset, highWatermark, sizeBytes }) => [
    `${partition}`,
    `${logStartOffset}`,
    `${highWatermark}`,
    showBytes(Number(sizeBytes)),
  ]);
  return `${styled(process.stdout, "bold", `topic ${name}`)}: ${facts.join(", ")}\n${table(COLUMNS, rows)}`;
}
