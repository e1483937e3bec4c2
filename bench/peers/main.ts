import { parseArgs } from "node:util";
import { endChildren } from "../process/children.js";
import { LeftOut } from "../run/left-out.js";
import { type Peer, peers, type RunningPeer } from "./index.js";

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

const { values, positionals } = parseArgs({
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

class UsageError extends Error {}

type NumberFlag = Exclude<keyof typeof values, "json" | "help">;

function number<Flag extends NumberFlag>(
  flag: Flag,
): (typeof values)[Flag] extends string ? number : number | undefined {
  const given = values[flag];
  if (given !== undefined && !(Number(given) >= 0)) throw new UsageError(`--${flag} must be a number, but is ${given}`);
  return (given === undefined ? undefined : Number(given)) as never;
}

async function measure(command: string, running: RunningPeer): Promise<object> {
  const core = number("load-core");
  const seconds = number("seconds");
  const valueBytes = number("value-bytes");
  const amount = { batch: number("batch"), partitions: number("partitions"), inFlight: number("in-flight") };
  const produced = { valueBytes, ...amount, seconds, core };
  switch (command) {
    case "first-answer":
      return { firstAnswerMs: running.firstAnswerMs };
    case "produce":
      return running.produce(produced);
    case "replay":
      await running.produce(produced);
      return running.replay({ seconds, core });
    case "latency":
      return running.latency({ valueBytes, rate: number("rate"), seconds, core });
    default:
      throw new UsageError(`there is no command ${command}`);
  }
}

async function perform(peer: Peer, command: string): Promise<object> {
  await peer.install((line) => process.stderr.write(`${line}\n`));
  const version = await peer.version();
  if (command === "install") return { version };
  if (command === "about") {
    const { name, promise, tool, omitted } = peer;
    return { name, version, "acknowledged means": promise, "driven by": tool, "left out": omitted };
  }
  const running = await peer.start({ core: number("server-core") });
  try {
    const found = await measure(command, running);
    return { ...found, rssMiB: (running.rssBytes() ?? Number.NaN) / 1024 / 1024 };
  } finally {
    await running.stop();
  }
}

function print(found: object): void {
  if (values.json) {
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
  const [id, command] = positionals;
  const peer = peers.find((candidate) => candidate.id === id);
  if (values.help) process.stdout.write(USAGE);
  else if (peer === undefined || command === undefined) throw new UsageError("name a peer and a command");
  else print(await perform(peer, command));
} catch (error) {
  const told = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) process.stderr.write(`error: ${told}\n\n${USAGE}`);
  else process.stderr.write(`${error instanceof LeftOut ? "left out" : "error"}: ${told}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
