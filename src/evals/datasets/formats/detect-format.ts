import { extname } from "node:path";
import { AssayError } from "../../../lib/errors.ts";
import { openText, readHead } from "./open-file.ts";

export type Format = "json-lines" | "json-array" | "csv" | "tsv" | "parquet";

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  ".jsonl": "json-lines",
  ".ndjson": "json-lines",
  ".csv": "csv",
  ".tsv": "tsv",
  ".parquet": "parquet",
};
const PARQUET_MAGIC = "PAR1";

/** What the file is: by its extension (before `.gz`), and where that says nothing, by how it begins. */
export async function detectFormat(path: string): Promise<Format> {
  const extension = extname(path.toLowerCase().replace(/\.gz$/, ""));
  const known = BY_EXTENSION[extension];
  if (known) return known;
  if ((await readHead(path, PARQUET_MAGIC.length)).toString("latin1") === PARQUET_MAGIC) return "parquet";
  const sign = await firstSign(path);
  if (sign === "{") return "json-lines";
  if (sign === "[") return "json-array";
  throw new AssayError(
    "invalid_input",
    `${path} has no format that is known here. Give JSON Lines (.jsonl), a JSON array (.json), CSV (.csv, .tsv), each also as .gz, or Parquet (.parquet).`,
  );
}

async function firstSign(path: string): Promise<string | undefined> {
  try {
    for await (const chunk of openText(path)) {
      const text = chunk.trimStart();
      if (text !== "") return text[0];
    }
  } catch {
    // Bytes that are no text are no format either; the caller says so.
  }
  return undefined;
}
