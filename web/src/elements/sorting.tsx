import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** How a table is sorted now. */
export interface Sorting<Row> {
  rows: Row[];
  column: string | null;
  isDescending: boolean;
  sortBy(column: string): void;
}

/** A value to sort by; null sorts last. */
export type SortKeys<Row> = Record<string, (row: Row) => number | string | null>;

/** Sorts rows by the column that the reader chose. With none chosen they stay in the server's order. */
export function useSorting<Row>(
  rows: readonly Row[],
  keys: SortKeys<Row>,
  initial: { column: string; isDescending: boolean },
): Sorting<Row> {
  const [chosen, setChosen] = useState<{ column: string; isDescending: boolean } | null>(null);
  const key = chosen ? keys[chosen.column] : undefined;
  const sorted = chosen && key ? rows.toSorted((a, b) => compare(key(a), key(b), chosen.isDescending)) : [...rows];
  const now = chosen ?? initial;
  return {
    rows: sorted,
    ...now,
    sortBy(column) {
      const isText = rows.some((row) => typeof keys[column]?.(row) === "string");
      setChosen({ column, isDescending: now.column === column ? !now.isDescending : !isText });
    },
  };
}

function compare(a: number | string | null, b: number | string | null, isDescending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === "string" || typeof b === "string" ? String(a).localeCompare(String(b)) : a - b;
  return isDescending ? -order : order;
}

interface SortHeadProps<Row> {
  sorting: Sorting<Row>;
  column: string;
  class?: string;
  children: ComponentChildren;
}

/** A column's heading that sorts by it, and says so. */
export function SortHead<Row>({ sorting, column, class: name, children }: SortHeadProps<Row>) {
  const isOn = sorting.column === column;
  const direction = sorting.isDescending ? "descending" : "ascending";
  return (
    <th role="columnheader" scope="col" class={name} aria-sort={isOn ? direction : "none"}>
      <button type="button" class="sort" onClick={() => sorting.sortBy(column)}>
        {children}
        <span aria-hidden="true" class="arrow">
          {isOn ? (sorting.isDescending ? "↓" : "↑") : "↕"}
        </span>
      </button>
    </th>
  );
}
