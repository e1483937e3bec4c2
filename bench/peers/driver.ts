import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "../process/children.js";
import { LeftOut } from "../run/left-out.js";
import { cache, canRun } from "./tools.js";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** A program of the Go module of this folder, or of one that it pins. */
export class GoProgram {
  readonly path: string;
  readonly #package: string;

  /** @param name as it is called when it is built */
  constructor(name: string, goPackage: string) {
    this.path = join(cache, name);
    this.#package = goPackage;
  }

  isBuilt(): boolean {
    return existsSync(this.path);
  }

  /**
   * Builds it from the current sources.
   *
   * @throws {LeftOut} where there is no Go, or it can't fetch or build it
   */
  async build(): Promise<void> {
    if (!canRun("go", "version")) throw new LeftOut("go can't be run here, and it takes Go to build what drives it");
    await mkdir(cache, { recursive: true });
    try {
      await runProgram(["go", "build", "-buildvcs=false", "-o", this.path, this.#package], { cwd: folder });
    } catch (error) {
      throw new LeftOut(`Go can't build ${this.#package}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
