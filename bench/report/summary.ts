import { type CaseResult, type SubjectResult, valuesOf } from "../run/result.js";
import { bestPeer } from "../targets.js";
import { amount, markdownTable, number } from "./format.js";
import { spread } from "./statistics.js";

/** The figures that most readers look for, beside the transport alone and the best peer. */
export function summaryTable(results: readonly CaseResult[]): string {
  const rates: readonly (readonly [what: string, ours: string, peers: string, figure: string])[] = [
    ["append, 1000 to a message", "produce-stream/1000x100B", "peers/100B", "appendedPerSecond"],
    ["append one by one, 64 under way", "produce-stream/1x100B", "peers/single", "appendedPerSecond"],
    ["replay", "replay/100B", "peers/100B", "replayedPerSecond"],
  ];
  const lookUp = (id: string) => results.find((one) => one.id === id)?.subjects ?? [];
  const [tail, start] = [lookUp("latency/1000"), lookUp("start")];
  const kafka = median(start, "kafka", "firstAnswerMs", "ms, Apache Kafka");
  return markdownTable(
    ["values of 100 bytes, one partition", "Headwater", "transport alone", "best peer"],
    [
      ...rates.map(([what, ours, peers, figure]) => [
        what,
        median(lookUp(ours), "broker", "recordsPerSecond", "records/s", amount),
        median(lookUp(ours), "floor", "recordsPerSecond", "", amount),
        best(lookUp(peers), figure, amount),
      ]),
      [
        "produce to subscriber at 1,000 records/s, p99",
        median(tail, "broker", "p99Ms", "ms"),
        median(tail, "echo", "p99Ms", "ms"),
        best(lookUp("peers/latency-1000"), "p99Ms", number, "least", "ms"),
      ],
      [
        "memory of a record beyond its value",
        median(lookUp("held/10M"), "broker", "overheadBytesPerRecord", "bytes"),
        "",
        "",
      ],
      [
        "start to first answer",
        median(start, "broker", "firstAnswerMs", "ms"),
        "",
        [best(start, "firstAnswerMs", number, "least", "ms"), kafka].filter((text) => text !== "").join("; "),
      ],
    ],
    ["values of 100 bytes, one partition"],
  );
}

function median(subjects: readonly SubjectResult[], id: string, figure: string, unit: string, format = number): string {
  const values = valuesFrom(subjects, id, figure);
  return values.length > 0 ? `${format(spread(values).median)} ${unit}`.trim() : "";
}

function best(
  subjects: readonly SubjectResult[],
  figure: string,
  format: (value: number) => string,
  which: "most" | "least" = "most",
  unit = "",
): string {
  const peer = bestPeer(subjects, figure, which);
  return peer ? `${[format(spread(valuesOf(peer, figure)).median), unit].join(" ").trim()}, ${peer.name}` : "";
}

function valuesFrom(subjects: readonly SubjectResult[], id: string, figure: string): number[] {
  const subject = subjects.find((one) => one.id === id);
  return subject === undefined ? [] : valuesOf(subject, figure);
}
