import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { DirectoryInUse, DirectoryLock } from "../../src/engine/embedded/storage/lock.js";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "headwater-lock-"));
  return () => rm(root, { recursive: true });
});

test("a directory is held by one at a time", async () => {
  const lock = await DirectoryLock.acquire(root);
  await expect(DirectoryLock.acquire(root)).rejects.toThrow(DirectoryInUse);
  await lock.release();
  await (await DirectoryLock.acquire(root)).release();
});

test("of many that ask at once one gets it", async () => {
  const asked = await Promise.allSettled(Array.from({ length: 20 }, () => DirectoryLock.acquire(root)));
  const locks = asked.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(locks).toHaveLength(1);
  await locks[0]!.release();
});

test("it is free at once when its holder was killed, and not before", async () => {
  const child = fork(fileURLToPath(new URL("../helpers/lock-child.ts", import.meta.url)), [root], {
    execArgv: ["--import", "tsx"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "message");
  await expect(DirectoryLock.acquire(root)).rejects.toThrow(DirectoryInUse);
  await kill(child);
  await (await DirectoryLock.acquire(root)).release();
});

test("what a process left that was killed as it took over is in nobody's way", async () => {
  const left = join(root, "lock.new");
  await writeFile(left, "");
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(left, longAgo, longAgo);
  await (await DirectoryLock.acquire(root)).release();
});

test.runIf(process.platform === "linux")("the path of the directory may have any length", async () => {
  const { mkdir } = await import("node:fs/promises");
  const deep = join(root, "x".repeat(100), "y".repeat(100));
  await mkdir(deep, { recursive: true });
  const lock = await DirectoryLock.acquire(deep);
  await expect(DirectoryLock.acquire(deep)).rejects.toThrow(DirectoryInUse);
  await lock.release();
});

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
