import type { ServerStats } from "../servers/measured.js";

/** Figures by name. A name ends with its unit where it isn't a rate or a count: `p99Ms`, `rssBytes`. */
export type Figures = Readonly<Record<string, number>>;

/** What one run found of one subject. */
export interface Measurement {
  readonly figures: Figures;
  /** What it cost the server, where that is a process of ours. */
  readonly server?: ServerStats;
}

/** The broker, what its transport alone does, someone else's product, or a client of the broker. */
export type SubjectKind = "broker" | "floor" | "peer" | "client";

export interface SubjectResult {
  readonly id: string;
  readonly name: string;
  readonly kind: SubjectKind;
  /** In the order of the runs. */
  readonly runs: readonly Measurement[];
  /** Why there are no runs: it isn't there on this machine. */
  readonly leftOut?: string;
  /** Why there are fewer runs than asked for: it did not work. */
  readonly failed?: string;
}

export interface CaseResult {
  readonly id: string;
  readonly name: string;
  readonly subjects: readonly SubjectResult[];
}

/** The figure of each run, for the runs that have it. */
export function valuesOf(subject: SubjectResult, figure: string): number[] {
  return subject.runs.map(({ figures }) => figures[figure]).filter((value) => value !== undefined);
}
