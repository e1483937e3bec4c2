/** How long one run of one subject takes. */
export interface Timing {
  /** Seconds of load before anything counts. */
  readonly warmupSeconds: number;
  readonly seconds: number;
}

/** How often and how long everything is measured. */
export interface Plan {
  readonly runs: number;
  readonly rates: Timing;
  /** Longer: percentiles need many records also where few are sent. */
  readonly latencies: Timing;
}

export const FULL: Plan = {
  runs: 5,
  rates: { warmupSeconds: 2, seconds: 2 },
  // The fewer records a server gets a second, the longer it takes until V8 has compiled what is hot.
  latencies: { warmupSeconds: 4, seconds: 5 },
};

export const QUICK: Plan = {
  runs: 1,
  rates: { warmupSeconds: 0.5, seconds: 1 },
  latencies: { warmupSeconds: 0.5, seconds: 2 },
};
