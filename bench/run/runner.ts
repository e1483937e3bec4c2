import { areEnding } from "../process/children.js";
import type { Bench } from "./bench.js";
import type { Case, Subject } from "./case.js";
import { LeftOut } from "./left-out.js";
import { Estimate } from "./progress.js";
import type { CaseResult, Measurement } from "./result.js";

/** Overhead of one run in seconds, beside its warm-up and its measured time. */
const OVERHEAD_SECONDS = 1;

/** Receives progress events. */
export interface Watcher {
  step(at: { case: Case; subject: Subject; run: number; runs: number; secondsLeft: number }): void;
  finished(result: CaseResult, secondsLeft: number): void;
}

/**
 * Measures the cases one after the other. Within a run of a case its subjects follow each other, and the next run
 * starts with another one, so that none of them always comes first.
 *
 * A subject that fails is not tried again; the others go on.
 */
export async function runCases(cases: readonly Case[], bench: Bench, watcher: Watcher): Promise<CaseResult[]> {
  const { warmupSeconds, seconds } = bench.plan.rates;
  const { runs } = bench.plan;
  const steps = cases.flatMap((one) => one.subjects.flatMap((subject) => Array(runs).fill(stepName(one, subject))));
  const estimate = new Estimate(steps, warmupSeconds + seconds + OVERHEAD_SECONDS);
  const results: CaseResult[] = [];
  for (const one of cases) {
    const found = one.subjects.map(({ id, name, kind }) => ({ id, name, kind, runs: [] as Measurement[] }));
    const troubles = new Map<string, { leftOut?: string; failed?: string }>();
    for (let run = 0; run < runs; run++) {
      for (const subject of rotated(one.subjects, run)) {
        if (troubles.has(subject.id)) continue;
        watcher.step({ case: one, subject, run, runs, secondsLeft: estimate.secondsLeft });
        const startMs = performance.now();
        try {
          found.find(({ id }) => id === subject.id)!.runs.push(await subject.measure(bench));
          estimate.done(stepName(one, subject), (performance.now() - startMs) / 1000);
        } catch (error) {
          // A failure now comes from the interrupt that ends this process; don't report it.
          if (areEnding()) await new Promise(() => {});
          const { message } = error as Error;
          troubles.set(subject.id, error instanceof LeftOut ? { leftOut: message } : { failed: message });
          estimate.drop(stepName(one, subject));
        }
      }
    }
    const { id, name } = one;
    const result = { id, name, subjects: found.map((subject) => ({ ...subject, ...troubles.get(subject.id) })) };
    results.push(result);
    watcher.finished(result, estimate.secondsLeft);
  }
  return results;
}

function stepName({ id }: Case, subject: Subject): string {
  return `${id} ${subject.id}`;
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
