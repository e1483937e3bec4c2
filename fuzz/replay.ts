import type { Replay } from "./arguments.js";
import { withClient } from "./checks/broker-client.js";
import { createKeptTopics } from "./checks/state.js";
import { CallClient } from "./client/call-client.js";
import { problemOf } from "./client/judge.js";
import type { Outcome } from "./client/outcome.js";
import { methodNamed } from "./requests/methods.js";
import { Pools } from "./requests/pools.js";
import { PROPER_HEADERS } from "./requests/request.js";
import { BrokerProcess } from "./target/broker-process.js";

export interface Replayed {
  readonly outcome: Outcome;
  /** What is wrong with it; absent: nothing. */
  readonly problem: string | undefined;
  readonly log: readonly string[];
}

/**
 * Sends one request to a fresh broker that has the topics of a fuzz run.
 *
 * @throws {Error} where the broker ends or hangs
 */
export async function replay(
  { method: name, body, headers }: Replay,
  program?: string,
  settings: readonly string[] = [],
): Promise<Replayed> {
  const method = methodNamed(name);
  const broker = await BrokerProcess.start(program, settings);
  const client = new CallClient(broker.address, new Pools(), 1);
  try {
    await withClient(broker.address, createKeptTopics);
    const sent = headers ?? { ...PROPER_HEADERS, ":path": method.path, "grpc-timeout": "1S" };
    const outcome = await client.send({
      method,
      kind: "mutated message",
      changes: [],
      headers: sent,
      body,
      cuts: [],
      ending: "answered",
    });
    await broker.connections();
    return { outcome, problem: problemOf(outcome), log: broker.takeLines() };
  } finally {
    client.close();
    broker.kill();
  }
}
