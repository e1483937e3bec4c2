import { ratio, type Spread, spread } from "./report/statistics.js";
import type { Case } from "./run/case.js";
import { type CaseResult, type SubjectResult, valuesOf } from "./run/result.js";

/** A figure of one subject of a case. */
interface FigureOf {
  readonly case: string;
  readonly subject: string;
  readonly figure: string;
}

/** A bound on a figure. */
export interface Target {
  readonly id: string;
  readonly what: string;
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
  /** The unit of a value that is not a ratio. */
  readonly unit?: string;
  readonly of: FigureOf;
  /**
   * The figure that it is a ratio to, of the same case; `peers`: of the peer that has the most. Absent: it is no ratio.
   * A bound on how much less time something takes is on the inverse: what the other takes, to what we take.
   */
  readonly to?: { readonly subject: string; readonly figure: string } | "peers";
  readonly inverse?: boolean;
}

const RATE = "recordsPerSecond";

export const TARGETS: readonly Target[] = [
  {
    id: "produce",
    what: "Produce, 1000 x 100 B, one partition, records/s, against the floor that drops the bytes",
    bound: { atLeast: 0.8 },
    of: { case: "produce/1000x100B", subject: "broker", figure: RATE },
    to: { subject: "floor", figure: RATE },
  },
  {
    id: "produce-plain",
    what: "the same, against that floor with the windows and the heap that it has by itself",
    bound: { atLeast: 0.8 },
    of: { case: "produce/1000x100B", subject: "broker", figure: RATE },
    to: { subject: "plain-floor", figure: RATE },
  },
  {
    id: "produce-keyed",
    what: "Produce, 1000 x 100 B, keyed over 8 partitions, records/s, against the floor that drops the bytes",
    bound: { atLeast: 0.65 },
    of: { case: "produce/1000x100B-8p-keys", subject: "broker", figure: RATE },
    to: { subject: "floor", figure: RATE },
  },
  {
    id: "produce-keyed-plain",
    what: "the same, against the plain floor",
    bound: { atLeast: 0.65 },
    of: { case: "produce/1000x100B-8p-keys", subject: "broker", figure: RATE },
    to: { subject: "plain-floor", figure: RATE },
  },
  {
    id: "replay",
    what: "Subscribe replay, 100 B, records/s, against the floor that sends a constant buffer of the same size",
    bound: { atLeast: 0.8 },
    of: { case: "replay/100B", subject: "broker", figure: RATE },
    to: { subject: "floor", figure: RATE },
  },
  {
    id: "unary",
    what: "unary Produce of one record, calls/s, against an empty unary call",
    bound: { atLeast: 0.85 },
    of: { case: "produce/1x100B", subject: "broker", figure: "requestsPerSecond" },
    to: { subject: "empty", figure: "requestsPerSecond" },
  },
  {
    id: "stream-single",
    what: "ProduceStream of one record, records/s, 64 in flight, against unary Produce of one record",
    bound: { atLeast: 5 },
    of: { case: "produce-stream/1x100B", subject: "broker", figure: RATE },
    to: { subject: "unary", figure: RATE },
  },
  {
    id: "stream",
    what: "ProduceStream, 1000 x 100 B, records/s, against a stream that drops the bytes",
    bound: { atLeast: 0.8 },
    of: { case: "produce-stream/1000x100B", subject: "broker", figure: RATE },
    to: { subject: "floor", figure: RATE },
  },
  {
    id: "stream-plain",
    what: "the same, against the plain floor",
    bound: { atLeast: 0.8 },
    of: { case: "produce-stream/1000x100B", subject: "broker", figure: RATE },
    to: { subject: "plain-floor", figure: RATE },
  },
  {
    id: "live-tail",
    what: "live tail p99 at 1,000 records/s, against a stream echo's p99",
    bound: { atMost: 2 },
    of: { case: "latency/1000", subject: "broker", figure: "p99Ms" },
    to: { subject: "echo", figure: "p99Ms" },
  },
  {
    id: "client-replay",
    what: "replay through the TypeScript client, records/s, against ts-proto decoding to objects",
    bound: { atLeast: 3 },
    of: { case: "clients/replay", subject: "typescript", figure: RATE },
    to: { subject: "ts-proto", figure: RATE },
  },
  {
    id: "memory",
    what: "memory per 100-byte record without key, beyond its value",
    bound: { atMost: 24 },
    unit: "bytes",
    of: { case: "held/10M", subject: "broker", figure: "overheadBytesPerRecord" },
  },
  {
    id: "held-delay",
    what: "event-loop delay p99.9 while producing at full speed with 10 million records held",
    bound: { atMost: 20 },
    unit: "ms",
    of: { case: "held/10M", subject: "broker", figure: "loopDelayP999Ms" },
  },
  {
    id: "produce-peers",
    what: "ProduceStream, 100 B in batches, records/s, against the best peer",
    bound: { atLeast: 3 },
    of: { case: "peers/100B", subject: "broker", figure: "appendedPerSecond" },
    to: "peers",
  },
  {
    id: "replay-peers",
    what: "replay, 100 B, records/s, against the best peer",
    bound: { atLeast: 5 },
    of: { case: "peers/100B", subject: "broker", figure: "replayedPerSecond" },
    to: "peers",
  },
  {
    id: "start",
    what: "start to first answer, times sooner than Kafka",
    bound: { atLeast: 20 },
    of: { case: "start", subject: "broker", figure: "firstAnswerMs" },
    to: { subject: "kafka", figure: "firstAnswerMs" },
    inverse: true,
  },
];

