import { parseArgs } from "node:util";

/** The work of every client program. */
export interface Work {
  /** The broker's `host:port`. */
  readonly target: string;
  /** Must exist, and hold records for a replay. */
  readonly topic: string;
  readonly mode: "produce" | "replay";
  /** Measured records. */
  readonly records: number;
  /** Size of each produced value, in bytes. */
  readonly valueBytes: number;
  /** Maximum records per message. 0 in a replay: the broker's bound. */
  readonly batch: number;
}

/** Warm-up records, at most as many as are measured. */
const WARM_UP_RECORDS = 200_000;

/** Parses the flags that all client programs share. @throws {Error} for invalid flags */
export function parseWork(): Work {
  const { values } = parseArgs({
    options: {
      target: { type: "string", default: "127.0.0.1:50051" },
      topic: { type: "string", default: "bench" },
      mode: { type: "string", default: "replay" },
      records: { type: "string", default: "1000000" },
      "value-bytes": { type: "string", default: "100" },
      batch: { type: "string", default: "1000" },
    },
  });
  const { target, topic, mode } = values;
  if (mode !== "produce" && mode !== "replay") throw new Error(`--mode ${mode}: give produce or replay`);
  const [records, valueBytes, batch] = [Number(values.records), Number(values["value-bytes"]), Number(values.batch)];
  return { target, topic, mode, records, valueBytes, batch };
}

/** Runs the work once as a warm-up and once measured, and prints the rate. */
export async function measure(records: number, work: (records: number) => Promise<void>): Promise<void> {
  await work(Math.min(records, WARM_UP_RECORDS));
  const start = performance.now();
  await work(records);
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`${JSON.stringify({ records, seconds, recordsPerSecond: records / seconds })}\n`);
}
