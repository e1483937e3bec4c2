import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The machine and the versions of a measurement. */
export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly memoryBytes: number;
  readonly system: string;
  /** Load average of the last minute before the benchmark. */
  readonly loadAverage: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string;
  /** Whether the checkout had uncommitted changes. */
  readonly changed: boolean;
}

export function describeMachine(): Machine {
  const [processor] = cpus();
  return {
    processor: processor?.model.trim() ?? "unknown",
    processors: cpus().length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    loadAverage: loadavg()[0]!,
    versions: versions(),
    commit: git("rev-parse", "--short=10", "HEAD"),
    changed: git("status", "--porcelain") !== "",
  };
}

function versions(): Record<string, string> {
  const found: Record<string, string> = { Node: process.versions.node };
  for (const name of ["nice-grpc", "@grpc/grpc-js"]) {
    const manifest = readFileSync(`${root}node_modules/${name}/package.json`, "utf8");
    found[name] = (JSON.parse(manifest) as { version: string }).version;
  }
  const go = spawnSync("go", ["version"], { encoding: "utf8" });
  if (go.status === 0) found.Go = /go(\d\S*)/.exec(go.stdout)?.[1] ?? go.stdout.trim();
  const grpcGo = /google\.golang\.org\/grpc v(\S+)/.exec(readFileSync(`${root}bench/load/go.mod`, "utf8"));
  if (grpcGo) found["grpc-go"] = grpcGo[1]!;
  return found;
}

/** Empty outside a checkout. */
function git(...args: string[]): string {
  try {
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}
