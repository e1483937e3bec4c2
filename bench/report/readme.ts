import { type CaseResult, type SubjectResult, valuesOf } from "../run/result.js";
import { bestPeer } from "../targets.js";
import { amount, markdownTable } from "./format.js";
import { ratio, spread } from "./statistics.js";

const START = "<!-- bench:start -->";
const END = "<!-- bench:end -->";

/**
 * The text with another table between its markers.
 *
 * @throws {Error} where the markers are not there
 */
export function replaceTable(readme: string, table: string): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`README.md has no ${START} … ${END} to write the table between`);
  return `${readme.slice(0, start)}${START}\n${table}${readme.slice(end)}`;
}

/** What matters most, in a few lines. */
export function readmeTable(results: readonly CaseResult[]): string {
  const rates: readonly (readonly [what: string, ours: string, peers: string, figure: string])[] = [
    ["append, 1000 to a message", "produce-stream/1000x100B", "peers/100B", "appendedPerSecond"],
    ["append one by one, 64 under way", "produce-stream/1x100B", "peers/single", "appendedPerSecond"],
    ["replay", "replay/100B", "peers/100B", "replayedPerSecond"],
  ];
  const lookUp = (id: string) => results.find((one) => one.id === id)?.subjects ?? [];
  return markdownTable(
    ["values of 100 bytes, one partition", "Headwater", "of what gRPC allows here", "best peer"],
    [
      ...rates.map(([what, ours, peers, figure]) => [
        what,
        median(lookUp(ours), "broker", "recordsPerSecond", "records/s"),
        share(lookUp(ours)),
        best(lookUp(peers), figure),
      ]),
      [
        "produce to subscriber at 1,000 records/s, p99",
        median(lookUp("latency/1000"), "broker", "p99Ms", "ms"),
        median(lookUp("latency/1000"), "echo", "p99Ms", "ms for an echo"),
        "",
      ],
      [
        "memory of a record beyond its value",
        median(lookUp("held/10M"), "broker", "overheadBytesPerRecord", "bytes"),
        "",
        "",
      ],
      [
        "start to first answer",
        median(lookUp("start"), "broker", "firstAnswerMs", "ms"),
        "",
        median(lookUp("start"), "kafka", "firstAnswerMs", "ms (Apache Kafka)"),
      ],
    ],
    ["values of 100 bytes, one partition"],
  );
}

function median(subjects: readonly SubjectResult[], id: string, figure: string, unit: string): string {
  const values = valuesFrom(subjects, id, figure);
  return values.length > 0 ? `${amount(spread(values).median)} ${unit}` : "";
}

function share(subjects: readonly SubjectResult[]): string {
  const [ours, floor] = [
    valuesFrom(subjects, "broker", "recordsPerSecond"),
    valuesFrom(subjects, "floor", "recordsPerSecond"),
  ];
  return ours.length > 0 && floor.length > 0 ? `${Math.round(ratio(ours, floor).median * 100)} %` : "";
}

function best(subjects: readonly SubjectResult[], figure: string): string {
  if (!subjects.some((peer) => peer.kind === "peer" && valuesOf(peer, figure).length > 0)) return "";
  const peer = bestPeer(subjects, figure);
  return `${amount(spread(valuesOf(peer, figure)).median)} (${peer.name})`;
}

function valuesFrom(subjects: readonly SubjectResult[], id: string, figure: string): number[] {
  const subject = subjects.find((one) => one.id === id);
  return subject === undefined ? [] : valuesOf(subject, figure);
}
