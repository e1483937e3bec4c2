/** The median of several runs and their range. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Number of runs. */
  readonly runs: number;
}

/** @throws {RangeError} where there are no values */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) throw new RangeError("a median needs at least one value");
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, runs: sorted.length };
}

/**
 * Ratios of what was measured side by side: each run's value to the other's of the same run, so that what slowed down
 * both cancels out. Runs that one of them lacks are left out.
 *
 * @throws {RangeError} where no run has both
 */
export function ratio(values: readonly number[], to: readonly number[]): Spread {
  const both = Math.min(values.length, to.length);
  return spread(values.slice(0, both).map((value, run) => value / to[run]!));
}
