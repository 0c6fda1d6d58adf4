import { detectFormat } from "./detect-format.ts";
import { checkFile } from "./open-file.ts";
import { readCsv } from "./read-csv.ts";
import { readJsonArray } from "./read-json-array.ts";
import { readJsonLines } from "./read-json-lines.ts";
import { readParquet } from "./read-parquet.ts";

/**
 * The documents of a file as JSON texts ready to be stored, in batches of no fixed size; never more of the file is in
 * memory than a few pages. Rejects with `invalid_input`, naming the file and, where there are lines, the line.
 */
export async function* readDocuments(path: string): AsyncGenerator<string[]> {
  await checkFile(path);
  switch (await detectFormat(path)) {
    case "json-lines":
      return yield* readJsonLines(path);
    case "json-array":
      return yield* readJsonArray(path);
    case "csv":
      return yield* readCsv(path, ",");
    case "tsv":
      return yield* readCsv(path, "\t");
    case "parquet":
      return yield* readParquet(path);
  }
}
