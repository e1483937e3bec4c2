import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { parseArgs } from "node:util";
import { Random } from "../random.js";
import { BrokerProcess } from "../target/broker-process.js";
import { within } from "../within.js";
import { fuzzedRequest } from "./requests.js";

// Sends what no client of Kafka's should to a broker of its own, and says whether the broker is as it was.

const CONNECTIONS = 16;
/** Requests after which a connection is made anew, so that calls that wait hold up a few only. */
const REQUESTS_PER_CONNECTION = 10;
/** Calls that may wait for long, or that are not answered where they say so: Produce, Fetch, JoinGroup and SyncGroup. */
const MAY_WAIT = new Set([0, 1, 11, 14]);
/** How long an answer to one of those is waited for, and to any other. Milliseconds. */
const PATIENCE_MS = 100;
const LONGEST_MS = 20_000;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "20000" },
    seed: { type: "string", default: `${Date.now() % 2 ** 32}` },
  },
});
const total = Number(values.requests);
const random = new Random(Number(values.seed));

type Counts = Record<string, number>;
const tally = { sent: 0, answered: 0, closed: 0, waiting: 0, byMutation: {} as Counts };
const problems: string[] = [];

const broker = await BrokerProcess.start(undefined, ["--kafka-listen", "127.0.0.1:0", "--auto-create-topics"]);
const [host, port] = broker.kafkaAddress.split(":") as [string, string];
const start = await broker.memory();
const startedMs = performance.now();

try {
  await Promise.all(Array.from({ length: CONNECTIONS }, () => sendAll(random.fork())));
  const answer = await within(20_000, ask(Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0, 0])), "no answer");
  if (answer === undefined) problems.push("the broker closes a connection that asks for its versions");
} catch (error) {
  problems.push(`${error}`);
}
for (const line of broker.takeLines()) {
  const { level } = JSON.parse(line) as { level: string };
  if (["error", "fatal"].includes(level)) problems.push(line);
}
const stallMs = broker.exit === undefined ? await broker.stallMs() : Number.NaN;
const end = broker.exit === undefined ? await broker.memory() : undefined;
const exit = await broker.stop();
if (exit.code !== 0) problems.push(`the broker ended with ${exit.code ?? exit.signal}: ${exit.stderr}`);

const seconds = Math.round((performance.now() - startedMs) / 1000);
const summary = {
  seed: Number(values.seed),
  seconds,
  ...tally,
  longestStallMs: Math.round(stallMs),
  memory: { start, end },
  problems,
};
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

async function sendAll(own: Random): Promise<void> {
  while (tally.sent < total && broker.exit === undefined) {
    const socket = await open();
    for (let i = 0; i < REQUESTS_PER_CONNECTION && tally.sent < total; i++) {
      const { frame, mutation } = fuzzedRequest(own);
      tally.sent++;
      count(tally.byMutation, mutation);
      const outcome = await send(socket, frame);
      tally[outcome]++;
      if (outcome === "waiting" && !mayWait(frame)) problems.push(`no answer to ${frame.toString("hex")}`);
      if (outcome !== "answered") break;
    }
    socket.destroy();
  }
}

function mayWait(frame: Buffer): boolean {
  return MAY_WAIT.has(frame.readInt16BE(4));
}

function count(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

async function open(): Promise<Socket> {
  const socket = connect(Number(port), host);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

function send(socket: Socket, frame: Buffer): Promise<"answered" | "closed" | "waiting"> {
  return new Promise((resolve) => {
    const done = (outcome: "answered" | "closed" | "waiting") => {
      clearTimeout(timer);
      socket.removeAllListeners("data").removeAllListeners("close");
      resolve(outcome);
    };
    const timer = setTimeout(() => done("waiting"), mayWait(frame) ? PATIENCE_MS : LONGEST_MS);
    socket.on("data", () => done("answered"));
    socket.on("close", () => done("closed"));
    socket.write(frame);
  });
}

async function ask(frame: Buffer): Promise<Buffer | undefined> {
  const socket = await open();
  socket.write(frame);
  try {
    return await new Promise((resolve) => {
      socket.on("data", resolve);
      socket.on("close", () => resolve(undefined));
    });
  } finally {
    socket.destroy();
  }
}
