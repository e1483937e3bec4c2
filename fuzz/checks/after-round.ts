import { setTimeout } from "node:timers/promises";
import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Decoder } from "../decoders/decoder.js";
import { KEPT_TOPICS } from "../requests/pools.js";
import type { BrokerProcess, Memory } from "../target/broker-process.js";
import { within } from "../within.js";
import { withClient } from "./broker-client.js";
import { clear, holdRecords } from "./state.js";

/** How long any of the checks may take. Milliseconds. */
const TIMEOUT_MS = 60_000;
const DECODE_TIMEOUT_MS = 600_000;

/** How long a broker may need to see that connections are gone. Milliseconds. */
const DISCONNECT_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 20;

/** What the code that runs often, and its caches, may add to what a broker holds after its first round. Bytes. */
export const MEMORY_TOLERANCE = 16 * 1024 * 1024;

export interface RoundChecks {
  readonly problems: readonly string[];
  /** Records in the broker when the round was over. */
  readonly records: number;
  /** Decoders that could not read all of them. */
  readonly undecodable: number;
  readonly memory: Memory;
  readonly stallMs: number;
}

/** Checks a broker that nobody is connected to, reads everything back and clears it. */
export async function checkAfterRound(
  broker: BrokerProcess,
  decoders: readonly Decoder[],
  level: Memory | undefined,
): Promise<RoundChecks> {
  const problems: string[] = [];
  const stallMs = await broker.stallMs();
  await withClient(broker.address, (client) => within(TIMEOUT_MS, checkServes(client), "doesn't serve"));

  const records = await withClient(broker.address, holdRecords);

  let undecodable = 0;
  let first: { readonly language: string; readonly digest: string } | undefined;
  for (const { language, decode } of decoders) {
    try {
      const found = await within(DECODE_TIMEOUT_MS, decode(broker.address), "reading back doesn't end");
      if (found.records !== records) throw new Error(`${found.records} of ${records} records were read back`);
      first ??= { language, digest: found.digest };
      if (found.digest !== first.digest) throw new Error(`it reads other records than ${first.language}`);
    } catch (error) {
      undecodable++;
      problems.push(`${language} can't read back what was accepted: ${(error as Error).message}`);
    }
  }

  await withClient(broker.address, clear);
  const open = await connectionsLeft(broker);
  if (open > 0) problems.push(`${open} connections are open that no client has any more`);
  problems.push(...checkLog(broker.takeLines()));
  const memory = await broker.memory();
  if (level !== undefined && memory.retained > level.retained + MEMORY_TOLERANCE) {
    problems.push(`holds ${memory.retained} bytes when it is empty, and ${level.retained} after the first round`);
  }
  return { problems, records, undecodable, memory, stallMs };
}

/** @throws {Error} where a valid record can't be produced and read back */
async function checkServes(client: BrokerServiceClient): Promise<void> {
  const topic = KEPT_TOPICS[0]!;
  const value = Buffer.from("still serving");
  const { runs } = await client.produce({ topic, partition: 0, records: [{ value }] });
  const { batch } = await client.fetch({ topic, partition: 0, start: { offset: runs[0]!.baseOffset } });
  if (!value.equals(batch?.records[0]?.value ?? Buffer.alloc(0)))
    throw new Error("a record is not read as it was sent");
}

async function connectionsLeft(broker: BrokerProcess): Promise<number> {
  const until = Date.now() + DISCONNECT_TIMEOUT_MS;
  for (;;) {
    const open = await broker.connections();
    if (open === 0 || Date.now() > until) return open;
    await setTimeout(POLL_INTERVAL_MS);
  }
}

/** Nothing that a client sends is worth a stack trace, an error or a line that is none. */
function checkLog(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    try {
      const { level } = JSON.parse(line) as { level: string };
      if (level !== "error" && level !== "fatal" && !/"stack"|\\n +at /.test(line)) return [];
    } catch {
      return [`a log line is no JSON: ${line.slice(0, 1000)}`];
    }
    return [`the log has ${line.slice(0, 2000)}`];
  });
}
