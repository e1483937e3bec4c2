import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

export interface ChildOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: { readonly [name: string]: string };
  /** All of standard input; for `follow`, what is there so far. */
  readonly input?: string;
  /** The child is killed, and the run fails, after so many milliseconds. Default: 30 s. */
  readonly timeoutMs?: number;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(command: string, args: readonly string[], options: ChildOptions, endInput: boolean) {
  const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: "pipe" });
  // A child that ends before it has read its input says why by its exit code.
  child.stdin.on("error", () => {});
  child.stdin.write(options.input ?? "");
  if (endInput) child.stdin.end();
  return child;
}

/** The exit code, once the child has ended and its output is closed. */
async function exitCode(child: ChildProcess, name: string, timeoutMs = 30_000): Promise<number | null> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, timeoutMs);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (late) throw new Error(`${name} didn't end within ${timeoutMs} ms`);
    return code;
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a program to its end, however it ends. */
export async function finish(command: string, args: readonly string[], options: ChildOptions = {}): Promise<Finished> {
  const child = launch(command, args, options, true);
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await exitCode(child, command, options.timeoutMs);
  const [stdout, stderr] = await output;
  return { code, stdout, stderr };
}

/** Runs a program that has to succeed, and returns its standard output. */
export async function run(command: string, args: readonly string[], options: ChildOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await finish(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${code}:\n${stderr}${stdout}`);
  return stdout;
}

export interface Following {
  /** Standard output as it comes. */
  readonly lines: AsyncIterator<string>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
  /** Sends SIGINT, as Ctrl-C does. */
  interrupt(): void;
  /** Sends SIGTERM, as a supervisor does. */
  terminate(): void;
  /** Ends the program at once, if it hasn't ended. */
  kill(): void;
}

/**
 * Starts a program that doesn't end by itself; its standard input stays open. The caller must call `kill` in the end,
 * whatever happens.
 */
export function follow(command: string, args: readonly string[], options: ChildOptions = {}): Following {
  const child = launch(command, args, options, false);
  child.stderr.resume();
  const ended = exitCode(child, command, options.timeoutMs);
  ended.catch(() => {});
  return {
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    ended,
    interrupt: () => child.kill("SIGINT"),
    terminate: () => child.kill("SIGTERM"),
    kill: () => child.kill("SIGKILL"),
  };
}
