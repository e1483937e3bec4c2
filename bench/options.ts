import { parseArgs } from "node:util";
import type { Case } from "./run/case.js";

/** Options of a benchmark run. */
export interface Options {
  /** One short run of the most important cases, without peers. */
  readonly quick: boolean;
  /** Print the results as JSON and write no files. */
  readonly json: boolean;
  /** Exit with 1 if a target is missed or could not be measured. */
  readonly strict: boolean;
  /** Substrings of case names; empty selects all. */
  readonly only: readonly string[];
  /** Absent: the default. */
  readonly runs?: number;
  readonly help: boolean;
  readonly list: boolean;
}

export const HELP = `usage: npm run bench -- [flags]

Measures the broker beside floors and peers, and writes docs/benchmarks.md, the pictures in docs/benchmarks/ and the table of
README.md. It takes about 45 minutes. Leave the machine alone meanwhile.

  --quick        one short run of the most important cases without peers, in about a minute; no files are written
  --only CASE    the case of that name, or those that have it in their name; may be repeated; no files are written
  --runs N       measure each case N times (5; with --quick 1)
  --json         print everything as JSON, with each run's figures; no files are written
  --strict       exit with 1 where a target does not hold or could not be measured
  --list         print the names of the cases
  --help

Without --strict the exit code tells only whether the measurements worked: 1 where one failed. What can't be measured on this
machine is left out, and the page says why.
`;

/** @throws {TypeError} for a flag that is not known, or a value that can't be used */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      runs: { type: "string" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { runs: given, ...rest } = values;
  if (given === undefined) return rest;
  const runs = Number(given);
  if (!Number.isInteger(runs) || runs < 1)
    throw new TypeError(`--runs must be a whole number of at least 1, but is ${given}`);
  return { ...rest, runs };
}

/**
 * The selected cases. `--quick` leaves out the peers unless their cases are named.
 *
 * @throws {TypeError} for an `--only` that names none
 */
export function select(cases: readonly Case[], { only, quick }: Pick<Options, "only" | "quick">): Case[] {
  if (only.length > 0) {
    const wanted = new Set(only.flatMap((name) => named(cases, name)));
    return cases.filter((one) => wanted.has(one));
  }
  if (!quick) return [...cases];
  return cases
    .filter((one) => one.quick)
    .map((one) => ({ ...one, subjects: one.subjects.filter(({ kind }) => kind !== "peer") }));
}

function named(cases: readonly Case[], name: string): Case[] {
  const exact = cases.filter(({ id }) => id === name);
  const found = exact.length > 0 ? exact : cases.filter(({ id }) => id.includes(name));
  if (found.length === 0) throw new TypeError(`--only ${name}: no case has that in its name; --list prints them all`);
  return found;
}
