import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const source = fileURLToPath(new URL(".", import.meta.url));
const program = fileURLToPath(new URL("../../node_modules/.cache/headwater-bench/hwload", import.meta.url));

/** The load generator can't be built. The message says why, and what to do where Go is missing. */
export class LoadGeneratorError extends Error {
  override readonly name = "LoadGeneratorError";
}

/**
 * Builds the load generator of this folder, which Go makes quick where nothing has changed, and returns the program's
 * path.
 *
 * @throws {LoadGeneratorError}
 */
export async function buildLoadGenerator(): Promise<string> {
  try {
    await promisify(execFile)("go", ["build", "-buildvcs=false", "-o", program, "."], { cwd: source });
    return program;
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: string | number; stderr?: string };
    throw new LoadGeneratorError(
      code === "ENOENT"
        ? "the load generator needs Go 1.23 or newer, which is not on the PATH: install it from https://go.dev/dl"
        : `the load generator could not be built:\n${stderr || message}`,
      { cause: error },
    );
  }
}
