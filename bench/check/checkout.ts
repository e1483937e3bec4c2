import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runProgram } from "../process/children.js";
import { WORKTREE } from "./options.js";

const here = fileURLToPath(new URL("../..", import.meta.url));

/** A built checkout. */
export interface Checkout {
  /** As in `base (main~1, 1a2b3c4d5e)`. */
  readonly name: string;
  readonly root: string;
}

/**
 * Checks a commit out below a folder and builds it. Dependencies are those of this checkout where both have the same
 * lock file, and are installed where they don't.
 *
 * @param role what it is in the comparison
 * @throws {Error} where there is no such commit, or it can't be built
 */
export async function checkOut(role: "base" | "head", commit: string, folder: string): Promise<Checkout> {
  if (commit === WORKTREE) return { name: `${role} (${WORKTREE})`, root: here };
  const { stdout } = await git("rev-parse", "--verify", "--quiet", `${commit}^{commit}`).catch(() => {
    throw new Error(`${role}: git knows no commit ${commit}`);
  });
  const sha = stdout.trim();
  const root = join(folder, role);
  await git("worktree", "add", "--detach", root, sha);
  try {
    const lock = (at: string) => readFile(join(at, "package-lock.json"), "utf8");
    const modules = join(here, "node_modules");
    if (existsSync(modules) && (await lock(root)) === (await lock(here))) {
      await symlink(modules, join(root, "node_modules"));
    } else {
      await runProgram(["npm", "ci"], { cwd: root });
    }
    await runProgram(["npm", "run", "--silent", "build"], { cwd: root });
  } catch (error) {
    throw new Error(`${role}, ${commit}: ${(error as Error).message}`, { cause: error });
  }
  return { name: `${role} (${commit}, ${sha.slice(0, 10)})`, root };
}

/** Removes the checkouts below a folder and the folder itself. */
export async function removeCheckouts(folder: string): Promise<void> {
  for (const role of await readdir(folder)) await git("worktree", "remove", "--force", join(folder, role));
  // A process that is about to end may still write there.
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Not ended with the other children, because it cleans up after them. */
function git(...args: string[]) {
  return promisify(execFile)("git", args, { cwd: here });
}
