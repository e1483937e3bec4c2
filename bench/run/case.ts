import type { Bench } from "./bench.js";
import type { CaseResult, Measurement, SubjectKind } from "./result.js";

/** A subject of a case. */
export interface Subject {
  readonly id: string;
  readonly name: string;
  readonly kind: SubjectKind;
  /**
   * Measures one run, from the start of the server to its end.
   *
   * @throws {LeftOut} where this machine lacks what it needs
   */
  measure(bench: Bench): Promise<Measurement>;
}

/** Subjects that are measured side by side within each run. */
export interface Case {
  /** Names it in `--only` and in the targets, as in `produce/1000x100B`. */
  readonly id: string;
  /** The first column of its family's table. */
  readonly name: string;
  readonly subjects: readonly Subject[];
  /** Whether `--quick` includes it. */
  readonly quick?: boolean;
}

/** Cases that share a section of docs/benchmarks.md. */
export interface Family {
  readonly id: string;
  readonly title: string;
  /** Markdown: what is measured, and how. */
  readonly about: string;
  readonly cases: readonly Case[];
  /** Markdown: a table of these results. */
  table(results: readonly CaseResult[]): string;
}
