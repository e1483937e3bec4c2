import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Arguments {
  readonly rounds: number;
  readonly requests: number;
  readonly seed: number;
  readonly json: boolean;
  readonly program: string | undefined;
  readonly replay: Replay | undefined;
  readonly help: boolean;
  /** What follows `--`: flags of the broker. */
  readonly settings: readonly string[];
}

/** A request to be sent once more. */
export interface Replay {
  readonly method: string;
  readonly body: Buffer;
  /** Absent: those of a proper call. */
  readonly headers: { readonly [name: string]: string } | undefined;
}

export const USAGE = `Fuzzes a broker that it starts: npm run fuzz -- [options] [-- flags of the broker]

  --rounds N              rounds, after each of which the broker is checked (20)
  --requests N            requests of a round (2500)
  --seed S                repeats what was sent with this seed (a new one)
  --forever               goes on until Ctrl-C, which ends it after the round under way
  --json                  prints the summary as JSON
  --program FILE          the broker's main file (dist/src/launch.cjs)
  --replay METHOD BASE64  sends this one request, as a failure prints it, and prints the answer
  --headers JSON          its headers
`;

const MAX_SEED = 2 ** 32 - 1;

/** @throws {Error} that says what is wrong with them */
export function parseArguments(args: readonly string[]): Arguments {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const { values, positionals } = parseArgs({
    args: [...own],
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "20" },
      requests: { type: "string", default: "2500" },
      seed: { type: "string" },
      forever: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      program: { type: "string" },
      replay: { type: "string" },
      headers: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [base64, ...rest] = positionals;
  if (rest.length > 0 || (base64 !== undefined && values.replay === undefined)) {
    throw new Error(`${positionals.at(-1)} is not understood`);
  }
  return {
    rounds: values.forever ? Number.POSITIVE_INFINITY : count(values.rounds, "--rounds"),
    requests: count(values.requests, "--requests"),
    seed: values.seed === undefined ? Math.floor(Math.random() * MAX_SEED) : count(values.seed, "--seed", 0, MAX_SEED),
    json: values.json,
    program: values.program,
    help: values.help,
    replay:
      values.replay === undefined
        ? undefined
        : {
            method: values.replay,
            body: Buffer.from(base64 ?? "", "base64"),
            headers: values.headers === undefined ? undefined : JSON.parse(values.headers),
          },
    settings: end < 0 ? [] : args.slice(end + 1),
  };
}

function count(text: string, name: string, least = 1, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new Error(`${name} must be a whole number from ${least} to ${most}, but is ${text}`);
  }
  return value;
}
