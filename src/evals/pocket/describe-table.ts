import type { Document } from "../tasks/index.ts";

/** What the known system's `Register` leaves in PostgreSQL for a dataset: its table, as information_schema tells it. */
export interface TableDescription {
  table: string;
  /** Name, type and type's short name. */
  columns: [name: string, type: string, udt: string][];
  split_ranges: { split: string; min_id: number; max_id: number; n: number }[];
}

const TYPES: Readonly<Record<string, [type: string, udt: string]>> = {
  INTEGER: ["integer", "int4"],
  BOOLEAN: ["boolean", "bool"],
  REAL: ["real", "float4"],
  TEXT: ["text", "text"],
  JSON: ["json", "json"],
};

/** `<dataset_path>--<dataset_name>`, or the path alone. */
export function tableNameOf({ path, name }: { path: string; name: string }): string {
  return name === "" ? path : `${path}--${name}`;
}

/** Columns as the types of the first row say, and the range of ids of each split. */
export function describeTable(
  source: { path: string; name: string },
  splits: readonly { name: string; rows: number; firstId: number }[],
  firstRow: Document,
): TableDescription {
  const columns = Object.entries(firstRow).map(([name, value]): [string, string, string] => [name, ...columnType(value)]);
  return {
    table: tableNameOf(source),
    columns: [["__id", "integer", "int4"], ["__split", "text", "text"], ...columns],
    split_ranges: splits.map(({ name, rows, firstId }) => ({ split: name, min_id: firstId, max_id: firstId + rows - 1, n: rows })),
  };
}

function columnType(value: unknown): [type: string, udt: string] {
  if (!Array.isArray(value)) return TYPES[scalarType(value)] ?? ["text", "text"];
  let inner: unknown = value;
  while (Array.isArray(inner)) inner = inner[0];
  return ["ARRAY", `_${TYPES[scalarType(inner)]?.[1] ?? "text"}`];
}

function scalarType(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "INTEGER" : "REAL";
  if (typeof value === "boolean") return "BOOLEAN";
  return typeof value === "object" && value !== null ? "JSON" : "TEXT";
}
