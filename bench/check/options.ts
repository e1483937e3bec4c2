import { parseArgs } from "node:util";

/** Options of a comparison of two checkouts. */
export interface CheckOptions {
  /** A commit, or {@link WORKTREE}. */
  readonly base: string;
  readonly head: string;
  /** Runs of each side. */
  readonly pairs: number;
  /** The allowed loss of the head's rate, as a share of the base's. */
  readonly tolerance: number;
  /** Substrings of case names; empty selects all. */
  readonly only: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
}

/** This checkout, including uncommitted changes. */
export const WORKTREE = "worktree";

const LEAST_PAIRS = 5;

export const CHECK_HELP = `usage: npm run bench:check -- [flags] [base] [head]

Measures two commits on this machine in one run, in turn, and exits with 1 where the head is slower. Each may be anything that
git resolves to a commit, or worktree: this checkout as it is. Base is main~1 and head is worktree, unless given.

  --tolerance N  the share that a rate may fall by (0.1)
  --pairs N      measure each N times, at least ${LEAST_PAIRS} (${LEAST_PAIRS})
  --only CASE    only the cases that have CASE in their name; may be repeated
  --json         print the result as JSON, with each run's rates
  --help
`;

/** @throws {TypeError} for a flag that is not known, or a value that can't be used */
export function parseCheckOptions(args: readonly string[]): CheckOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      tolerance: { type: "string", default: "0.1" },
      pairs: { type: "string", default: String(LEAST_PAIRS) },
      only: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [base = "main~1", head = WORKTREE, ...rest] = positionals;
  if (rest.length > 0) throw new TypeError(`two commits are compared, but there is a third: ${rest[0]}`);
  const [tolerance, pairs] = [Number(values.tolerance), Number(values.pairs)];
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new TypeError(`--tolerance must be at least 0 and less than 1, but is ${values.tolerance}`);
  }
  if (!Number.isInteger(pairs) || pairs < LEAST_PAIRS) {
    throw new TypeError(`--pairs must be a whole number of at least ${LEAST_PAIRS}, but is ${values.pairs}`);
  }
  const { only, json, help } = values;
  return { base, head, pairs, tolerance, only, json, help };
}
