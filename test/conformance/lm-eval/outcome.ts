import { isDeepStrictEqual } from "node:util";

/** What differs from the reference in one record. */
export interface Disagreement {
  name: string;
  found: unknown;
  wanted: unknown;
}

/** How many records of a kind agree with the reference. */
export interface Outcome {
  file: string;
  family: string;
  total: number;
  disagreements: Disagreement[];
  /** The share that must agree; null where the count is only told. */
  bar: number | null;
}

/** Compares records; a record that throws disagrees with the reference too. */
export function compareRecords<Row>(
  file: string,
  family: string,
  rows: readonly Row[],
  compare: (row: Row) => Disagreement,
  bar: number | null = 1,
): Outcome {
  const disagreements = rows.map(guarded(compare)).filter(({ found, wanted }) => !isDeepStrictEqual(found, wanted));
  return { file, family, total: rows.length, disagreements, bar };
}

function guarded<Row>(compare: (row: Row) => Disagreement): (row: Row) => Disagreement {
  return (row) => {
    try {
      return compare(row);
    } catch (error) {
      return { name: JSON.stringify(row).slice(0, 200), found: String(error), wanted: "a result" };
    }
  };
}

/** The records of each family, in the order of their first. */
export function byFamily<Row extends { family: string }>(rows: readonly Row[]): [string, Row[]][] {
  return [...Map.groupBy(rows, ({ family }) => family)];
}

/** Below what any table shows: sums are not made in the same order. */
export function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
}

/** Whether enough of the records agree. */
export function isMet({ total, disagreements, bar }: Outcome): boolean {
  return bar === null || total === 0 || (total - disagreements.length) / total >= bar;
}
