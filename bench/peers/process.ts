import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { adopt } from "../process/children.js";
import { pin } from "../process/cores.js";
import { describeCommand } from "./tools.js";

/** Ticks of a second in /proc/<pid>/stat, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const ASK_EVERY_MS = 2;
const GIVEN_UP_AFTER_MS = 180_000;

/** Data folders of running servers. They are deleted on exit too, after `endChildren`. */
const folders = new Set<string>();
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A peer's server process. */
export class PeerProcess {
  readonly firstAnswerMs: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, firstAnswerMs: number) {
    this.#child = child;
    this.#folder = folder;
    this.firstAnswerMs = firstAnswerMs;
  }

  /**
   * @param folder deleted when it stops
   * @param answers asks it something over a connection of its own; false or an error is asked again
   */
  static async start(
    command: readonly string[],
    folder: string,
    core: number | undefined,
    answers: () => Promise<boolean>,
  ): Promise<PeerProcess> {
    const [program, ...args] = pin(command, core);
    const began = performance.now();
    const child = adopt(spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] }));
    let said = "";
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-4000);
      });
    }
    let ended: string | undefined;
    child.once("error", (error) => {
      ended = error.message;
    });
    child.once("exit", (code, signal) => {
      ended = `ended with ${code ?? signal}`;
    });
    try {
      while (!(await answers().catch(() => false))) {
        if (ended !== undefined) throw new Error(`${describeCommand(command)}: ${ended}\n${said}`.trimEnd());
        if (performance.now() - began > GIVEN_UP_AFTER_MS) {
          throw new Error(`${describeCommand(command)} did not answer within ${GIVEN_UP_AFTER_MS / 1000} s\n${said}`);
        }
        await sleep(ASK_EVERY_MS);
      }
      return new PeerProcess(child, folder, performance.now() - began);
    } catch (error) {
      await end(child, folder);
      throw error;
    }
  }

  cpuSeconds(): number | undefined {
    const fields = this.#proc("stat")
      ?.replace(/^.*\) /, "")
      .split(" ");
    return fields && (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  rssBytes(): number | undefined {
    const kib = /^VmRSS:\s*(\d+) kB$/m.exec(this.#proc("status") ?? "")?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  }

  async stop(): Promise<void> {
    await end(this.#child, this.#folder);
  }

  #proc(file: string): string | undefined {
    try {
      return readFileSync(`/proc/${this.#child.pid}/${file}`, "utf8");
    } catch {
      return undefined;
    }
  }
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
  folders.delete(folder);
}

export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `headwater-peer-${name}-`));
  folders.add(folder);
  return folder;
}

/** Free loopback ports. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
