import { styled } from "./style.js";
import { cellsOf, visible } from "./visible.js";

/** A column's heading, and whether its values are numbers, which are aligned to the right. */
export interface Column {
  readonly heading: string;
  readonly numeric?: boolean;
}

const GAP = "  ";

/** The lines of an aligned table with headings, each with its newline. Control characters are escaped. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visible));
  const widths = columns.map(({ heading }, i) =>
    shown.reduce((most, row) => Math.max(most, cellsOf(row[i]!)), heading.length),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const gap = " ".repeat(widths[i]! - cellsOf(cell));
        return columns[i]!.numeric ? gap + cell : cell + gap;
      })
      .join(GAP)
      .trimEnd();
  const headings = styled(process.stdout, "bold", line(columns.map(({ heading }) => heading)));
  return [headings, ...shown.map(line)].map((text) => `${text}\n`).join("");
}
