import { median } from "../report/columns.js";
import { latencyTable } from "../report/tables.js";
import type { Case, Family } from "../run/case.js";
import { type FanOutOutput, latencyFigures, loadFigures } from "./outputs.js";

const TOPIC = "bench";
/** Maximum deliveries per second over all subscribers: the load generator receives them on one processor. */
const MOST_DELIVERIES = 100_000;
const MOST_RATE = 1000;
const MOST_CONNECTIONS = 10;

function fanOutCase(subscribers: number): Case {
  const rate = Math.min(MOST_RATE, MOST_DELIVERIES / subscribers);
  const connections = Math.min(subscribers, MOST_CONNECTIONS);
  return {
    id: `fan-out/${subscribers}`,
    name: `${subscribers.toLocaleString("en-US")}, ${rate.toLocaleString("en-US")} records/s`,
    quick: subscribers === 100,
    subjects: [
      {
        id: "broker",
        name: "Headwater",
        kind: "broker",
        measure: (bench) =>
          bench.withBroker(async (server) => {
            await bench.load("create-topic", { target: server.address, topic: TOPIC, partitions: 1 });
            const load = { topic: TOPIC, subscribers, connections, rate };
            const found = await bench.underLoad<FanOutOutput>(server, "fanout", load);
            const { deliveredPerSecond, received, expected, latencyMs } = found.output;
            if (received < expected) throw new Error(`of ${expected} deliveries only ${received} came`);
            return {
              figures: { deliveredPerSecond, ...latencyFigures(latencyMs), ...loadFigures(found.output) },
              server: found.server,
            };
          }),
      },
    ],
  };
}

export const fanOut: Family = {
  id: "fan-out",
  title: "Fan-out: many subscribers of one topic",
  about: `Single records of 100 bytes are sent on a schedule, and every subscriber gets each of them. The subscribers are streams of
at most ${MOST_CONNECTIONS} connections. At most ${MOST_DELIVERIES.toLocaleString("en-US")} records a second are delivered to all of them together, since one processor
takes them. Latencies count from the scheduled time to the arrival at each subscriber.`,
  cases: [1, 10, 100, 1000].map(fanOutCase),
  table: latencyTable(median("delivered/s", "deliveredPerSecond")),
};
