import { checkAfterRound } from "./checks/after-round.js";
import { withClient } from "./checks/broker-client.js";
import { createKeptTopics } from "./checks/state.js";
import { CallClient } from "./client/call-client.js";
import { problemOf } from "./client/judge.js";
import type { Decoder } from "./decoders/decoder.js";
import { type BrokenConnection, breakConnection, planBrokenConnection } from "./frames/broken-connection.js";
import { describe, Problems } from "./problems.js";
import { Random } from "./random.js";
import { planRequest } from "./requests/plan.js";
import { Pools } from "./requests/pools.js";
import { countsOf, type Summary } from "./summary.js";
import { Tallies } from "./tally.js";
import { BrokerProcess, type Memory } from "./target/broker-process.js";

export interface FuzzOptions {
  readonly rounds: number;
  /** In each round. */
  readonly requests: number;
  /** A 32-bit integer. */
  readonly seed: number;
  /** Read back what was accepted. */
  readonly decoders: readonly Decoder[];
  /** Languages that it is not read back in, and why. */
  readonly missing?: readonly string[];
  /** The broker's main file. Absent: as it is built here. */
  readonly program?: string | undefined;
  /** The broker's flags, behind those of every run. */
  readonly settings?: readonly string[];
  /** Ends the run after the round that is under way. */
  readonly signal?: AbortSignal;
  /** Takes what is found as it is found. */
  readonly report?: (problem: string) => void;
  /** Called now and then with the number of requests that are answered. */
  readonly progress?: (requests: number) => void;
}

const CONNECTIONS = 8;
const CALLS_AT_ONCE = 160;
const ATTACKS_AT_ONCE = 4;

/** One broken connection comes with so many requests. */
const REQUESTS_PER_ATTACK = 200;

const PROGRESS_INTERVAL = 500;

/** How often a broker under fire is asked for a sign of life. Milliseconds. */
const WATCH_INTERVAL_MS = 5000;

/** The requests under way that are shown for a crash or a hang. */
const MAX_SUSPECTS = 40;

/** What is shown of a broken connection. */
const MAX_SHOWN_BYTES = 3000;

/** Fuzzes a broker that it starts, round by round. What is sent depends on the seed and on the names that brokers make. */
export async function fuzz(options: FuzzOptions): Promise<Summary> {
  const { seed, decoders, program, settings, signal, report = () => {} } = options;
  const startedAt = performance.now();
  const random = new Random(seed);
  const tallies = new Tallies();
  const problems = new Problems(report);
  let crashes = 0;
  let hangs = 0;
  let undecodable = 0;
  let readBack = 0;
  let longestStallMs = 0;
  let rounds = 0;
  let sendSeconds = 0;

  let broker = await BrokerProcess.start(program, settings);
  const start = await broker.memory();
  let first: Memory | null = null;
  let end: Memory | null = null;
  let level: Memory | undefined;
  try {
    while (rounds < options.rounds && signal?.aborted !== true) {
      rounds++;
      const pools = new Pools();
      const client = new CallClient(broker.address, pools, CONNECTIONS);
      try {
        await withClient(broker.address, createKeptTopics);
        const sentAt = performance.now();
        await sendRound(broker, client, random.fork(), pools, tallies, problems, options);
        sendSeconds += (performance.now() - sentAt) / 1000;
        client.close();
        const checks = await checkAfterRound(broker, decoders, level);
        for (const problem of checks.problems) problems.add(problem);
        undecodable += checks.undecodable;
        readBack += checks.records;
        longestStallMs = Math.max(longestStallMs, checks.stallMs);
        level ??= checks.memory;
        first ??= checks.memory;
        end = checks.memory;
      } catch (error) {
        client.close();
        const what = await stateOf(broker);
        if (what === "crashed") crashes++;
        else if (what === "hangs") hangs++;
        const how =
          broker.exit === undefined ? "" : ` with ${broker.exit.signal ?? broker.exit.code}: ${broker.exit.stderr}`;
        problems.add(`the broker ${what}${how} in round ${rounds}: ${(error as Error).message}`);
        broker.kill();
        broker = await BrokerProcess.start(program, settings);
        level = undefined;
      }
    }
    const { code, stderr } = await broker.stop();
    if (code !== 0 || stderr !== "") problems.add(`the broker ended with ${code}: ${stderr}`);
  } finally {
    broker.kill();
  }

  const counts = countsOf(tallies);
  return {
    seed,
    rounds,
    durationSeconds: (performance.now() - startedAt) / 1000,
    requestsPerSecond: sendSeconds === 0 ? 0 : counts.requests.total / sendSeconds,
    ...counts,
    readBack: {
      records: readBack,
      languages: decoders.map(({ language }) => language),
      missing: options.missing ?? [],
    },
    undecodable,
    crashes,
    hangs,
    problems: problems.total - undecodable - crashes - hangs,
    memory: { start, first, end },
    longestStallMs,
  };
}

async function stateOf(broker: BrokerProcess): Promise<"crashed" | "hangs" | "fails a check"> {
  try {
    await broker.connections();
    return "fails a check";
  } catch {
    return broker.exit === undefined ? "hangs" : "crashed";
  }
}

/** @throws {Error} where the broker is gone or doesn't answer any more */
async function sendRound(
  broker: BrokerProcess,
  client: CallClient,
  random: Random,
  pools: Pools,
  tallies: Tallies,
  problems: Problems,
  { requests, progress }: FuzzOptions,
): Promise<void> {
  const attackRandom = random.fork();
  let planned = 0;
  let attacks = Math.ceil(requests / REQUESTS_PER_ATTACK);
  const breaking = new Set<BrokenConnection>();
  let isOver = false;
  const callOn = async () => {
    while (planned < requests && !isOver) {
      planned++;
      const request = planRequest(random, pools);
      const outcome = await client.send(request);
      tallies.count(outcome);
      const problem = problemOf(outcome);
      if (problem !== undefined) problems.add(problem, request);
      if (tallies.kinds.total % PROGRESS_INTERVAL === 0) progress?.(tallies.kinds.total);
    }
  };
  const attackOn = async () => {
    while (attacks > 0 && !isOver) {
      attacks--;
      const connection = planBrokenConnection(attackRandom);
      breaking.add(connection);
      tallies.countAttack(connection, await breakConnection(broker.address, connection));
      breaking.delete(connection);
    }
  };
  let watch: NodeJS.Timeout | undefined;
  const gone = new Promise<never>((_resolve, reject) => {
    const fail = (problem: string) => {
      isOver = true;
      const connections = [...breaking].map(
        ({ attack, bytes }) => `  ${attack}: ${bytes.toString("base64", 0, MAX_SHOWN_BYTES)}`,
      );
      const suspects = [...client.underWay.slice(-MAX_SUSPECTS).map(describe), ...connections];
      reject(new Error(`${problem}; under way were:\n${suspects.join("\n")}`));
    };
    broker.exited.then(() => fail("the process is gone"));
    watch = setInterval(() => {
      broker.connections().catch((error: Error) => fail(error.message));
    }, WATCH_INTERVAL_MS);
  });
  try {
    const calls = Array.from({ length: CALLS_AT_ONCE }, callOn);
    await Promise.race([gone, Promise.all([...calls, ...Array.from({ length: ATTACKS_AT_ONCE }, attackOn)])]);
  } finally {
    clearInterval(watch);
  }
}
