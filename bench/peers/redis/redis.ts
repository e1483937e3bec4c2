import { spawnSync } from "node:child_process";
import { LeftOut } from "../../run/left-out.js";
import { GoProgram } from "../driver.js";
import { exchange } from "../exchange.js";
import { Pace } from "../pace.js";
import type {
  Latency,
  LatencyOptions,
  Peer,
  ProduceOptions,
  ReplayOptions,
  RunningPeer,
  StartOptions,
  Throughput,
} from "../peer.js";
import { freePorts, PeerProcess, temporaryFolder } from "../process.js";
import { type Counted, canRun, costing, describeCommand, runTool } from "../tools.js";

const READ_COUNT = 1000;

const driver = new GoProgram("redis-driver", "./redis");
const pace = new Pace();

const isThere = () => canRun("redis-server", "--version") && canRun("redis-benchmark", "--version");

export const redis: Peer = {
  id: "redis",
  name: "Redis Streams",
  promise: "in the server's memory, without append-only file and snapshots",
  tool:
    "redis-benchmark with XADD of one field, a batch as a pipeline (-P) and batches in flight as connections (-c), several " +
    `partitions as streams in random order; replay by a Go program that follows with XREAD COUNT ${READ_COUNT} and counts ` +
    "the records as they pass, because redis-benchmark can only repeat one position; latency by the same program, with " +
    "XREAD BLOCK",
  omitted: "keys: redis-benchmark adds the same record again and again",
  installed: () => isThere() && driver.isBuilt(),
  async install() {
    if (!isThere()) {
      throw new LeftOut(
        "redis-server and redis-benchmark can't be run here: install Redis (Debian: redis-server, redis-tools)",
      );
    }
    await driver.build();
  },
  async version() {
    const { stdout } = spawnSync("redis-server", ["--version"], { encoding: "utf8" });
    return `Redis ${/v=(\S+)/.exec(stdout ?? "")?.[1] ?? "?"}`;
  },
  start,
};

async function start({ core }: StartOptions = {}): Promise<RunningPeer> {
  const folder = await temporaryFolder("redis");
  const [port = 0] = await freePorts(1);
  const where = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder];
  const command = ["redis-server", ...where, "--save", "", "--appendonly", "no"];
  const answers = async () => (await ask(port, "PING")) === "+PONG";
  return new RunningRedis(await PeerProcess.start(command, folder, core, answers), port);
}

/** Sends a command with a one-line reply. */
async function ask(port: number, command: string): Promise<string> {
  const answer = await exchange(port, `${command}\r\n`, (received) => received.includes("\r\n"));
  const line = answer.toString().trimEnd();
  if (line.startsWith("-")) throw new Error(`Redis refused ${command}: ${line.slice(1)}`);
  return line;
}

class RunningRedis implements RunningPeer {
  readonly firstAnswerMs: number;
  readonly #server: PeerProcess;
  readonly #port: number;
  #partitions = 1;

  constructor(server: PeerProcess, port: number) {
    this.#server = server;
    this.#port = port;
    this.firstAnswerMs = server.firstAnswerMs;
  }

  produce(options: ProduceOptions): Promise<Throughput> {
    const { valueBytes, batch, partitions, inFlight, seconds = 3 } = options;
    return pace.run([valueBytes, batch, partitions, inFlight].join(), seconds, (records) =>
      this.#write(options, records),
    );
  }

  async #write(options: ProduceOptions, atLeast: number): Promise<Throughput> {
    const { valueBytes, batch, partitions, inFlight, core } = options;
    await ask(this.#port, "FLUSHALL");
    this.#partitions = partitions;
    const round = batch * inFlight;
    const records = Math.ceil(atLeast / round) * round;
    const command = [
      ...["redis-benchmark", "-h", "127.0.0.1", "-p", String(this.#port), "--csv", "-n", String(records)],
      ...["-P", String(batch), "-c", String(inFlight), "-r", String(partitions)],
      ...["XADD", "s:__rand_int__", "*", "v", "x".repeat(valueBytes)],
    ];
    const written = await costing(this.#server, command, async () => {
      const printed = await runTool(command, core);
      const rate = Number(/^"[^"]*","([\d.]+)"/.exec(printed.trimEnd().split("\n").at(-1) ?? "")?.[1]);
      if (!(rate > 0)) throw new Error(`redis-benchmark printed no rate:\n${printed}`);
      return { records, seconds: records / rate };
    });
    const held = await this.#count();
    if (held !== records) throw new Error(`${records} records were sent, but Redis holds ${held}`);
    return written;
  }

  async #count(): Promise<number> {
    let records = 0;
    for (let partition = 0; partition < this.#partitions; partition++) {
      const length = await ask(this.#port, `XLEN s:${String(partition).padStart(12, "0")}`);
      records += Number(length.slice(1));
    }
    return records;
  }

  replay({ seconds = 3, core }: ReplayOptions = {}): Promise<Throughput> {
    const command = this.#command("replay", { partitions: this.#partitions, count: READ_COUNT, seconds });
    return costing(this.#server, command, async () => JSON.parse(await runTool(command, core)) as Counted);
  }

  async latency({ valueBytes, rate, seconds = 5, core }: LatencyOptions): Promise<Latency> {
    await ask(this.#port, "FLUSHALL");
    const command = this.#command("latency", { "value-bytes": valueBytes, rate, seconds });
    return { ...(JSON.parse(await runTool(command, core)) as Latency), command: describeCommand(command) };
  }

  cpuSeconds(): number | undefined {
    return this.#server.cpuSeconds();
  }

  rssBytes(): number | undefined {
    return this.#server.rssBytes();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #command(name: string, flags: Readonly<Record<string, number>>): string[] {
    const given = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    return [driver.path, name, `--server=127.0.0.1:${this.#port}`, ...given];
  }
}
