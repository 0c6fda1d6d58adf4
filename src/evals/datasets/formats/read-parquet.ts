import { open, type FileHandle } from "node:fs/promises";
import { parquetMetadataAsync, parquetSchema, type AsyncBuffer, type DecodedArray, type RowGroup } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { assembleNested } from "hyparquet/src/assemble.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { getTreePath } from "hyparquet/src/schema.js";
import { AssayError, messageOf } from "../../../lib/errors.ts";
import { documentText } from "../document-text.ts";
import { availableRows, openColumn, readNextPage, takeRows, type ParquetColumn } from "./parquet-column.ts";
import { plainValue } from "./plain-value.ts";

const BATCH_ROWS = 1000;
type SchemaTree = ReturnType<typeof parquetSchema>;

/** Documents of a Parquet file, some pages at a time. Values become JSON as `plainValue` says. */
export async function* readParquet(path: string): AsyncGenerator<string[]> {
  try {
    await using file = await open(path);
    const metadata = await parquetMetadataAsync(await asyncBuffer(file));
    const schema = parquetSchema(metadata);
    for (const group of metadata.row_groups) yield* readRowGroup(file, group, schema);
  } catch (error) {
    throw new AssayError("invalid_input", `${path} cannot be read as Parquet: ${messageOf(error)}.`, { cause: error });
  }
}

async function* readRowGroup(file: FileHandle, group: RowGroup, schema: SchemaTree): AsyncGenerator<string[]> {
  const columns = group.columns.map((chunk) => openChunk(chunk, schema));
  for (let left = Number(group.num_rows); left > 0;) {
    for (const column of columns) {
      while (availableRows(column) === 0) {
        if (!(await readNextPage(file, column))) throw new Error(`the column ${column.decoder.pathInSchema.join(".")} has too few rows`);
      }
    }
    const count = Math.min(left, BATCH_ROWS, ...columns.map(availableRows));
    yield assembleDocuments(columns, schema, count);
    left -= count;
  }
}

function openChunk({ meta_data: chunk }: RowGroup["columns"][number], schema: SchemaTree): ParquetColumn {
  if (!chunk) throw new Error("its columns lie in other files or are encrypted");
  const schemaPath = getTreePath(schema, chunk.path_in_schema);
  const element = schemaPath.at(-1)?.element;
  if (!element) throw new Error("its schema is broken");
  // Bytes that are not said to be text stay bytes.
  const utf8 = element.converted_type === "ENUM";
  const { path_in_schema: pathInSchema, type, codec } = chunk;
  return openColumn({ pathInSchema, type, codec, element, schemaPath, parsers: DEFAULT_PARSERS, compressors, utf8 }, chunk);
}

function assembleDocuments(columns: readonly ParquetColumn[], schema: SchemaTree, count: number): string[] {
  const leaves = new Map<string, DecodedArray>(columns.map((column) => [column.decoder.pathInSchema.join("."), takeRows(column, count)]));
  const fields = schema.children.map((field) => {
    if (field.children.length > 0) assembleNested(leaves, field, DEFAULT_PARSERS);
    return { name: field.element.name, values: leaves.get(field.element.name) ?? [] };
  });
  return Array.from({ length: count }, (_, row) =>
    documentText(Object.fromEntries(fields.map(({ name, values }) => [name, plainValue(values[row])]))),
  );
}

async function asyncBuffer(file: FileHandle): Promise<AsyncBuffer> {
  const { size } = await file.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(end - start);
      await file.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
}
