import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import { COLUMNS, type FlatRow } from "./flat-row.ts";

/** Parquet, one row group a page, handed on as it is written: memory holds one page. */
export async function* writeParquet(pages: AsyncIterable<FlatRow[]>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: toColumns([]) }) });
  for await (const rows of pages) {
    if (rows.length > 0) await file.write({ columnData: toColumns(rows), rowGroupSize: rows.length });
    yield take(bytes);
  }
  await file.finish();
  yield take(bytes);
}

function toColumns(rows: readonly FlatRow[]) {
  return COLUMNS.map(({ name, type }) => ({ name, type, nullable: true, data: rows.map((row) => row[name]) }));
}

/** The bytes since the last time; offsets go on counting. */
function take(writer: ByteWriter): Uint8Array {
  const taken = writer.getBytes().slice();
  writer.index = 0;
  return taken;
}
