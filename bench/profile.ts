import { fileURLToPath } from "node:url";
import { RETENTION_BYTES } from "./cases/produce.js";
import { chooseCores } from "./process/cores.js";
import { type Flags, Load } from "./process/load.js";
import { Server } from "./process/server.js";
import { markdownTable } from "./report/format.js";
import type { ProfiledFunction } from "./servers/profiler.js";

/** The load while the broker is sampled. */
interface Path {
  readonly name: string;
  readonly command: string;
  readonly flags: Flags;
  readonly partitions?: number;
  /** Records in the topic beforehand. */
  readonly filled?: number;
}

const PATHS: readonly Path[] = [
  { name: "Produce, one record", command: "produce", flags: { records: 1, "in-flight": 64 } },
  { name: "Produce, 1000 x 100 B", command: "produce", flags: { records: 1000, "in-flight": 8 } },
  {
    name: "Produce, 1000 x 100 B, keyed over 8 partitions",
    command: "produce",
    flags: { records: 1000, "in-flight": 8, keys: 1000 },
    partitions: 8,
  },
  { name: "ProduceStream, one record", command: "produce", flags: { records: 1, "in-flight": 64, stream: true } },
  { name: "ProduceStream, 100 x 100 B", command: "produce", flags: { records: 100, "in-flight": 8, stream: true } },
  { name: "ProduceStream, 1000 x 100 B", command: "produce", flags: { records: 1000, "in-flight": 8, stream: true } },
  { name: "Subscribe, replay of 100 B", command: "replay", flags: {}, filled: 1_000_000 },
  { name: "Subscribe, live tail at 10,000 records/s", command: "latency", flags: { rate: 10_000 } },
  {
    name: "Subscribe, 100 subscribers at 1,000 records/s",
    command: "fanout",
    flags: { subscribers: 100, connections: 4, rate: 1000 },
  },
];

const TOPIC = "bench";
const WARM_UP_SECONDS = 3;
const SECONDS = 5;

/** Prints where the broker's time goes, for each path whose name contains the argument. */
const [part = ""] = process.argv.slice(2);
const cores = chooseCores();
const load = await Load.build();
for (const path of PATHS.filter(({ name }) => name.includes(part))) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${path.name}`);
  const functions = await profileOf(path);
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  process.stdout.write(`${describe(path, functions)}\n`);
}

async function profileOf({ command, flags, partitions = 1, filled }: Path): Promise<readonly ProfiledFunction[]> {
  const server = await Server.broker(fileURLToPath(new URL("..", import.meta.url)), cores.pinned?.server, {});
  try {
    const target = server.address;
    const bound: Flags = filled === undefined ? { "retention-bytes": RETENTION_BYTES / partitions } : {};
    await load.run(undefined, "create-topic", { target, topic: TOPIC, partitions, ...bound });
    if (filled !== undefined) await load.run(undefined, "fill", { target, topic: TOPIC, records: filled });
    const running = load.run(cores.pinned?.load, command, {
      target,
      topic: TOPIC,
      warmup: `${WARM_UP_SECONDS}s`,
      duration: `${SECONDS}s`,
      ...flags,
    });
    await Promise.race([running, new Promise((resolve) => setTimeout(resolve, WARM_UP_SECONDS * 1000))]);
    await server.profile();
    await running;
    return await server.profiled();
  } finally {
    await server.close();
  }
}

function describe({ name }: Path, functions: readonly ProfiledFunction[]): string {
  const total = functions.reduce((sum, { selfMicros }) => sum + selfMicros, 0);
  const percent = (micros: number) => `${((100 * micros) / total).toFixed(1)} %`;
  const places = new Map<string, number>();
  for (const { where, selfMicros } of functions) places.set(where, (places.get(where) ?? 0) + selfMicros);
  const sorted = [...places].filter(([, micros]) => micros > total / 50).sort(([, a], [, b]) => b - a);
  return [
    `### ${name}\n`,
    markdownTable(
      ["where", "share", "of it most"],
      sorted.map(([where, micros]) => [where, percent(micros), most(where)]),
      ["where", "of it most"],
    ),
  ].join("\n");

  function most(where: string): string {
    return functions
      .filter((one) => one.where === where && one.name !== "")
      .slice(0, 3)
      .map((one) => `\`${one.name}\` ${percent(one.selfMicros)}`)
      .join("; ");
  }
}
