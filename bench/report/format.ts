import type { Spread } from "./statistics.js";

/** Three digits that count, as in `1.25 M`, `33.1 k`, `6,512` or `0.82`. */
export function amount(value: number): string {
  if (value >= 1e9) return `${digits(value / 1e9)} G`;
  if (value >= 1e6) return `${digits(value / 1e6)} M`;
  if (value >= 1e4) return `${digits(value / 1e3)} k`;
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return digits(value);
}

export function mebibytes(bytes: number): string {
  return amount(bytes / 2 ** 20);
}

/** As in `0.80 to 0.84`; nothing to say where there was one run. */
export function range({ min, max, runs }: Spread, format: (value: number) => string = amount): string {
  return runs > 1 ? `${format(min)} to ${format(max)}` : "";
}

/** The median with what lies around it, as in `0.82 (0.80 to 0.84)`. */
export function around(spread: Spread, format: (value: number) => string = amount): string {
  return spread.runs > 1 ? `${format(spread.median)} (${range(spread, format)})` : format(spread.median);
}

/** A table of Markdown. Columns with a title hold numbers and are aligned to the right, unless `text` says otherwise. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  text: readonly string[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const rule = header.map((title) => (title === "" || text.includes(title) ? "---" : "---:"));
  return line(header) + line(rule) + rows.map(line).join("");
}

/** The first line of a text, fit for a cell of a table. */
export function oneLine(text: string): string {
  return text.split("\n")[0]!.replaceAll("|", "\\|");
}

function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
