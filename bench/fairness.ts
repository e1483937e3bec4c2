import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Latency, LOADS, type Load, measure } from "./fairness/measure.js";

/** The maximum factor by which a load may raise the p99 of a small call, on two processors. */
const BOUND = 10;

const { values: flags } = parseArgs({
  options: { quick: { type: "boolean" }, json: { type: "boolean" }, only: { type: "string", multiple: true } },
});
const runs = flags.quick ? 1 : 5;
const durationMs = flags.quick ? 2000 : 5000;
const loads = (Object.keys(LOADS) as Load[]).filter((load) => load === "idle" || (flags.only?.includes(load) ?? true));

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Other work on the machine raises the idle latency and so lowers the ratios. */
const busyBefore = loadavg()[0]!;

const measured: Map<Load, Latency>[] = [];
for (let run = 0; run < runs; run++) {
  if (process.stderr.isTTY) process.stderr.write(`\rrun ${run + 1} of ${runs}`);
  measured.push(await measure(loads, durationMs));
}
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");

const rows = loads.map((load) => {
  const of = (pick: (latency: Latency) => number) => median(measured.map((run) => pick(run.get(load)!)));
  const ratio = median(measured.map((run) => run.get(load)!.p99 / run.get("idle")!.p99));
  return { load, p50: of(({ p50 }) => p50), p99: of(({ p99 }) => p99), max: of(({ max }) => max), ratio };
});
const holds = rows.every(({ ratio }) => ratio <= BOUND);

const table = [
  "| the broker does | p50 ms | p99 ms | max ms | p99 to idle |\n|---|---:|---:|---:|---:|\n",
  ...rows.map(
    ({ load, p50, p99, max, ratio }) =>
      `| ${LOADS[load]} | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${max.toFixed(2)} | ${ratio.toFixed(1)} |\n`,
  ),
].join("");

if (flags.json) process.stdout.write(`${JSON.stringify({ bound: BOUND, holds, rows }, null, 2)}\n`);
else {
  process.stdout.write(`${table}\nbound on the ratio: ${BOUND}\n`);
  if (!flags.quick && flags.only === undefined) {
    const docs = fileURLToPath(new URL("../docs/", import.meta.url));
    mkdirSync(docs, { recursive: true });
    writeFileSync(
      `${docs}fairness.md`,
      `# Fairness: what a small call waits for

\`npx tsx bench/fairness.ts\` measures how long GetTopic of a small topic takes from a process of its own while the broker
serves something large, each in a broker of its own. Clients and broker share the machine, whose load average was
${busyBefore.toFixed(1)} when it started: what else it does lifts the idle figures too. The figures are medians of ${runs} runs of
${durationMs / 1000} s; the ratio is to the idle broker of the same run. **No load multiplies the p99 by more than ${BOUND}**, or the
program exits with 1.

${table}
\`--quick\` measures once and briefly, \`--json\` prints for programs, \`--only\` names a load; none of them writes this file.
`,
    );
  }
}
process.exit(holds ? 0 : 1);
