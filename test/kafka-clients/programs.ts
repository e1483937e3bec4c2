import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../interop/child.js";
import { commandOf, root } from "../interop/programs.js";

const sources = join(root, "test/kafka-clients");
const cache = join(root, ".cache/kafka-clients");
const installTimeoutMs = 540_000;

/** Does what makes a folder of the cache from a file of this checkout, where the file has changed since. */
async function made(name: string, source: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name);
  const stamp = join(folder, "made-from");
  const wanted = await readFile(join(sources, source), "utf8");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await make(folder);
  await writeFile(stamp, wanted);
  return folder;
}

/** A Python that has Kafka's clients. */
export async function pythonWithClients(): Promise<string> {
  const folder = await made("python", "python/requirements.txt", async (into) => {
    await run(commandOf("python"), ["-m", "venv", into], { timeoutMs: installTimeoutMs });
    const requirements = join(sources, "python/requirements.txt");
    const args = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
    await run(join(into, "bin/python"), args, { timeoutMs: installTimeoutMs });
  });
  return join(folder, "bin/python");
}

/** A folder with Kafka's clients for Node and the programs that use them, which are found beside them only. */
export async function nodePrograms(): Promise<string> {
  const folder = await made("node", "node/package-lock.json", async (into) => {
    for (const file of ["package.json", "package-lock.json"]) await cp(join(sources, "node", file), join(into, file));
    await run("npm", ["ci", "--silent", "--no-audit", "--no-fund"], { cwd: into, timeoutMs: installTimeoutMs });
  });
  await cp(join(sources, "node"), folder, { recursive: true });
  return folder;
}

export function source(path: string): string {
  return join(sources, path);
}
