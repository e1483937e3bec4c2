import { count } from "./format.js";
import type { Report } from "./page.js";
import { summaryTable } from "./summary.js";

const START = "<!-- bench:start -->";
const END = "<!-- bench:end -->";

/**
 * The text with another table between its markers.
 *
 * @throws {Error} where the markers are not there
 */
export function replaceTable(readme: string, table: string): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`README.md has no ${START} … ${END} to write the table between`);
  return `${readme.slice(0, start)}${START}\n${table}${readme.slice(end)}`;
}

/** The summary, and where the rest is. */
export function readmeTable({ results, machine, plan }: Pick<Report, "results" | "machine" | "plan">): string {
  return `${summaryTable(results)}
Medians of ${count(plan.runs, "run")} on ${machine.processor}, ${machine.processors} processors, Node ${machine.versions.Node}.
[docs/benchmarks.md](docs/benchmarks.md) has everything that was measured, and how.
`;
}
