import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runProgram } from "../process/children.js";
import { pin } from "../process/cores.js";
import type { RunningPeer, Throughput } from "./peer.js";

/** The cache folder of downloads and builds. */
export const cache = fileURLToPath(new URL("../../node_modules/.cache/headwater-bench/peers", import.meta.url));

/** Whether a command is installed. */
export function canRun(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/** Runs a tool on a processor and returns its output. */
export async function runTool(command: readonly string[], core: number | undefined): Promise<string> {
  return (await runProgram(pin(command, core))).stdout;
}

/** As a person would type it; what a value is filled with is left out. */
export function describeCommand(command: readonly string[]): string {
  return command
    .map((argument) => (/^(.)\1{40,}$/.test(argument) ? `<${argument.length} bytes>` : argument))
    .map((argument) => (/^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument}'`))
    .join(" ");
}

/** What a tool found out. */
export interface Counted {
  /** In the time that counts. */
  readonly records: number;
  readonly seconds: number;
  /** With those of a warm-up, where the tool has one. */
  readonly all?: number;
}

/** Runs what writes or reads records, and adds what it cost the server. */
export async function costing(
  server: Pick<RunningPeer, "cpuSeconds">,
  command: readonly string[],
  run: () => Promise<Counted>,
): Promise<Throughput> {
  const before = server.cpuSeconds();
  const { records, seconds, all = records } = await run();
  const after = server.cpuSeconds();
  return {
    records,
    seconds,
    recordsPerSecond: records / seconds,
    cpuSecondsPerMillion: before === undefined || after === undefined ? undefined : ((after - before) / all) * 1e6,
    command: describeCommand(command),
  };
}
