import { parseArgs } from "node:util";

const MIB = 1024 * 1024;

/** Options of a soak. */
export interface SoakOptions {
  readonly minutes: number;
  /** Print the result as JSON and write no files. */
  readonly json: boolean;
  readonly partitions: number;
  /** Retention of each partition. */
  readonly retentionBytes: number;
  readonly maxLogBytes: number;
  readonly valueBytes: number;
  readonly recordsPerRequest: number;
  readonly producers: number;
  readonly followers: number;
  /** Maximum resident memory beyond the budget, in bytes. */
  readonly overheadBytes: number;
}

export const DEFAULTS: SoakOptions = {
  minutes: 10,
  json: false,
  partitions: 4,
  retentionBytes: 32 * MIB,
  maxLogBytes: 192 * MIB,
  valueBytes: 100,
  recordsPerRequest: 1000,
  producers: 2,
  followers: 10,
  overheadBytes: 224 * MIB,
};

/** @throws {TypeError} for a flag that is not known or not a number */
export function parseOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: { type: "string" }, json: { type: "boolean" } },
  });
  const minutes = values.minutes === undefined ? DEFAULTS.minutes : Number(values.minutes);
  if (!(minutes > 0)) throw new TypeError(`--minutes must be a number above 0, but is ${values.minutes}`);
  return { ...DEFAULTS, minutes, json: values.json ?? false };
}
