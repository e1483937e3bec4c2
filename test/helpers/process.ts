import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { LogLines } from "./log-lines.js";

/** The built program, which `npm test` builds first. */
export const MAIN = fileURLToPath(new URL("../../dist/src/launch.cjs", import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = { readonly [name: string]: string };

/** Only what a program needs, so that settings of whoever runs the tests don't get in. */
function environment(variables: Variables): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("HEADWATER_"));
  return { ...Object.fromEntries(own), ...variables };
}

function start(
  args: readonly string[],
  variables: Variables,
  launcher: readonly string[] = [],
): ChildProcessWithoutNullStreams {
  const [command, ...rest] = [...launcher, process.execPath, MAIN, ...args];
  const child = spawn(command!, rest, { env: environment(variables) });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs the program until it ends by itself. */
export async function headwater(args: readonly string[], variables: Variables = {}): Promise<Exit> {
  const child = start(args, variables);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: code as number | null, stdout, stderr };
}

/** A broker in a process of its own, killed when the test is over. */
export class BrokerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines = new LogLines();
  readonly #exit: Promise<Exit>;
  address = "";

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    const written: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => {
      written.push(line);
      this.lines.write(line);
    });
    const stderr = text(child.stderr);
    this.#exit = once(child, "close").then(async ([code]) => ({
      code: code as number | null,
      stdout: written.join("\n"),
      stderr: await stderr,
    }));
  }

  /**
   * Resolves when the broker serves.
   *
   * @param launcher a command that runs the one behind it
   */
  static async start(
    args: readonly string[] = [],
    variables: Variables = {},
    launcher: readonly string[] = [],
  ): Promise<BrokerProcess> {
    const listen = variables.HEADWATER_GRPC_LISTEN === undefined ? ["--grpc-listen", "127.0.0.1:0"] : [];
    const broker = new BrokerProcess(start([...listen, ...args], variables, launcher));
    const serving = broker.lines.next(({ msg }) => msg === "serving");
    const ended = broker.#exit.then(({ stderr }) => {
      throw new Error(`the broker ended before it served: ${stderr}`);
    });
    const { address } = await Promise.race([serving, ended]);
    broker.address = address as string;
    return broker;
  }

  /** How it ended, once it has. */
  exit(): Promise<Exit> {
    return this.#exit;
  }
}
