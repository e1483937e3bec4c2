import { cpuPerMillion, loadCpu, loopDelayP99, median, minMax, ratioTo, residentMemory } from "../report/columns.js";
import { mebibytes } from "../report/format.js";
import { subjectTable } from "../report/tables.js";
import type { Case, Family, Subject } from "../run/case.js";
import { type ReplayOutput, replayFigures } from "./outputs.js";

const TOPIC = "bench";

interface Shape {
  readonly valueBytes: 100 | 1024;
  readonly records: number;
  readonly partitions?: number;
  readonly quick?: boolean;
}

const SHAPES: readonly Shape[] = [
  { valueBytes: 100, records: 1_000_000, quick: true },
  { valueBytes: 1024, records: 200_000 },
  { valueBytes: 100, records: 1_000_000, partitions: 8 },
];

/** @returns the broker's and the floor's, which sends as many records in a message as the broker was seen to */
function subjects({ valueBytes, records, partitions = 1 }: Shape): Subject[] {
  let recordsPerMessage = 0;
  const broker: Subject = {
    id: "broker",
    name: "Headwater",
    kind: "broker",
    measure: (bench) =>
      bench.withBroker(async (server) => {
        const target = server.address;
        await bench.load("create-topic", { target, topic: TOPIC, partitions });
        await bench.load("fill", { target, topic: TOPIC, records, "value-bytes": valueBytes });
        const found = await bench.underLoad<ReplayOutput>(server, "replay", { topic: TOPIC });
        recordsPerMessage = Math.round(found.output.records / found.output.messages);
        return { figures: replayFigures(found.output), server: found.server };
      }),
  };
  const floor: Subject = {
    id: "floor",
    name: "floor",
    kind: "floor",
    measure: (bench) =>
      bench.withFloor(async (server) => {
        if (recordsPerMessage === 0)
          throw new Error("how large the broker's messages are is not known: it wasn't measured");
        const found = await bench.underLoad<ReplayOutput>(server, "replay", {
          floor: true,
          messages: Math.ceil(records / recordsPerMessage),
          "records-per-message": recordsPerMessage,
          "value-bytes": valueBytes,
        });
        return { figures: replayFigures(found.output), server: found.server };
      }),
  };
  return [broker, floor];
}

function replayCase(shape: Shape): Case {
  const { valueBytes, partitions = 1, quick = false } = shape;
  const size = valueBytes === 100 ? "100 B" : "1 KiB";
  return {
    id: `replay/${size.replace(" ", "")}${partitions > 1 ? `-${partitions}p` : ""}`,
    name: `${size}, ${partitions} partition${partitions > 1 ? "s" : ""}`,
    subjects: subjects(shape),
    quick,
  };
}

export const replay: Family = {
  id: "replay",
  title: "Replay: Subscribe from the start",
  about: `One subscriber reads a topic from its first record to its end, again and again; the topic is filled before. The floor
sends one constant message over and over, with as many records as the broker's messages have.`,
  cases: SHAPES.map(replayCase),
  table: subjectTable([
    median("records/s", "recordsPerSecond"),
    minMax("recordsPerSecond"),
    median("MiB/s", "bytesPerSecond", mebibytes),
    ratioTo("floor", "to the floor", "recordsPerSecond"),
    cpuPerMillion("server CPU, s per M records", "recordsPerSecond"),
    residentMemory,
    loopDelayP99,
    loadCpu,
  ]),
};
