import { parseArgs } from "node:util";
import { endChildren } from "../process/children.js";
import { LeftOut } from "../run/left-out.js";
import { type Peer, type ProduceOptions, peers, type RunningPeer } from "./index.js";

const USAGE = `usage: npx tsx bench/peers/main.ts <peer> <command> [flags]

peers     ${peers.map(({ id }) => id).join(", ")}
commands  about         what it promises, and what drives it
          install       get it, unless it is there
          first-answer  from the start of its process to its first answer
          produce       write for --seconds
          replay        write, then read from the start for --seconds
          latency       from the producer to a consumer, at --rate

flags     --value-bytes 100  --batch 1000  --partitions 1  --in-flight 8  --rate 1000  --seconds 3
          --server-core <n>  --load-core <n>  hold the server and the tool to a processor (taskset)
          --json             print for programs
`;

class UsageError extends Error {}

/** What there is to do with a peer that runs. */
const MEASUREMENTS: Readonly<Record<string, (running: RunningPeer, given: Given) => object | Promise<object>>> = {
  "first-answer": ({ firstAnswerMs }) => ({ firstAnswerMs }),
  produce: (running, { produced }) => running.produce(produced),
  async replay(running, { produced }) {
    await running.produce(produced);
    return running.replay(produced);
  },
  latency: (running, { produced, rate }) => running.latency({ ...produced, rate }),
};

interface Given {
  readonly produced: ProduceOptions;
  readonly rate: number;
  readonly serverCore: number | undefined;
  readonly json: boolean;
}

function parse(args: string[]): { peer: Peer; command: string; given: Given } | "help" {
  const { values, positionals } = parseFlags(args);
  if (values.help) return "help";
  const [id, command, ...more] = positionals;
  const peer = peers.find((candidate) => candidate.id === id);
  if (peer === undefined || command === undefined || more.length > 0) throw new UsageError("name a peer and a command");
  if (!["about", "install", ...Object.keys(MEASUREMENTS)].includes(command)) {
    throw new UsageError(`there is no command ${command}`);
  }
  const amount = (flag: "value-bytes" | "batch" | "partitions" | "in-flight" | "rate" | "seconds") => {
    const value = Number(values[flag]);
    if (!(value > 0)) throw new UsageError(`--${flag} must be a number above 0, but is ${values[flag]}`);
    return value;
  };
  const core = (flag: "server-core" | "load-core") => {
    const value = values[flag];
    if (value !== undefined && !/^\d+$/.test(value)) throw new UsageError(`--${flag} must be a processor's number`);
    return value === undefined ? undefined : Number(value);
  };
  const produced = {
    valueBytes: amount("value-bytes"),
    batch: amount("batch"),
    partitions: amount("partitions"),
    inFlight: amount("in-flight"),
    seconds: amount("seconds"),
    core: core("load-core"),
  };
  return {
    peer,
    command,
    given: { produced, rate: amount("rate"), serverCore: core("server-core"), json: values.json ?? false },
  };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        "value-bytes": { type: "string", default: "100" },
        batch: { type: "string", default: "1000" },
        partitions: { type: "string", default: "1" },
        "in-flight": { type: "string", default: "8" },
        rate: { type: "string", default: "1000" },
        seconds: { type: "string", default: "3" },
        "server-core": { type: "string" },
        "load-core": { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function perform(peer: Peer, command: string, given: Given): Promise<object> {
  await peer.install((line) => process.stderr.write(`${line}\n`));
  const version = await peer.version();
  const measure = MEASUREMENTS[command];
  if (measure === undefined) {
    if (command === "install") return { version };
    const { name, promise, tool, omitted } = peer;
    return { name, version, "keeps records": promise, "driven by": tool, "not asked for": omitted };
  }
  const running = await peer.start({ core: given.serverCore });
  try {
    const found = await measure(running, given);
    const rssBytes = running.rssBytes();
    return { ...found, ...(rssBytes === undefined ? {} : { rssMiB: rssBytes / 1024 / 1024 }) };
  } finally {
    await running.stop();
  }
}

function print(found: object, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(found)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(found)) {
    const text = typeof value === "number" ? value.toLocaleString("en-US") : value;
    process.stdout.write(`${name}: ${typeof text === "object" ? JSON.stringify(text) : text}\n`);
  }
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(signal, () => {
    endChildren();
    process.exit(code);
  });
}

try {
  const parsed = parse(process.argv.slice(2));
  if (parsed === "help") process.stdout.write(USAGE);
  else print(await perform(parsed.peer, parsed.command, parsed.given), parsed.given.json);
} catch (error) {
  const told = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) process.stderr.write(`error: ${told}\n\n${USAGE}`);
  else process.stderr.write(`${error instanceof LeftOut ? "left out" : "error"}: ${told}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
