import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Broker } from "../../src/index.js";
import { type Exit, MAIN, RunningProgram, startHeadwater, type Variables } from "./program.js";

/** Whether there is the `script` of util-linux, which gives a program a terminal. */
export const hasScript = spawnSync("script", ["--version"]).status === 0;

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
    return startHeadwater(args, this.#variables);
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
