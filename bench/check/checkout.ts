import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "../process/children.js";
import { WORKTREE } from "./options.js";

const here = fileURLToPath(new URL("../..", import.meta.url));

/** A built checkout. */
export interface Checkout {
  /** As in `base (main~1, 1a2b3c4d5e)`. */
  readonly name: string;
  readonly root: string;
  remove(): Promise<void>;
}

/**
 * Checks a commit out below a folder and builds it. Dependencies are those of this checkout where both have the same
 * lock file, and are installed where they don't.
 *
 * @param role what it is in the comparison
 * @throws {Error} where there is no such commit, or it can't be built
 */
export async function checkOut(role: "base" | "head", commit: string, folder: string): Promise<Checkout> {
  if (commit === WORKTREE) return { name: `${role} (${WORKTREE})`, root: here, remove: async () => {} };
  const { stdout } = await git("rev-parse", "--verify", "--quiet", `${commit}^{commit}`).catch(() => {
    throw new Error(`${role}: git knows no commit ${commit}`);
  });
  const sha = stdout.trim();
  const root = join(folder, role);
  const remove = async () => {
    await git("worktree", "remove", "--force", root);
  };
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
    await remove();
    throw new Error(`${role}, ${commit}: ${(error as Error).message}`, { cause: error });
  }
  return { name: `${role} (${commit}, ${sha.slice(0, 10)})`, root, remove };
}

function git(...args: string[]) {
  return runProgram(["git", ...args], { cwd: here });
}
