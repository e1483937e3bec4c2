import { print, printJson } from "../terminal/output.js";

/** What a run took. */
export interface Run {
  readonly records: number;
  /** Of keys and values. */
  readonly bytes: number;
  readonly seconds: number;
}

/** Prints rates in the words of Kafka's tools, where MB are MiB, with what else was measured behind them. */
export async function printReport(
  verb: "sent" | "read",
  { records, bytes, seconds }: Run,
  others: { readonly [name: string]: number },
  sayOthers: string,
  json: boolean,
): Promise<void> {
  const recordsPerSecond = round(records / seconds);
  const mbPerSecond = round(bytes / 2 ** 20 / seconds);
  if (json)
    return printJson([{ records, bytes, seconds: round(seconds, 3), recordsPerSecond, mbPerSecond, ...others }]);
  const rates = `${recordsPerSecond.toFixed(1)} records/sec (${mbPerSecond.toFixed(2)} MB/sec)`;
  await print(`${records} records ${verb} in ${seconds.toFixed(2)} s, ${rates}, ${sayOthers}\n`);
}

export function round(number: number, digits = 2): number {
  return Number(number.toFixed(digits));
}
