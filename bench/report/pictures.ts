import { type CaseResult, type SubjectKind, type SubjectResult, valuesOf } from "../run/result.js";
import { type Bar, barChart, type Panel } from "./charts/bars.js";
import { percentileChart, type Row } from "./charts/percentiles.js";
import { spread } from "./statistics.js";

/** A picture of docs/benchmarks.md. */
export interface Picture {
  /** In docs/benchmarks/ */
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

interface PanelOf {
  readonly title: string;
  /** The case with the broker and its floor, which count records. */
  readonly ours: string;
  /** The peers' case and figure. */
  readonly peers: readonly [id: string, figure: string];
}

const PANELS: readonly PanelOf[] = [
  {
    title: "Append in batches of 1000, 100 B, records/s",
    ours: "produce-stream/1000x100B",
    peers: ["peers/100B", "appendedPerSecond"],
  },
  {
    title: "Append one by one, 64 under way, 100 B, records/s",
    ours: "produce-stream/1x100B",
    peers: ["peers/single", "appendedPerSecond"],
  },
  { title: "Replay, 100 B, records/s", ours: "replay/100B", peers: ["peers/100B", "replayedPerSecond"] },
];

/** The pictures that have results. */
export function pictures(results: readonly CaseResult[]): Picture[] {
  const found: Picture[] = [];
  const panels = PANELS.map((panel) => panelOf(panel, results)).filter(({ bars }) => bars.length > 1);
  if (panels.length > 0) {
    const title = "Rates of the broker, of its floor and of peers";
    found.push({ file: "rates.svg", title, svg: barChart(title, panels) });
  }
  const rows = [...rowsOf(results, "latency/", ""), ...rowsOf(results, "fan-out/", "fan-out to ")];
  if (rows.length > 1) {
    const title = "Latency from produce to a subscriber";
    found.push({ file: "latency.svg", title, svg: percentileChart(title, rows) });
  }
  return found;
}

function panelOf({ title, ours, peers: [peersCase, figure] }: PanelOf, results: readonly CaseResult[]): Panel {
  const subjectsOf = (id: string) => results.find((one) => one.id === id)?.subjects ?? [];
  const own = ["broker", "floor"].flatMap((id) => subjectsOf(ours).filter((subject) => subject.id === id));
  const peers = subjectsOf(peersCase).filter(({ kind }) => kind === "peer");
  return { title, bars: [...bars(own, "recordsPerSecond"), ...bars(peers, figure)] };
}

function bars(subjects: readonly SubjectResult[], figure: string): Bar[] {
  return subjects
    .map(({ name, kind, ...subject }) => ({ name, kind, values: valuesOf({ name, kind, ...subject }, figure) }))
    .filter(({ values }) => values.length > 0)
    .map(({ name, kind, values }) => ({ name, kind, value: spread(values) }));
}

function rowsOf(results: readonly CaseResult[], family: string, before: string): Row[] {
  return results
    .filter(({ id }) => id.startsWith(family))
    .flatMap(({ name, subjects }) =>
      subjects
        .filter(({ runs }) => runs.length > 0)
        .map((subject) => row(`${before}${name}${of(subject.kind)}`, subject)),
    );
}

function row(name: string, subject: SubjectResult): Row {
  const median = (figure: string) => spread(valuesOf(subject, figure)).median;
  return { name, kind: subject.kind, p50: median("p50Ms"), p99: median("p99Ms"), p999: median("p999Ms") };
}

function of(kind: SubjectKind): string {
  return kind === "floor" ? ", echo" : "";
}
