import { amount, number } from "../report/format.js";
import { spread } from "../report/statistics.js";
import type { Case, Subject } from "./case.js";
import { duration } from "./progress.js";
import { type CaseResult, type SubjectResult, valuesOf } from "./result.js";
import type { Watcher } from "./runner.js";

/** The figure shown for a subject while the benchmark runs: the first of these that it has. */
const SUMMARIES: readonly (readonly [figure: string, unit: string, format: (value: number) => string])[] = [
  ["overheadBytesPerRecord", "bytes a record", number],
  ["firstAnswerMs", "ms", number],
  ["recordsPerSecond", "records/s", amount],
  ["appendedPerSecond", "records/s", amount],
  ["p99Ms", "ms p99", number],
];

/** Shows the current case and the time left on stderr: one changing line in a terminal, otherwise a line per case. */
export class Progress implements Watcher {
  readonly #terminal = process.stderr.isTTY;

  step(at: { case: Case; subject: Subject; run: number; runs: number; secondsLeft: number }): void {
    if (!this.#terminal) return;
    const { case: one, subject, run, runs, secondsLeft } = at;
    const text = `${one.id}: ${subject.name}, run ${run + 1} of ${runs}, ${duration(secondsLeft)} left`;
    process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  /** Reports a step outside the measurements, such as an installation. */
  say(text: string): void {
    process.stderr.write(`${this.#terminal ? "\r\x1b[K" : ""}${text}\n`);
  }

  finished({ id, subjects }: CaseResult, secondsLeft: number): void {
    const found = subjects.map((subject) => `${subject.name} ${summary(subject)}`).join("; ");
    const left = this.#terminal ? "" : `; ${duration(secondsLeft)} left`;
    this.say(`${id}: ${found}${left}`);
  }
}

function summary(subject: SubjectResult): string {
  if (subject.leftOut !== undefined) return "left out";
  if (subject.failed !== undefined) return "failed";
  for (const [figure, unit, format] of SUMMARIES) {
    const values = valuesOf(subject, figure);
    if (values.length > 0) return `${format(spread(values).median)} ${unit}`;
  }
  return "measured";
}
