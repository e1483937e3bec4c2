import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Settings } from "../../src/index.js";
import type { ServerQuestion, ServerStats } from "../servers/measured.js";
import type { ProfiledFunction } from "../servers/profiler.js";
import { adopt } from "./children.js";
import { pin } from "./cores.js";

/** A server in a process of its own. */
export class Server {
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(address: string, child: ChildProcess, ended: Promise<never>) {
    this.address = address;
    this.#child = child;
    this.#ended = ended;
  }

  /**
   * @param root the checkout whose build is measured
   * @throws {Error} where it ends instead of listening
   */
  static broker(root: string, core: number | undefined, settings: Partial<Settings>): Promise<Server> {
    return Server.#start("broker", core, [root, JSON.stringify(settings)]);
  }

  /** @param plain whether it has the windows and the heap that a server of nice-grpc has by itself, not the broker's */
  static floor(core: number | undefined, plain = false): Promise<Server> {
    return Server.#start("floor", core, plain ? ["plain"] : []);
  }

  static async #start(name: "broker" | "floor", core: number | undefined, args: string[]): Promise<Server> {
    const file = fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url));
    const [execPath, ...execArgv] = pin([process.execPath, "--import", "tsx"], core);
    const child = adopt(fork(file, args, { execPath, execArgv, stdio: ["ignore", "ignore", "pipe", "ipc"] }));
    let complaint = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-4000);
    });
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`the ${name} ended with ${code ?? signal}\n${complaint}`.trimEnd());
    });
    ended.catch(() => {});
    const [{ address }] = (await Promise.race([once(child, "message"), ended])) as [{ address: string }];
    return new Server(address, child, ended);
  }

  /** Resets the counters of {@link stats}. */
  async reset(): Promise<void> {
    await this.#ask("reset");
  }

  /** The cost since the last reset. */
  stats(): Promise<ServerStats> {
    return this.#ask("stats");
  }

  /** Starts to sample the process. */
  async profile(): Promise<void> {
    await this.#ask("profile");
  }

  /** Stops sampling and returns the time of each function, largest first. */
  profiled(): Promise<readonly ProfiledFunction[]> {
    return this.#ask("profiled");
  }

  async close(): Promise<void> {
    const gone = this.#ended.catch(() => {});
    this.#child.kill("SIGKILL");
    await gone;
  }

  async #ask<Answer>(question: ServerQuestion): Promise<Answer> {
    this.#child.send(question);
    const [answer] = (await Promise.race([once(this.#child, "message"), this.#ended])) as [Answer];
    return answer;
  }
}
