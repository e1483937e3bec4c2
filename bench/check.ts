import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FAMILIES } from "./cases/index.js";
import { checkOut, removeCheckouts } from "./check/checkout.js";
import { CHECKED, compare, comparisonTable, pair } from "./check/comparison.js";
import { CHECK_HELP, type CheckOptions, parseCheckOptions } from "./check/options.js";
import { endChildren } from "./process/children.js";
import { chooseCores } from "./process/cores.js";
import { Bench } from "./run/bench.js";
import type { Case } from "./run/case.js";
import { Progress } from "./run/display.js";
import { runCases } from "./run/runner.js";
import { FULL } from "./run/timing.js";

const folder = await mkdtemp(join(tmpdir(), "headwater-bench-check-"));

let cleaning: Promise<void> | undefined;

/** Cleans up once, on a signal or at the end. */
function cleanUp(): Promise<void> {
  endChildren();
  cleaning ??= removeCheckouts(folder);
  return cleaning;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
}

async function check({ base, head, pairs, tolerance, only, json }: CheckOptions): Promise<boolean> {
  const ids = CHECKED.filter((id) => only.length === 0 || only.some((part) => id.includes(part)));
  if (ids.length === 0) throw new TypeError(`--only ${only.join(", ")}: the cases are ${CHECKED.join(", ")}`);
  const progress = new Progress();
  progress.say(`base: ${base}, head: ${head}; what is not built yet is built`);
  const baseCheckout = await checkOut("base", base, folder);
  const headCheckout = await checkOut("head", head, folder);
  const cores = chooseCores();
  const plan = { ...FULL, runs: pairs };
  const [onBase, onHead] = [baseCheckout, headCheckout].map(({ root }) => new Bench(cores, plan, root));
  const cases = ids.map((id) => {
    const one = caseOf(id);
    const broker = one.subjects.find((subject) => subject.id === "broker")!;
    const measuredOn = (name: string, bench: Bench) => ({ name, measure: () => broker.measure(bench) });
    return pair(one, measuredOn("base", onBase!), measuredOn("head", onHead!));
  });
  const results = await runCases(cases, onHead!, progress);
  const comparisons = compare(results, tolerance);
  const holds = comparisons.every((comparison) => comparison.holds);
  const [baseName, headName] = [baseCheckout.name, headCheckout.name];
  if (json)
    process.stdout.write(
      `${JSON.stringify({ base: baseName, head: headName, tolerance, holds, comparisons }, null, 2)}\n`,
    );
  else process.stdout.write(`${comparisonTable(comparisons, baseName, headName)}\n${cores.description}\n`);
  return holds;
}

function caseOf(id: string): Case {
  return FAMILIES.flatMap((family) => family.cases).find((one) => one.id === id)!;
}

let exitCode = 1;
try {
  const options = parseCheckOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(CHECK_HELP);
    exitCode = 0;
  } else exitCode = (await check(options)) ? 0 : 1;
} catch (error) {
  const { message } = error as Error;
  const usage = error instanceof TypeError;
  process.stderr.write(usage ? `${message}\n\n${CHECK_HELP}` : `bench:check: ${message}\n`);
  exitCode = usage ? 2 : 1;
} finally {
  await cleanUp();
}
process.exit(exitCode);
