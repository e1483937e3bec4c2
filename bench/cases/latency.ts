import { latencyTable } from "../report/tables.js";
import type { Case, Family, Subject } from "../run/case.js";
import type { Figures } from "../run/result.js";
import { type LatencyOutput, latencyFigures, loadFigures } from "./outputs.js";

const TOPIC = "bench";

function measured(output: LatencyOutput): Figures {
  const { rate, sent, received, latencyMs } = output;
  if (received < sent) throw new Error(`of ${sent} records at ${rate}/s only ${received} came back`);
  return { ...latencyFigures(latencyMs), ...loadFigures(output) };
}

/** From a ProduceStream to a subscriber. */
export function tail(rate: number): Subject {
  return {
    id: "broker",
    name: "Headwater",
    kind: "broker",
    measure: (bench) =>
      bench.withBroker(async (server) => {
        await bench.load("create-topic", { target: server.address, topic: TOPIC, partitions: 1 });
        const found = await bench.underLoad<LatencyOutput>(
          server,
          "latency",
          { topic: TOPIC, rate },
          bench.plan.latencies,
        );
        return { figures: measured(found.output), server: found.server };
      }),
  };
}

function echo(rate: number): Subject {
  return {
    id: "echo",
    name: "floor: stream echo",
    kind: "floor",
    measure: (bench) =>
      bench.withFloor(async (server) => {
        const found = await bench.underLoad<LatencyOutput>(
          server,
          "latency",
          { echo: true, rate },
          bench.plan.latencies,
        );
        return { figures: measured(found.output), server: found.server };
      }),
  };
}

function latencyCase(rate: number, quick: boolean): Case {
  return {
    id: `latency/${rate}`,
    name: `${rate.toLocaleString("en-US")} records/s`,
    subjects: [tail(rate), echo(rate)],
    quick,
  };
}

export const latency: Family = {
  id: "latency",
  title: "Live tail: from produce to a subscriber",
  about: `Single records of 100 bytes are sent on a ProduceStream on a schedule that waits for nothing, and a subscriber on another
connection follows. A latency is counted from the time at which the schedule wanted the record sent, so that a pause is
seen by all records that it held up. The floor is one stream that sends back each message.`,
  cases: [latencyCase(1000, true), latencyCase(10_000, false)],
  table: latencyTable(),
};
