import type { Command } from "commander";
import type { Group, Member } from "../../client/groups.js";
import { type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { all } from "../pages.js";
import { print, printJson, tell } from "../terminal/output.js";
import { table } from "../terminal/table.js";
import { toPlain } from "./show.js";
import { withUncommitted } from "./uncommitted.js";

interface Options extends BrokerOptions {
  readonly members?: true;
  readonly json?: true;
}

const OFFSET_COLUMNS = [
  { heading: "GROUP" },
  { heading: "TOPIC" },
  { heading: "PARTITION", numeric: true },
  { heading: "CURRENT-OFFSET", numeric: true },
  { heading: "LOG-END-OFFSET", numeric: true },
  { heading: "LAG", numeric: true },
  { heading: "CONSUMER-ID" },
  { heading: "HOST" },
  { heading: "CLIENT-ID" },
];

const MEMBER_COLUMNS = [
  { heading: "GROUP" },
  { heading: "CONSUMER-ID" },
  { heading: "HOST" },
  { heading: "CLIENT-ID" },
  { heading: "#PARTITIONS", numeric: true },
  { heading: "ASSIGNMENT" },
];

export function describeCommand(): Command {
  return brokerCommand("describe")
    .description("show how far groups have come and who reads what; all groups where none is named")
    .argument("[groups...]", "names")
    .option("--members", "show the members and their partitions instead of the offsets")
    .option("--json", "print each group as a line of JSON")
    .action(describe);
}

async function describe(names: readonly string[], options: Options): Promise<void> {
  await withBroker(options, async (broker) => {
    const groups: Group[] = names.length === 0 ? await all(broker.groups.list()) : [];
    for (const group of names) groups.push(await broker.groups.get(group));
    const whole = await withUncommitted(broker, groups);
    if (options.json) return printJson(whole.map(toPlain));
    for (const { name, state, members } of whole) {
      if (members.length === 0) tell(`group ${name} has no active members.`);
      else if (state === "rebalancing") tell(`group ${name} is rebalancing.`);
    }
    const shown = options.members
      ? table(MEMBER_COLUMNS, whole.flatMap(memberRows))
      : table(OFFSET_COLUMNS, whole.flatMap(offsetRows));
    await print(shown);
  });
}

function offsetRows({ name, members, offsets }: Group): string[][] {
  return offsets.map(({ topic, partition, committedOffset, highWatermark, lag, memberId }) => {
    const member = members.find((one) => one.memberId === memberId);
    return [
      name,
      topic,
      `${partition}`,
      `${committedOffset ?? "-"}`,
      `${highWatermark}`,
      `${lag}`,
      ...[memberId, member?.peer, member?.clientId].map((text) => text || "-"),
    ];
  });
}

function memberRows({ name, members }: Group): string[][] {
  return members.map(({ memberId, peer, clientId, partitions }) => [
    name,
    memberId,
    peer || "-",
    clientId || "-",
    `${partitions.length}`,
    showAssignment(partitions),
  ]);
}

/** As in `orders(0,2), users(1)`. */
function showAssignment(partitions: Member["partitions"]): string {
  const topics = new Set(partitions.map(({ topic }) => topic));
  const of = (name: string) => partitions.filter(({ topic }) => topic === name).map(({ partition }) => partition);
  return [...topics].map((topic) => `${topic}(${of(topic).join(",")})`).join(", ") || "-";
}
