import type { Family } from "../run/case.js";
import type { CaseResult } from "../run/result.js";
import type { Plan } from "../run/timing.js";
import type { Outcome } from "../targets.js";
import { count, markdownTable, number, wrapped } from "./format.js";
import type { Machine } from "./machine.js";
import type { Picture } from "./pictures.js";
import { summaryTable } from "./summary.js";
import { targetsTable } from "./targets.js";

/** The outcome of a benchmark run. */
export interface Report {
  /** As in `2026-01-31`. */
  readonly date: string;
  readonly minutes: number;
  readonly machine: Machine;
  /** How processes were pinned. */
  readonly pinning: string;
  readonly plan: Plan;
  readonly results: readonly CaseResult[];
  readonly outcomes: readonly Outcome[];
}

/** Renders docs/benchmarks.md. */
export function page(report: Report, families: readonly Family[], pictures: readonly Picture[]): string {
  const { machine, plan, pinning, results, outcomes, date, minutes } = report;
  return `# Benchmarks

${wrapped(`
\`npm run bench\` wrote this page on ${date}. Everything on it was measured in that one run of ${count(minutes, "minute")}.
[decisions.md](decisions.md) tells what profiles found and what was done about it, [fairness.md](fairness.md) how long a small
call waits beside large ones, [soak.md](soak.md) how much memory ten minutes at full speed take.`)}

## What to expect

${summaryTable(results)}
${pictures.map(({ file, title }) => `![${title}](benchmarks/${file})\n`).join("\n")}
## How it was measured

${machineTable(machine)}
${wrapped(`
- Every figure is the median of ${count(plan.runs, "run")}${plan.runs > 1 ? ", with the smallest and the largest beside it" : ""}. A
ratio is the median of the ratios of each run, in which its two sides follow each other.
- The broker and the floors are processes of their own, new for each measurement; ${pinning}.
- Each measurement takes ${plan.rates.seconds} s (latencies ${plan.latencies.seconds} s), after ${plan.rates.warmupSeconds} s (latencies ${plan.latencies.warmupSeconds} s) of the same load that
  don't count.
- The load comes from a program in Go on the generated stubs. It sends requests that it encoded before, and looks into answers no
further than to count them. Where it takes a whole processor (load CPU near 100 %), it is what bounds the rate.
- A **floor** is a plain nice-grpc server with the same HTTP/2 settings that does nothing with what it gets: what is missing from
its rate is what the broker itself costs.
- Server CPU is user and system time of all threads of the server's process, from the end of the warm-up on. Loop delay is what
Node's \`monitorEventLoopDelay\` shows at a resolution of 1 ms, with nothing subtracted: an idle process shows a little over 1 ms.
- M is a million, k a thousand; MiB are 1,048,576 bytes.`)}

${sections(families, results)
  .map(({ title, about, table }) => `## ${title}\n\n${wrapped(about)}\n\n${table}`)
  .join("\n")}
## Targets

Ratios that a release is meant to reach, and what this run measured. \`npm run bench -- --strict\` exits with 1 where one is missed.

${targetsTable(outcomes)}`;
}

/** The families with results, each with its table. */
export function sections(
  families: readonly Family[],
  results: readonly CaseResult[],
): { title: string; about: string; table: string }[] {
  return families.flatMap(({ title, about, cases, table }) => {
    const found = results.filter(({ id }) => cases.some((one) => one.id === id));
    return found.length > 0 ? [{ title, about, table: table(found) }] : [];
  });
}

export function machineTable(machine: Machine): string {
  const { processor, processors, memoryBytes, system, loadAverage, versions, commit, changed } = machine;
  return markdownTable(
    ["", "machine"],
    [
      ["processor", `${processor}, ${processors} processors`],
      ["memory", `${number(memoryBytes / 2 ** 30)} GiB`],
      ["system", system],
      ["load average before", number(loadAverage)],
      ...Object.entries(versions),
      ["commit", `${commit || "unknown"}${changed ? ", with changes that are not committed" : ""}`],
    ],
    ["machine"],
  );
}