/** The targets that these cases can decide. */
export function targetsOf(cases: readonly Case[]): Target[] {
  return TARGETS.filter(({ of, to }) => {
    const subjects = cases.find(({ id }) => id === of.case)?.subjects ?? [];
    const compared =
      to === undefined || subjects.some(({ id, kind }) => (to === "peers" ? kind === "peer" : id === to.subject));
    return compared && subjects.some(({ id }) => id === of.subject);
  });
}

/** The outcome of a target. */
export interface Outcome {
  readonly target: Target;
  /** Absent if unknown: see {@link Outcome.missing}. */
  readonly measured?: Spread;
  readonly holds?: boolean;
  /** The best of the peers, if it was compared with them. */
  readonly against?: string;
  /** Why the outcome is unknown. */
  readonly missing?: string;
}

/** Compares the results with every target. */
export function judge(results: readonly CaseResult[], targets: readonly Target[] = TARGETS): Outcome[] {
  return targets.map((target) => {
    const one = results.find(({ id }) => id === target.of.case);
    if (one === undefined) return { target, missing: "not measured in this run" };
    try {
      const { measured, against } = measure(target, one);
      const holds =
        "atLeast" in target.bound ? measured.median >= target.bound.atLeast : measured.median <= target.bound.atMost;
      return { target, measured, holds, ...(against === undefined ? {} : { against }) };
    } catch (error) {
      return { target, missing: (error as Error).message };
    }
  });
}

function measure({ of, to, inverse }: Target, { subjects }: CaseResult): { measured: Spread; against?: string } {
  const values = valuesOrThrow(subjects, of.subject, of.figure);
  if (to === undefined) return { measured: spread(values) };
  if (to === "peers") {
    const best = bestPeer(subjects, of.figure);
    if (best === undefined) throw new Error("no peer was measured");
    return { measured: ratio(values, valuesOf(best, of.figure)), against: best.name };
  }
  const others = valuesOrThrow(subjects, to.subject, to.figure);
  return { measured: inverse ? ratio(others, values) : ratio(values, others) };
}

/** The peer with the highest or lowest median; undefined if none was measured. */
export function bestPeer(
  subjects: readonly SubjectResult[],
  figure: string,
  which: "most" | "least" = "most",
): SubjectResult | undefined {
  const peers = subjects.filter((subject) => subject.kind === "peer" && valuesOf(subject, figure).length > 0);
  const median = (peer: SubjectResult) => spread(valuesOf(peer, figure)).median;
  const [first, ...others] = peers.toSorted((a, b) => median(b) - median(a));
  return which === "most" ? first : (others.at(-1) ?? first);
}

function valuesOrThrow(subjects: readonly SubjectResult[], id: string, figure: string): number[] {
  const subject = subjects.find((one) => one.id === id);
  const values = subject === undefined ? [] : valuesOf(subject, figure);
  if (values.length === 0) {
    throw new Error(`${subject?.name ?? id}: ${subject?.failed ?? subject?.leftOut ?? "not measured in this run"}`);
  }
  return values;
}
