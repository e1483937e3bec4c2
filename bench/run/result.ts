import type { ServerStats } from "../servers/measured.js";

/** Figures by name. A name ends with its unit where it isn't a rate or a count: `p99Ms`, `rssBytes`. */
export type Figures = Readonly<Record<string, number>>;

/** The figures of one run of one subject. */
export interface Measurement {
  readonly figures: Figures;
  /** The server's cost, if the server is ours. */
  readonly server?: ServerStats;
}

/** The broker, its floor, a peer, or a client. */
export type SubjectKind = "broker" | "floor" | "peer" | "client";

export interface SubjectResult {
  readonly id: string;
  readonly name: string;
  readonly kind: SubjectKind;
  /** In the order of the runs. */
  readonly runs: readonly Measurement[];
  /** Why there are no runs: the subject is not available on this machine. */
  readonly leftOut?: string;
  /** Why there are fewer runs than planned: the subject failed. */
  readonly failed?: string;
}

export interface CaseResult {
  readonly id: string;
  readonly name: string;
  readonly subjects: readonly SubjectResult[];
}

/** The figure of each run that has it. */
export function valuesOf(subject: SubjectResult, figure: string): number[] {
  return subject.runs.map(({ figures }) => figures[figure]).filter((value) => value !== undefined);
}
