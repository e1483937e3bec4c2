import { rateTable } from "../report/tables.js";
import type { Case, Family, Subject } from "../run/case.js";
import { type ProduceOutput, produceFigures } from "./outputs.js";

/** The shape of a request: its records and their partitions. */
export interface Shape {
  readonly records: number;
  readonly valueBytes: 100 | 1024;
  readonly partitions?: number;
  readonly keys?: boolean;
  /** Whether to compare with the plain floor too, which has neither the broker's windows nor its heap. */
  readonly plain?: boolean;
  readonly quick?: boolean;
}

const TOPIC = "bench";
const KEYS = 1000;
/** Retention of a topic over all its partitions, so that a run does not depend on how much was written. */
export const RETENTION_BYTES = 64 * 2 ** 20;

const SHAPES: readonly Shape[] = [
  { records: 1, valueBytes: 100, quick: true },
  { records: 1, valueBytes: 100, partitions: 8, keys: true },
  { records: 100, valueBytes: 100 },
  { records: 1000, valueBytes: 100, plain: true, quick: true },
  { records: 1000, valueBytes: 1024 },
  { records: 1000, valueBytes: 100, keys: true },
  { records: 1000, valueBytes: 100, partitions: 8 },
  { records: 1000, valueBytes: 100, partitions: 8, keys: true, plain: true },
];

/** Unanswered calls or messages: enough that neither side waits for the other. */
export function inFlight(records: number): number {
  return records === 1 ? 64 : 8;
}

function loadFlags({ records, valueBytes, keys }: Shape, stream: boolean) {
  return {
    topic: TOPIC,
    records,
    "value-bytes": valueBytes,
    keys: keys ? KEYS : 0,
    "in-flight": inFlight(records),
    stream,
  };
}

/** A broker that receives such requests. */
export function broker(shape: Shape, stream: boolean, id = "broker", name = "Headwater"): Subject {
  const partitions = shape.partitions ?? 1;
  return {
    id,
    name,
    kind: "broker",
    measure: (bench) =>
      bench.withBroker(async (server) => {
        await bench.load("create-topic", {
          target: server.address,
          topic: TOPIC,
          partitions,
          "retention-bytes": RETENTION_BYTES / partitions,
        });
        const found = await bench.underLoad<ProduceOutput>(server, "produce", loadFlags(shape, stream));
        return { figures: produceFigures(found.output), server: found.server };
      }),
  };
}

function floor(shape: Shape, stream: boolean, plain = false): Subject {
  return {
    id: plain ? "plain-floor" : "floor",
    name: plain ? "plain floor" : "floor",
    kind: "floor",
    measure: (bench) =>
      bench.withFloor(async (server) => {
        const found = await bench.underLoad<ProduceOutput>(server, "produce", loadFlags(shape, stream));
        return { figures: produceFigures(found.output), server: found.server };
      }, plain),
  };
}

const empty: Subject = {
  id: "empty",
  name: "empty unary call",
  kind: "floor",
  measure: (bench) =>
    bench.withFloor(async (server) => {
      const found = await bench.underLoad<ProduceOutput>(server, "empty", { "in-flight": inFlight(1) });
      // A call counts as a record here, to compare it with calls of one record.
      const { requestsPerSecond } = found.output;
      return {
        figures: { ...produceFigures(found.output), recordsPerSecond: requestsPerSecond },
        server: found.server,
      };
    }),
};

function produceCase(shape: Shape, stream: boolean): Case {
  const { records, valueBytes, partitions = 1, keys = false, plain = false, quick = false } = shape;
  const single = records === 1 && valueBytes === 100 && partitions === 1;
  const size = valueBytes === 100 ? "100B" : "1KiB";
  const where = `${partitions > 1 ? `-${partitions}p` : ""}${keys ? "-keys" : ""}`;
  const subjects = [broker(shape, stream), floor(shape, stream)];
  if (plain) subjects.push(floor(shape, stream, true));
  if (single) subjects.push(stream ? broker(shape, false, "unary", "Headwater, unary Produce") : empty);
  return {
    id: `${stream ? "produce-stream" : "produce"}/${records}x${size}${where}`,
    name: [
      `${records} x ${valueBytes === 100 ? "100 B" : "1 KiB"}`,
      `${partitions} partition${partitions > 1 ? "s" : ""}`,
      ...(keys ? ["keys"] : []),
    ].join(", "),
    subjects,
    quick,
  };
}

const COMMON = `Each message carries so many records; not every combination is measured, one or two things are varied at a time. One connection; ${inFlight(1)} messages of one record or ${inFlight(100)} of more are
unanswered at a time. Keyed records have ${KEYS.toLocaleString("en-US")} keys. A topic keeps ${RETENTION_BYTES / 2 ** 20} MiB, and what is older goes while the load runs.
The floor has the broker's HTTP/2 windows and its limit on the heap; the plain floor has what nice-grpc and Node have by themselves.`;

export const produce: Family = {
  id: "produce",
  title: "Produce: unary calls",
  about: `${COMMON} The floor takes the same bytes, drops them, and gives a constant answer of the size
of a real one.`,
  cases: SHAPES.map((shape) => produceCase(shape, false)),
  table: rateTable(),
};

export const produceStream: Family = {
  id: "produce-stream",
  title: "ProduceStream: requests on one stream",
  about: `${COMMON} The floor is a stream that drops what it is sent and answers each
message with a constant.`,
  cases: SHAPES.map((shape) => produceCase(shape, true)),
  table: rateTable(),
};
