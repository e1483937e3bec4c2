import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The built program, which `npm test` builds first. */
export const MAIN = fileURLToPath(new URL("../../dist/src/launch.cjs", import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Variables = { readonly [name: string]: string };

/** A program that runs, and what it has written so far. It is killed, with all that it started, when the test is over. */
export class RunningProgram {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<Exit>;
  #stdout = "";
  #stderr = "";
  #changed = () => {};

  /** @param variables on top of those that this process has, but for settings of whoever runs the tests */
  constructor(command: string, args: readonly string[], variables: Variables = {}) {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("HEADWATER_"));
    this.child = spawn(command, args, { env: { ...Object.fromEntries(own), ...variables }, detached: true });
    // A program that ends early breaks the pipe that it was to read.
    this.child.stdin.on("error", () => {});
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
      this.#changed();
    });
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      this.#changed();
    });
    this.#ended = once(this.child, "close").then(([code]) => {
      this.#changed();
      return { code: code as number | null, stdout: this.#stdout, stderr: this.#stderr };
    });
    onTestFinished(() => this.signal("SIGKILL"));
  }

  get stdout(): string {
    return this.#stdout;
  }

  /** Resolves when it has written this to stdout. */
  async shows(text: string): Promise<void> {
    let ended = false;
    void this.#ended.then(() => {
      ended = true;
    });
    while (!this.#stdout.includes(text)) {
      if (ended) throw new Error(`ended before it showed ${text}:\n${this.#stdout}${this.#stderr}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  endInput(): void {
    this.child.stdin.end();
  }

  /** To it and all that it started. */
  signal(name: NodeJS.Signals): void {
    try {
      process.kill(-this.child.pid!, name);
    } catch {}
  }

  exit(): Promise<Exit> {
    return this.#ended;
  }
}

/**
 * Starts the program.
 *
 * @param launcher a command that runs the one behind it
 */
export function startHeadwater(
  args: readonly string[],
  variables?: Variables,
  launcher: readonly string[] = [],
): RunningProgram {
  const [command, ...rest] = [...launcher, process.execPath, MAIN, ...args];
  return new RunningProgram(command!, rest, variables);
}

/** Runs the program until it ends by itself. */
export function headwater(args: readonly string[], variables?: Variables): Promise<Exit> {
  return startHeadwater(args, variables).exit();
}
