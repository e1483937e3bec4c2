import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./child.js";

/** The checkout's root. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const cache = join(root, ".cache/interop");
const buildTimeoutMs = 540_000;

const toolchains = {
  go: { command: "go", args: ["version"] },
  python: { command: process.env.PYTHON ?? "python3", args: ["-c", "import venv"] },
  rust: { command: "cargo", args: ["--version"] },
  java: { command: "javac", args: ["-version"] },
  maven: { command: "mvn", args: ["-version"] },
  kcat: { command: "kcat", args: ["-V"] },
  // With the plugins of Debian's packages protobuf-compiler-grpc and protobuf-compiler-grpc-java-plugin.
  protoc: { command: "protoc", args: ["--version"] },
  // Debian has them where only root looks for programs.
  nginx: { command: existsSync("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx", args: ["-v"] },
  haproxy: { command: existsSync("/usr/sbin/haproxy") ? "/usr/sbin/haproxy" : "haproxy", args: ["-v"] },
};

export type Toolchain = keyof typeof toolchains;

/** The command that runs it, for people. */
export function commandOf(toolchain: Toolchain): string {
  return toolchains[toolchain].command;
}

/** Whether it can't be run here. */
export function isMissing(toolchain: Toolchain): boolean {
  const { command, args } = toolchains[toolchain];
  return spawnSync(command, args, { stdio: "ignore" }).status !== 0;
}

/** Builds one Go program of a module of this checkout, and returns the program's path. */
export async function buildGo(moduleDir: string, packagePath: string): Promise<string> {
  const program = join(cache, "bin", moduleDir.replaceAll("/", "-"), packagePath.split("/").at(-1) ?? "");
  await run("go", ["build", "-buildvcs=false", "-o", program, packagePath], {
    cwd: join(root, moduleDir),
    timeoutMs: buildTimeoutMs,
  });
  return program;
}

/** Builds one program of a Rust package of this checkout, as its lock file pins it, and returns the program's path. */
export async function buildCargo(packageDir: string, name: string): Promise<string> {
  const target = join(cache, "cargo", packageDir.replaceAll("/", "-"));
  const args = ["build", "--release", "--locked", "--quiet", "--target-dir", target];
  await run("cargo", args, { cwd: join(root, packageDir), timeoutMs: buildTimeoutMs });
  return join(target, "release", name);
}

/** Builds grpcurl as tools/go.mod pins it, and returns the program's path. */
export function buildGrpcurl(): Promise<string> {
  return buildGo("tools", "github.com/fullstorydev/grpcurl/cmd/grpcurl");
}

/**
 * The interpreter of a virtual environment that holds gen/python, installed as a user would, on the oldest gRPC and
 * protobuf that it supports.
 */
export async function python(): Promise<string> {
  const environment = join(cache, "python");
  const interpreter = join(environment, "bin/python");
  const stamp = join(environment, "installed");
  const requirements = ["tools/requirements.txt", "test/interop/python/requirements.txt"];
  const wanted = await digest([...requirements, ...(await filesUnder("gen/python"))]);
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted) return interpreter;

  await rm(environment, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await run(toolchains.python.command, ["-m", "venv", environment], { timeoutMs: buildTimeoutMs });
  const [constraints = "", extra = ""] = requirements;
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", "grpcio,protobuf"];
  await run(interpreter, [...pip, "-c", constraints, "-r", extra, "./gen/python"], {
    cwd: root,
    timeoutMs: buildTimeoutMs,
  });
  await writeFile(stamp, wanted);
  return interpreter;
}

/** Paths from the root, without what an installation leaves behind. */
async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(build|__pycache__|[^/]+\.egg-info)\//.test(path))
    .sort();
}

async function digest(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(await readFile(join(root, file)));
  return hash.digest("hex");
}
