import { type ChildProcess, spawn } from "node:child_process";

const living = new Set<ChildProcess>();
let ending = false;

/** A child that ends with this process: see {@link endChildren}. */
export function adopt(child: ChildProcess): ChildProcess {
  if (ending) child.kill("SIGKILL");
  living.add(child);
  child.once("exit", () => living.delete(child));
  child.once("error", () => living.delete(child));
  return child;
}

/** Terminates every running child, and any that is started later. */
export function endChildren(): void {
  ending = true;
  for (const child of living) child.kill("SIGTERM");
}

/** Whether {@link endChildren} was called. */
export function areEnding(): boolean {
  return ending;
}

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Timeout in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * Runs a program until it exits.
 *
 * @throws {Error} with the end of what it said where it fails or takes too long
 */
export function runProgram(command: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  const { cwd, env = process.env, timeoutMs = 600_000 } = options;
  const [program = "", ...args] = command;
  const child = adopt(spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] }));
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]!.setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  }
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${command.join(" ")} ${why}\n${lastLines(said)}`.trimEnd()));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`was given up after ${timeoutMs / 1000} s`);
    }, timeoutMs);
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(`can't be run: ${error.message}`);
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(said);
      else fail(`ended with ${code ?? signal}`);
    });
  });
}

function lastLines({ stdout, stderr }: Ended): string {
  return (stderr || stdout).trimEnd().split("\n").slice(-15).join("\n");
}
