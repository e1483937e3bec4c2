import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FAMILIES } from "./cases/index.js";
import { HELP, type Options, parseOptions, select } from "./options.js";
import { endChildren } from "./process/children.js";
import { chooseCores } from "./process/cores.js";
import { describeMachine } from "./report/machine.js";
import { machineTable, page, type Report, sections } from "./report/page.js";
import { pictures } from "./report/pictures.js";
import { readmeTable, replaceTable } from "./report/readme.js";
import { targetsTable } from "./report/targets.js";
import { Bench } from "./run/bench.js";
import type { Case } from "./run/case.js";
import { Progress } from "./run/display.js";
import { runCases } from "./run/runner.js";
import { FULL, QUICK } from "./run/timing.js";
import { judge, targetsOf } from "./targets.js";

const root = fileURLToPath(new URL("..", import.meta.url));

const ALL = FAMILIES.flatMap((family) => family.cases);

process.on("exit", endChildren);

/** Parses the options. Exits on a usage error. */
function asked(): { options: Options; cases: readonly Case[] } {
  try {
    const options = parseOptions(process.argv.slice(2));
    return { options, cases: select(ALL, options) };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

/** @returns whether it worked, and under `--strict` whether every target holds */
async function run(options: Options, cases: readonly Case[]): Promise<boolean> {
  const usual = options.quick ? QUICK : FULL;
  const plan = { ...usual, runs: options.runs ?? usual.runs };
  const cores = chooseCores();
  const before = describeMachine();
  const startMs = performance.now();
  const progress = new Progress();
  const bench = new Bench(cores, plan, root, (line) => progress.say(line));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(bench));
  if (before.loadAverage > 1) {
    progress.say(`this machine is busy (load average ${before.loadAverage.toFixed(1)}): figures will be off`);
  }
  const results = await runCases(cases, bench, progress);
  await bench.close();

  const peers = [...new Set(bench.peerVersions.values())].join(", ");
  const machine = { ...before, versions: { ...before.versions, ...(peers === "" ? {} : { peers }) } };
  const outcomes = judge(results, targetsOf(cases));
  const date = new Date().toISOString().slice(0, 10);
  const minutes = Math.ceil((performance.now() - startMs) / 60_000);
  const report: Report = { date, minutes, machine, pinning: cores.description, plan, results, outcomes };
  const failed = results.flatMap(({ id, subjects }) =>
    subjects.filter((one) => one.failed).map((one) => `${id}, ${one.name}: ${one.failed}`),
  );

  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    process.stdout.write(`\n${machineTable(machine)}\n`);
    for (const { title, table } of sections(FAMILIES, results)) process.stdout.write(`${title}\n\n${table}\n`);
    if (outcomes.length > 0) process.stdout.write(`${targetsTable(outcomes)}\n`);
    if (!options.quick && options.only.length === 0) write(report);
  }
  for (const failure of failed) process.stderr.write(`failed: ${failure}\n`);
  return failed.length === 0 && !(options.strict && outcomes.some(({ holds }) => !holds));
}

async function stop(bench: Bench): Promise<never> {
  endChildren();
  await bench.close();
  process.exit(130);
}

function write(report: Report): void {
  const drawn = pictures(report.results);
  mkdirSync(`${root}docs/benchmarks`, { recursive: true });
  for (const { file, svg } of drawn) writeFileSync(`${root}docs/benchmarks/${file}`, svg);
  writeFileSync(`${root}docs/benchmarks.md`, page(report, FAMILIES, drawn));
  const readme = `${root}README.md`;
  writeFileSync(readme, replaceTable(readFileSync(readme, "utf8"), readmeTable(report)));
  process.stdout.write("docs/benchmarks.md, docs/benchmarks/ and the table of README.md are written\n");
}

const { options, cases } = asked();
if (options.help) process.stdout.write(HELP);
else if (options.list) process.stdout.write(ALL.map(({ id }) => `${id}\n`).join(""));
else process.exitCode = (await run(options, cases)) ? 0 : 1;
process.exit();
