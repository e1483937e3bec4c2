import { styled } from "./style.js";

/** A column's heading, and whether its values are numbers, which are aligned to the right. */
export interface Column {
  readonly heading: string;
  readonly numeric?: boolean;
}

const GAP = "  ";

/** The lines of an aligned table with headings, each with its newline. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ heading }, i) => Math.max(heading.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (columns[i]!.numeric ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join(GAP)
      .trimEnd();
  const headings = styled(process.stdout, "bold", line(columns.map(({ heading }) => heading)));
  return [headings, ...rows.map(line)].map((text) => `${text}\n`).join("");
}
