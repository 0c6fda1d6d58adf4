import type { FileHandle } from "node:fs/promises";
import type { ColumnMetaData, DecodedArray, PageHeader } from "hyparquet";
import type { ColumnDecoder } from "hyparquet/src/types.js";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import { convert } from "hyparquet/src/convert.js";

const HEADER_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/** One column of one row group, read page by page: a row group may be as large as the file. */
export interface ParquetColumn {
  decoder: ColumnDecoder;
  /** Next byte of the column in the file, and the first after it. */
  position: number;
  end: number;
  dictionary: DecodedArray | undefined;
  /** Rows decoded and not taken yet, from `taken` on. The last may go on in the next page when the column is nested. */
  rows: unknown[];
  taken: number;
}

/** The column before its first page. */
export function openColumn(decoder: ColumnDecoder, chunk: ColumnMetaData): ParquetColumn {
  // Some writers leave out the offset of the dictionary page, or write 0.
  const dictionaryOffset = Number(chunk.dictionary_page_offset ?? 0n);
  const dataOffset = Number(chunk.data_page_offset);
  const position = dictionaryOffset > 0 && dictionaryOffset < dataOffset ? dictionaryOffset : dataOffset;
  return { decoder, position, end: position + Number(chunk.total_compressed_size), dictionary: undefined, rows: [], taken: 0 };
}

/** How many whole rows can be taken without reading. */
export function availableRows(column: ParquetColumn): number {
  const decoded = column.rows.length - column.taken;
  const mayGoOn = column.position < column.end && column.decoder.schemaPath.length > 2;
  return mayGoOn ? Math.max(0, decoded - 1) : decoded;
}

/** The next `count` rows, which must be available. */
export function takeRows(column: ParquetColumn, count: number): unknown[] {
  const rows = column.rows.slice(column.taken, column.taken + count);
  column.taken += count;
  return rows;
}

/** Reads and decodes the column's next page. @returns false when there is none */
export async function readNextPage(file: FileHandle, column: ParquetColumn): Promise<boolean> {
  if (column.position >= column.end) return false;
  const { header, headerBytes } = await readHeader(file, column);
  const page = await readBytes(file, column.position + headerBytes, header.compressed_page_size);
  column.position += headerBytes + page.byteLength;
  const reader = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 };
  if (header.type === "DICTIONARY_PAGE") {
    const { data } = readPage(reader, header, column.decoder, undefined, undefined, 0);
    if (data) column.dictionary = convert(data, column.decoder);
    return true;
  }
  const before = column.rows.slice(column.taken);
  column.taken = 0;
  const { data } = readPage(reader, header, column.decoder, column.dictionary, before, 0);
  // The decoder either appends to what was begun or, for a column that is neither optional nor repeated, gives a new array.
  column.rows = data === undefined || data === before ? before : before.concat(Array.from(data as ArrayLike<unknown>));
  return true;
}

async function readHeader(file: FileHandle, column: ParquetColumn): Promise<{ header: PageHeader; headerBytes: number }> {
  for (let size = HEADER_BYTES; ; size *= 8) {
    const bytes = await readBytes(file, column.position, Math.min(size, column.end - column.position));
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
    try {
      return { header: parquetHeader(reader), headerBytes: reader.offset };
    } catch (error) {
      // Statistics of long texts make long headers.
      const isCut = error instanceof RangeError && bytes.byteLength === size && size < MAX_HEADER_BYTES;
      if (!isCut) throw error;
    }
  }
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error("it ends inside a page");
    filled += bytesRead;
  }
  return bytes;
}
