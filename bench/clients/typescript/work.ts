import { parseArgs } from "node:util";

/** What every client program is asked to do. */
export interface Work {
  /** The broker's `host:port`. */
  readonly target: string;
  /** It must exist; to be replayed it must have records. */
  readonly topic: string;
  readonly mode: "produce" | "replay";
  /** Records that count. */
  readonly records: number;
  /** Bytes of each record's value, to be produced. */
  readonly valueBytes: number;
  /** Most records in one message. 0, to replay: the broker's bound. */
  readonly batch: number;
}

/** Records that go before any counts, if there are not fewer that do. */
const WARM_UP_RECORDS = 200_000;

/** Reads the flags that all client programs have. @throws {Error} for what can't be done */
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

/** Does the work once to warm up and once by the clock, and prints how fast that was. */
export async function measure(records: number, work: (records: number) => Promise<void>): Promise<void> {
  await work(Math.min(records, WARM_UP_RECORDS));
  const start = performance.now();
  await work(records);
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`${JSON.stringify({ records, seconds, recordsPerSecond: records / seconds })}\n`);
}
