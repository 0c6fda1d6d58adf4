import { plainText } from "./plain-text.ts";

/** A column: its head, and whether its cells are numbers (then they end at the same place). */
export interface Column {
  head: string;
  isNumber?: boolean;
}

// Letters that fill two cells of a terminal; good enough to keep columns straight.
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const NO_WIDTH = /\p{Mark}/u;
const GAP = "  ";

/** Rows under their heads. Cells are made safe for a terminal and kept on one line. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const heads = columns.map(({ head }) => head.toUpperCase());
  const cells = [heads, ...rows.map((row) => row.map((cell) => plainText(cell).replaceAll(/\s+/g, " ")))];
  const widths = columns.map((_column, index) => Math.max(...cells.map((row) => widthOf(row[index] ?? ""))));
  return cells
    .map((row) =>
      columns
        .map((column, index) => pad(row[index] ?? "", widths[index] ?? 0, column))
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}

function pad(text: string, width: number, { isNumber = false }: Column): string {
  const blanks = " ".repeat(width - widthOf(text));
  return isNumber ? blanks + text : text + blanks;
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : NO_WIDTH.test(character) ? 0 : 1;
  return width;
}
