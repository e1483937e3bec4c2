import { type Command, InvalidArgumentError, Option } from "commander";
import type { Group } from "../../client/groups.js";
import type { Position } from "../../client/position.js";
import type { PartitionOffset } from "../../client/topic-partition.js";
import { type Broker, type BrokerOptions, brokerCommand, withBroker } from "../broker.js";
import { print, printJson, tell } from "../terminal/output.js";
import { table } from "../terminal/table.js";
import { dateTime, duration, each, integer, MAX_INT32 } from "../values.js";

/** A topic, and which of its partitions; none are all. */
interface Scope {
  readonly topic: string;
  readonly partitions: readonly number[];
}

interface Options extends BrokerOptions {
  readonly topic?: readonly Scope[];
  readonly allTopics?: true;
  readonly toEarliest?: true;
  readonly toLatest?: true;
  readonly toOffset?: number;
  /** Unix milliseconds. */
  readonly toDatetime?: number;
  /** Milliseconds before now. */
  readonly byDuration?: number;
  readonly shiftBy?: number;
  readonly dryRun?: true;
  readonly execute?: true;
  readonly json?: true;
}

const COLUMNS = [
  { heading: "GROUP" },
  { heading: "TOPIC" },
  { heading: "PARTITION", numeric: true },
  { heading: "NEW-OFFSET", numeric: true },
];

const TARGETS = ["toEarliest", "toLatest", "toOffset", "toDatetime", "byDuration", "shiftBy"] as const;
const TARGET_FLAGS = "--to-earliest, --to-latest, --to-offset, --to-datetime, --by-duration or --shift-by";

export function resetCommand(): Command {
  return brokerCommand("reset")
    .description("move the committed offsets of a group without members; only says what it would do without --execute")
    .argument("<group>", "its name")
    .option("--topic <topic[:partition,...]>", "where; may be repeated", each(scope))
    .option("--all-topics", "in every topic in which the group has committed")
    .option("--to-earliest", "to the oldest record that is retained")
    .option("--to-latest", "to the end")
    .option("--to-offset <offset>", "to an offset", integer(0))
    .option("--to-datetime <time>", "to the first record of that time or later, as in 2025-01-31T13:45:00Z", dateTime)
    .option("--by-duration <duration>", "to the first record of as long ago, as in 2h", duration)
    .option("--shift-by <count>", "forward by so many records, or back where it is negative", anyInteger)
    .addOption(new Option("--dry-run", "only say what it would do, as it does by default").conflicts("execute"))
    .option("--execute", "do it")
    .option("--json", "print each partition as a line of JSON")
    .action(reset);
}

async function reset(group: string, options: Options, command: Command): Promise<void> {
  const targets = TARGETS.filter((target) => options[target] !== undefined);
  if (targets.length !== 1) command.error(`error: say where to with one of ${TARGET_FLAGS}`);
  if ((options.topic === undefined) === (options.allTopics === undefined)) {
    command.error("error: say where with --topic TOPIC or --all-topics");
  }
  await withBroker(options, async (broker) => {
    const described = await broker.groups.get(group);
    const scopes = options.topic ?? topicsOf(described).map((topic) => ({ topic, partitions: [] }));
    // All that is asked for is tried before any of it is done.
    let offsets = await resetAll(broker, group, scopes, described, options, true);
    if (options.execute) offsets = await resetAll(broker, group, scopes, described, options, false);
    if (options.json) return printJson(offsets.map((offset) => ({ group, ...offset, executed: !!options.execute })));
    await print(
      table(
        COLUMNS,
        offsets.map(({ topic, partition, offset }) => [group, topic, `${partition}`, `${offset}`]),
      ),
    );
    if (!options.execute) tell("nothing is moved yet: add --execute to do it");
  });
}

async function resetAll(
  broker: Broker,
  group: string,
  scopes: readonly Scope[],
  described: Group,
  options: Options,
  dryRun: boolean,
): Promise<PartitionOffset[]> {
  const offsets: PartitionOffset[] = [];
  for (const { topic, partitions } of scopes) {
    for (const { of, to } of await targetsOf(broker, described, { topic, partitions }, options)) {
      offsets.push(...(await broker.groups.reset(group, { topic, partitions: of, to, dryRun })));
    }
  }
  return offsets;
}

/** Where to move which partitions; a shift has another place for each. */
async function targetsOf(
  broker: Broker,
  group: Group,
  { topic, partitions }: Scope,
  { toEarliest, toOffset, toDatetime, byDuration, shiftBy }: Options,
): Promise<readonly { of: readonly number[]; to: Position }[]> {
  if (shiftBy === undefined) return [{ of: partitions, to: position() }];
  const found = await broker.topics.get(topic);
  const wanted = partitions.length > 0 ? partitions : found.partitions.map(({ partition }) => partition);
  return wanted.map((partition) => {
    // A partition that isn't there is the broker's to refuse.
    const { logStartOffset = 0n, highWatermark = 0n } = found.partitions[partition] ?? {};
    const at = group.offsets.find((offset) => offset.topic === topic && offset.partition === partition);
    const shifted = (at?.committedOffset ?? logStartOffset) + BigInt(shiftBy);
    const offset = shifted < logStartOffset ? logStartOffset : shifted > highWatermark ? highWatermark : shifted;
    return { of: [partition], to: { offset } };
  });

  function position(): Position {
    if (toEarliest) return "earliest";
    if (toOffset !== undefined) return { offset: toOffset };
    if (toDatetime !== undefined) return { timestamp: toDatetime };
    if (byDuration !== undefined) return { timestamp: Math.max(0, Date.now() - byDuration) };
    return "latest";
  }
}

function topicsOf(group: Group): string[] {
  return [...new Set(group.offsets.map(({ topic }) => topic))];
}

function scope(value: string): Scope {
  const [, topic, partitions] = /^([^:]+)(?::(\d+(?:,\d+)*))?$/.exec(value) ?? [];
  if (topic === undefined) throw new InvalidArgumentError("It must be a topic, as in orders or orders:0,2.");
  return { topic, partitions: partitions?.split(",").map(integer(0, MAX_INT32)) ?? [] };
}

const anyInteger = integer(Number.MIN_SAFE_INTEGER);
