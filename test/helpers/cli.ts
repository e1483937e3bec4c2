import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Broker } from "../../src/index.js";
import { type Exit, MAIN } from "./process.js";

type Variables = { readonly [name: string]: string };

/** Whether there is the `script` of util-linux, which gives a program a terminal. */
export const hasScript = spawnSync("script", ["--version"]).status === 0;

/** A program that runs, and what it has written so far. */
export class RunningProgram {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<Exit>;
  #stdout = "";
  #stderr = "";
  #changed = () => {};

  constructor(command: string, args: readonly string[], variables: Variables) {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("HEADWATER_"));
    this.#child = spawn(command, args, { env: { ...Object.fromEntries(own), ...variables }, detached: true });
    // A program that ends early breaks the pipe that it was to read.
    this.#child.stdin.on("error", () => {});
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
      this.#changed();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      this.#changed();
    });
    this.#ended = once(this.#child, "close").then(([code]) => {
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
    this.#child.stdin.write(text);
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  /** To it and all that it started. */
  signal(name: NodeJS.Signals): void {
    try {
      process.kill(-this.#child.pid!, name);
    } catch {}
  }

  exit(): Promise<Exit> {
    return this.#ended;
  }
}

/** Commands against one broker, from a shell in which `headwater` is a command. */
export class Shell {
  readonly #variables: Variables;

  constructor({ address }: Pick<Broker, "address">, variables: Variables = {}) {
    const bin = mkdtempSync(join(tmpdir(), "headwater-bin-"));
    onTestFinished(() => rmSync(bin, { recursive: true }));
    writeFileSync(join(bin, "headwater"), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
    chmodSync(join(bin, "headwater"), 0o755);
    const path = `${bin}${delimiter}${process.env.PATH}`;
    this.#variables = { HEADWATER_SERVER: address, PATH: path, ...variables };
  }

  /** Runs `headwater` with these arguments until it ends. */
  async headwater(args: readonly string[], input = ""): Promise<Exit> {
    const program = this.start(args);
    program.type(input);
    program.endInput();
    return program.exit();
  }

  start(args: readonly string[]): RunningProgram {
    return new RunningProgram(process.execPath, [MAIN, ...args], this.#variables);
  }

  /** Runs a line of bash until it ends. */
  async bash(line: string): Promise<Exit> {
    const program = this.startBash(line);
    program.endInput();
    return program.exit();
  }

  startBash(line: string): RunningProgram {
    return new RunningProgram("bash", ["-c", line], this.#variables);
  }

  /** The same in a terminal, where stdout and stderr are one. */
  startInTerminal(line: string): RunningProgram {
    return new RunningProgram("script", ["-qec", line, "/dev/null"], {
      TERM: "xterm",
      SHELL: "/bin/bash",
      ...this.#variables,
    });
  }
}
