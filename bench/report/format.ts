import type { Spread } from "./statistics.js";

/** A rate, or a number that may be as large, as in `1.25 M`, `33.1 k`, `6,512` or `0.82`. */
export function amount(value: number): string {
  if (value >= 1e6) return `${digits(value / 1e6)} M`;
  return value >= 1e4 ? `${digits(value / 1e3)} k` : number(value);
}

/** What has a unit, as in `17,012`, `42.3` or `0.82`. */
export function number(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-US") : digits(value);
}

export function mebibytes(bytes: number): string {
  return number(bytes / 2 ** 20);
}

/** As in `0.80 to 0.84`; empty for a single run. */
export function range({ min, max, runs }: Spread, format: (value: number) => string = amount): string {
  return runs > 1 ? `${format(min)} to ${format(max)}` : "";
}

/** The median with its range, as in `0.82 (0.80 to 0.84)`. */
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

/** As in `1 run` and `5 runs`. */
export function count(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? "" : "s"}`;
}

/** Paragraphs and list items of Markdown, separated by an empty line or begun with a dash, in lines of bounded length. */
export function wrapped(text: string, columns = 125): string {
  return text
    .trim()
    .split(/\n(?=\n|- )/)
    .map((block) => wrappedBlock(block, columns))
    .join("\n");
}

function wrappedBlock(block: string, columns: number): string {
  const indent = block.startsWith("- ") ? "  " : "";
  const lines = [""];
  for (const word of block.split(/\s+/).filter((part) => part !== "")) {
    const longer = lines.at(-1) === "" ? word : `${lines.at(-1)} ${word}`;
    if (longer.length <= columns || lines.at(-1)!.trim() === "") lines[lines.length - 1] = longer;
    else lines.push(`${indent}${word}`);
  }
  return block.startsWith("\n") ? `\n${lines.join("\n")}` : lines.join("\n");
}

/** The first line of a text, fit for a cell of a table. */
export function oneLine(text: string): string {
  return text.split("\n")[0]!.replaceAll("|", "\\|");
}

function digits(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
