import { toCsvLine } from "./to-csv-line.ts";
import { COLUMNS, type FlatRow } from "./flat-row.ts";
import { writeParquet } from "./write-parquet.ts";

export type RowFormat = "jsonl" | "csv" | "parquet";

export const CONTENT_TYPES: Readonly<Record<RowFormat, string>> = {
  jsonl: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};

/** Rows as a file's bytes, a page of rows at a time. */
export async function* writeRows(pages: AsyncIterable<FlatRow[]>, format: RowFormat): AsyncGenerator<Uint8Array> {
  if (format === "parquet") {
    yield* writeParquet(pages);
    return;
  }
  if (format === "csv") yield Buffer.from(toCsvLine(COLUMNS.map(({ name }) => name)));
  for await (const rows of pages) {
    const lines = rows.map((row) => (format === "csv" ? toCsvLine(COLUMNS.map(({ name }) => row[name])) : `${JSON.stringify(row)}\n`));
    yield Buffer.from(lines.join(""));
  }
}
