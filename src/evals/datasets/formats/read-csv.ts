import { finished, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { AssayError } from "../../../lib/errors.ts";
import { documentText } from "../document-text.ts";
import { openBytes } from "./open-file.ts";
import { MAX_DOCUMENT_LENGTH } from "./parse-document.ts";

const BATCH_ROWS = 256;

/** Documents of a CSV or TSV file with a header line (RFC 4180); every field is a text, an empty one too. */
export async function* readCsv(path: string, delimiter: "," | "\t"): AsyncGenerator<string[]> {
  const source = Readable.from(openBytes(path));
  const parser = parse({
    delimiter,
    bom: true,
    columns: (header: string[]) => checkHeader(header, path),
    skip_empty_lines: true,
    max_record_size: MAX_DOCUMENT_LENGTH,
  });
  finished(source, (error) => error && parser.destroy(error));
  let batch: string[] = [];
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<Record<string, string>>) {
      batch.push(documentText(record));
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    throw error instanceof CsvError ? describeError(error, path) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
  if (batch.length > 0) yield batch;
}

function checkHeader(header: string[], path: string): string[] {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined)
    throw new AssayError("invalid_input", `${path}, line 1: the column ${JSON.stringify(twice)} stands twice in the header.`);
  if (header.includes(""))
    throw new AssayError("invalid_input", `${path}, line 1: column ${header.indexOf("") + 1} of the header has no name.`);
  return header;
}

function describeError(error: CsvError, path: string): AssayError {
  const line = error["lines"] as number | undefined;
  const reason = error.message.replace(/ (?:on|at) line \d+.*$/, "").replace(/[.]$/, "");
  return new AssayError("invalid_input", `${path}, line ${line ?? "?"}: ${reason}.`, { cause: error });
}
