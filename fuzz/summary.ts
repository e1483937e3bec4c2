import type { Tallies } from "./tally.js";
import type { Memory } from "./target/broker-process.js";

/** What a run came to. Everything in it is plain JSON. */
export interface Summary {
  readonly seed: number;
  readonly rounds: number;
  readonly durationSeconds: number;
  readonly requestsPerSecond: number;
  readonly requests: {
    readonly total: number;
    /** All but those that were valid as they were. */
    readonly mutated: number;
    readonly byKind: Counts;
    readonly byMethod: Counts;
    readonly byMutation: Counts;
  };
  readonly answers: Counts;
  readonly toleratedInternal: Counts;
  readonly brokenConnections: { readonly total: number; readonly refused: number; readonly byAttack: Counts };
  /** What the broker told the client that it appended. */
  readonly accepted: { readonly requests: number; readonly records: number };
  readonly readBack: {
    /** All records in the broker at the ends of rounds, those whose answer a client didn't wait for included. */
    readonly records: number;
    readonly languages: readonly string[];
    readonly missing: readonly string[];
  };
  /** Times that a decoder could not read everything back: each stands for one record at least. */
  readonly undecodable: number;
  readonly crashes: number;
  readonly hangs: number;
  readonly problems: number;
  /** Bytes: when the broker started, when it was empty again after the first round, and after the last one. */
  readonly memory: { readonly start: Memory; readonly first: Memory | null; readonly end: Memory | null };
  /** The longest that the broker's event loop was held up. */
  readonly longestStallMs: number;
}

type Counts = { readonly [name: string]: number };

export function isGood({ crashes, hangs, undecodable, problems }: Summary): boolean {
  return crashes + hangs + undecodable + problems === 0;
}

/** The counts of a summary that come from its tallies. */
export function countsOf(
  tallies: Tallies,
): Pick<Summary, "requests" | "answers" | "toleratedInternal" | "accepted" | "brokenConnections"> {
  const byKind = tallies.kinds.toObject();
  const { total } = tallies.kinds;
  return {
    requests: {
      total,
      mutated: total - (byKind.valid ?? 0),
      byKind,
      byMethod: tallies.methods.toObject(),
      byMutation: tallies.mutations.toObject(),
    },
    answers: tallies.answers.toObject(),
    toleratedInternal: tallies.tolerated.toObject(),
    brokenConnections: {
      total: tallies.attacks.total,
      refused: tallies.attacksRefused,
      byAttack: tallies.attacks.toObject(),
    },
    accepted: { requests: tallies.acceptedRequests, records: tallies.acceptedRecords },
  };
}

/** The summary as a Markdown table a subject, which a terminal shows as well. */
export function toTables(summary: Summary): string {
  const { requests, readBack, accepted, memory, brokenConnections } = summary;
  return [
    table("Result", {
      "requests sent": requests.total,
      "mutated requests": requests.mutated,
      "broken connections": brokenConnections.total,
      "of these ended by the broker": brokenConnections.refused,
      "requests accepted with records": accepted.requests,
      "records accepted": accepted.records,
      "records read back": readBack.records,
      "read back in": [...readBack.languages, ...readBack.missing.map((missing) => `not ${missing}`)].join(", "),
      "undecodable accepted records": summary.undecodable,
      crashes: summary.crashes,
      hangs: summary.hangs,
      "other problems": summary.problems,
      "memory at the start": megabytes(memory.start),
      "memory after the first round": megabytes(memory.first),
      "memory at the end": megabytes(memory.end),
      "longest stall of the event loop": `${Math.round(summary.longestStallMs)} ms`,
      rounds: summary.rounds,
      duration: `${Math.round(summary.durationSeconds)} s`,
      rate: `${Math.round(summary.requestsPerSecond)} requests/s`,
      seed: summary.seed,
    }),
    table("Requests by kind", requests.byKind),
    table("Requests by method", requests.byMethod),
    table("Mutations of messages", requests.byMutation),
    table("Answers", summary.answers),
    table("INTERNAL or UNKNOWN, which is fair, because", summary.toleratedInternal),
    table("Broken connections", brokenConnections.byAttack),
  ].join("\n");
}

function megabytes(memory: Memory | null): string {
  if (memory === null) return "unknown";
  const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  return `${mib(memory.retained)} retained, ${mib(memory.rss)} resident`;
}

function table(title: string, rows: { readonly [name: string]: number | string }): string {
  const entries = Object.entries(rows).map(([name, value]) => [
    name,
    // A seed is a name, not an amount.
    typeof value === "number" && name !== "seed" ? value.toLocaleString("en-US") : `${value}`,
  ]);
  const names = Math.max(title.length, ...entries.map(([name]) => name!.length));
  const values = Math.max(3, ...entries.map(([, value]) => value!.length));
  return [
    `| ${title.padEnd(names)} | ${" ".repeat(values)} |`,
    `| ${"-".repeat(names)} | ${"-".repeat(values - 1)}: |`,
    ...entries.map(([name, value]) => `| ${name!.padEnd(names)} | ${value!.padStart(values)} |`),
    "",
  ].join("\n");
}
