import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { formatCount } from "../format.ts";

const FIRST_ROWS = 200;

/** The first rows of a long table, and a button below it for the rest: thousands of rows a second are not drawn unasked. */
export function useFirstRows<Row>(rows: readonly Row[]): { shown: readonly Row[]; more: ComponentChildren } {
  const [isAll, setAll] = useState(false);
  if (isAll || rows.length <= FIRST_ROWS) return { shown: rows, more: null };
  const more = (
    <p>
      <button type="button" onClick={() => setAll(true)}>
        Show all {formatCount(rows.length)} rows
      </button>
    </p>
  );
  return { shown: rows.slice(0, FIRST_ROWS), more };
}
