import type { SoakOptions } from "./options.js";
import type { Sample } from "./run.js";

const WIDTH = 900;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 190;
const TOP = 20;
const BOTTOM = 40;
const MIB = 1024 * 1024;

interface Line {
  readonly label: string;
  readonly color: string;
  readonly dashed?: boolean;
  of(sample: Sample): number;
}

/** The broker's memory over time, as an SVG picture. */
export function plot(samples: readonly Sample[], options: SoakOptions): string {
  const { maxLogBytes, overheadBytes } = options;
  const lines: readonly Line[] = [
    { label: "budget + overhead", color: "#c0392b", dashed: true, of: () => maxLogBytes + overheadBytes },
    { label: "budget", color: "#e67e22", dashed: true, of: () => maxLogBytes },
    { label: "resident", color: "#2c3e50", of: ({ memory }) => memory.rss },
    { label: "external", color: "#2980b9", of: ({ memory }) => memory.external },
    { label: "log bytes", color: "#27ae60", of: ({ logBytes }) => logBytes },
    { label: "heap used", color: "#8e44ad", of: ({ memory }) => memory.heapUsed },
  ];
  const endMs = samples.at(-1)?.atMs ?? 1;
  const top = Math.max(...lines.flatMap((line) => samples.map((sample) => line.of(sample)))) * 1.05;
  const x = (ms: number) => LEFT + (ms / endMs) * (WIDTH - LEFT - RIGHT);
  const y = (bytes: number) => HEIGHT - BOTTOM - (bytes / top) * (HEIGHT - TOP - BOTTOM);

  const marks: string[] = [];
  for (const mebibytes of ticks(top / MIB)) {
    const at = y(mebibytes * MIB).toFixed(1);
    marks.push(`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" stroke="#ddd"/>`);
    marks.push(`<text x="${LEFT - 8}" y="${at}" dy="4" text-anchor="end">${mebibytes} MiB</text>`);
  }
  for (const seconds of ticks(endMs / 1000)) {
    const at = x(seconds * 1000).toFixed(1);
    marks.push(`<text x="${at}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${seconds} s</text>`);
  }
  for (const [index, { label, color, dashed, of }] of lines.entries()) {
    const points = samples.map((sample) => `${x(sample.atMs).toFixed(1)},${y(of(sample)).toFixed(1)}`).join(" ");
    const dash = dashed ? ' stroke-dasharray="6 4"' : "";
    marks.push(`<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5"${dash}/>`);
    const at = TOP + 20 + index * 22;
    const legend = WIDTH - RIGHT + 16;
    marks.push(`<line x1="${legend}" x2="${legend + 24}" y1="${at}" y2="${at}" stroke="${color}"${dash}/>`);
    marks.push(`<text x="${legend + 32}" y="${at}" dy="4">${label}</text>`);
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    "<title>Memory of the broker over the time of the soak</title>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...marks,
    "</svg>\n",
  ].join("\n");
}

/** About six round numbers from 0 to `most`. */
function ticks(most: number): number[] {
  const rough = most / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
