import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { within } from "../within.js";

const PROBE = new URL("probe.js", import.meta.url).href;

/** The program as `npm run build` leaves it. */
export const BUILT_PROGRAM = fileURLToPath(new URL("../../dist/src/launch.cjs", import.meta.url));

/** Small, so that a run meets every limit. */
const SETTINGS = [
  ["--grpc-listen", "127.0.0.1:0"],
  ["--max-message-bytes", "65536"],
  ["--default-max-record-bytes", "16384"],
  ["--max-batch-bytes", "16384"],
  ["--max-topics", "48"],
  ["--max-partitions", "128"],
  ["--max-groups", "64"],
  ["--max-group-members", "16"],
  ["--max-streams", "160"],
  // Connections that Node has given up are let go of by nothing else.
  ["--keepalive-time-ms", "1000"],
  ["--keepalive-timeout-ms", "6000"],
].flat();

/** How long a broker that is alive may take to answer its probe. Milliseconds. */
const PROBE_TIMEOUT_MS = 20_000;

/** What the broker holds after a garbage collection. Bytes. */
export interface Memory {
  readonly rss: number;
  /** The JavaScript heap and the buffers outside it. */
  readonly retained: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** The broker that is fuzzed, in a process of its own. */
export class BrokerProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #exit: Exit | undefined;
  #lastAnswer: Promise<unknown> = Promise.resolve();
  /** Ends the wait for an answer. */
  #giveUp = (_reason: Error) => {};
  /** How it ended, once it has. */
  readonly exited: Promise<Exit>;
  address = "";
  /** Where it serves Kafka's protocol, with `--kafka-listen`. */
  kafkaAddress = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    const stderr = text(child.stderr!);
    createInterface({ input: child.stdout! }).on("line", (line) => this.#lines.push(line));
    this.exited = once(child, "close").then(async ([code, signal]) => {
      this.#exit = { code, signal, stderr: await stderr } as Exit;
      this.#giveUp(new Error("the broker is gone"));
      return this.#exit;
    });
  }

  /**
   * @param program the broker's main file
   * @param settings its flags, behind those of every fuzz run
   * @throws {Error} where it ends before it serves
   */
  static async start(program = BUILT_PROGRAM, settings: readonly string[] = []): Promise<BrokerProcess> {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("HEADWATER_"));
    const args = ["--expose-gc", "--import", PROBE, program, ...SETTINGS, ...settings];
    const child = spawn(process.execPath, args, {
      env: Object.fromEntries(own),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const broker = new BrokerProcess(child);
    const serving = new Promise<{ address: string; kafkaAddress?: string }>((resolve) => {
      createInterface({ input: child.stdout! }).on("line", (line) => {
        const { msg, address, kafkaAddress } = JSON.parse(line) as {
          msg: string;
          address: string;
          kafkaAddress?: string;
        };
        if (msg === "serving") resolve({ address, ...(kafkaAddress !== undefined && { kafkaAddress }) });
      });
    });
    const ended = broker.exited.then(({ stderr }) => {
      throw new Error(`the broker ended before it served: ${stderr}`);
    });
    const { address, kafkaAddress = "" } = await Promise.race([serving, ended]);
    broker.address = address;
    broker.kafkaAddress = kafkaAddress;
    return broker;
  }

  /** Set when it has ended, by itself or not. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** The log lines since the last call. */
  takeLines(): string[] {
    return this.#lines.splice(0);
  }

  /** What it holds now, after a garbage collection. */
  memory(): Promise<Memory> {
    return this.#ask("memory") as Promise<Memory>;
  }

  /** How many connections it has. */
  async connections(): Promise<number> {
    return ((await this.#ask("connections")) as { connections: number }).connections;
  }

  /** The longest time that its event loop was held up since the last call. Milliseconds. */
  async stallMs(): Promise<number> {
    return ((await this.#ask("stall")) as { stallMs: number }).stallMs;
  }

  async stop(): Promise<Exit> {
    this.#child.kill("SIGTERM");
    try {
      return await within(PROBE_TIMEOUT_MS, this.exited, "the broker didn't end on SIGTERM");
    } finally {
      this.#child.kill("SIGKILL");
    }
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Asks the probe, one question after the other. */
  #ask(question: string): Promise<unknown> {
    const answer = this.#lastAnswer.then(() => this.#askNow(question));
    this.#lastAnswer = answer.catch(() => {});
    return answer;
  }

  async #askNow(question: string): Promise<unknown> {
    if (this.#exit !== undefined) throw new Error("the broker is gone");
    let take: ((answer: unknown) => void) | undefined;
    const answer = new Promise<unknown>((resolve, reject) => {
      take = resolve;
      this.#giveUp = reject;
      this.#child.once("message", resolve);
      this.#child.send(question, () => {});
    });
    try {
      return await within(PROBE_TIMEOUT_MS, answer, "the broker hangs");
    } finally {
      this.#child.off("message", take!);
    }
  }
}
