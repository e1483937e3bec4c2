/** The duration of one run of one subject. */
export interface Timing {
  /** Warm-up in seconds. */
  readonly warmupSeconds: number;
  readonly seconds: number;
}

/** The number and length of all runs. */
export interface Plan {
  readonly runs: number;
  readonly rates: Timing;
  /** Longer, because percentiles need many records even at low rates. */
  readonly latencies: Timing;
}

export const FULL: Plan = {
  runs: 5,
  rates: { warmupSeconds: 2, seconds: 2 },
  // At low rates V8 takes longer to compile the hot functions.
  latencies: { warmupSeconds: 4, seconds: 5 },
};

export const QUICK: Plan = {
  runs: 1,
  rates: { warmupSeconds: 0.5, seconds: 1 },
  latencies: { warmupSeconds: 0.5, seconds: 2 },
};
