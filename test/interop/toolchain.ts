import { describe, test } from "vitest";
import { commandOf, isMissing, type Toolchain } from "./programs.js";

export { buildCargo, buildGo, buildGrpcurl, commandOf, python, root, type Toolchain } from "./programs.js";

/**
 * A `describe` of tests that need these toolchains. Where one is missing the tests are skipped and the report says so;
 * where CI is set they fail.
 */
export function describeWith(needed: readonly Toolchain[], name: string, tests: () => void): void {
  const missing = needed.filter(isMissing);
  if (missing.length === 0) {
    describe(name, tests);
    return;
  }
  const reason = `${missing.map(commandOf).join(" and ")} can't be run here`;
  if (process.env.CI) {
    test(name, () => {
      throw new Error(`${reason}, and CI must not skip this`);
    });
    return;
  }
  process.stderr.write(`skipped: ${name}: ${reason}\n`);
  describe.skip(`${name} (${reason})`, tests);
}
