import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** The processors that servers and load are pinned to. */
export interface Cores {
  /** Absent if processes can't be pinned. */
  readonly pinned?: { readonly server: number; readonly load: number };
  /** For people. */
  readonly description: string;
}

/** Picks one processor for servers and one for load if there are two and taskset is installed. */
export function chooseCores(): Cores {
  if (availableParallelism() < 2) return { description: "nothing is pinned: there is one processor" };
  if (spawnSync("taskset", ["--version"], { stdio: "ignore" }).status !== 0) {
    return { description: "nothing is pinned: there is no taskset" };
  }
  const [server = 0, load = 1] = allowedProcessors();
  return {
    pinned: { server, load },
    description: `servers are pinned to processor ${server}, load and clients to processor ${load} (taskset)`,
  };
}

/** Pins the command to a processor. */
export function pin(command: readonly string[], core: number | undefined): readonly [string, ...string[]] {
  const [program = "", ...args] = command;
  return core === undefined ? [program, ...args] : ["taskset", "-c", String(core), program, ...args];
}

/** Parses a kernel CPU list: `0-3,8` is 0, 1, 2, 3 and 8. */
export function parseProcessorList(list: string): number[] {
  return list.split(",").flatMap((part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

function allowedProcessors(): number[] {
  const status = "/proc/self/status";
  const list = existsSync(status) ? /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return list === undefined ? [] : parseProcessorList(list);
}
