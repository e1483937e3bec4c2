import type { CaseResult, SubjectResult } from "../run/result.js";
import {
  type Column,
  cpuPerMillion,
  cpuShare,
  loadCpu,
  loopDelayP99,
  median,
  minMax,
  ratioTo,
  residentMemory,
  spreadOf,
} from "./columns.js";
import { markdownTable, number, oneLine } from "./format.js";

/** A table with one row per subject and case. A row that was skipped or failed says why. */
export function subjectTable(columns: readonly Column[]): (results: readonly CaseResult[]) => string {
  return (results) =>
    markdownTable(
      ["", "", ...columns.map(({ title }) => title)],
      results.flatMap((one) =>
        one.subjects.map((subject, row) => [
          row === 0 ? one.name : "",
          `${subject.name}${trouble(subject)}`,
          ...columns.map((column) => column.cell(subject, one)),
        ]),
      ),
    );
}

/** Records per second and their ratio to another subject's, by default the floor's. */
export function rateTable(to = "floor", ratioTitle = "to the floor"): (results: readonly CaseResult[]) => string {
  return subjectTable([
    median("records/s", "recordsPerSecond"),
    minMax("recordsPerSecond"),
    ratioTo(to, ratioTitle, "recordsPerSecond"),
    cpuPerMillion("server CPU, s per M records", "recordsPerSecond"),
    residentMemory,
    loopDelayP99,
    loadCpu,
  ]);
}

/** Percentiles of a latency, with more columns before them. */
export function latencyTable(...before: readonly Column[]): (results: readonly CaseResult[]) => string {
  return subjectTable([
    ...before,
    spreadOf("p50, ms", "p50Ms", number),
    spreadOf("p99, ms", "p99Ms", number),
    spreadOf("p99.9, ms", "p999Ms", number),
    spreadOf("max, ms", "maxMs", number),
    cpuShare,
    residentMemory,
    loopDelayP99,
    loadCpu,
  ]);
}

/** Why a subject has no figures, or fewer than planned. */
function trouble({ leftOut, failed }: SubjectResult): string {
  if (leftOut !== undefined) return `: left out, ${oneLine(leftOut)}`;
  return failed === undefined ? "" : `: **failed**, ${oneLine(failed)}`;
}
