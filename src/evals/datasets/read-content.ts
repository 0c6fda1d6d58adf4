import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { AssayError } from "../../lib/errors.ts";
import type { Split } from "./dataset.ts";
import { readDocuments } from "./formats/read-documents.ts";

const BATCH_ROWS = 1000;
const BATCH_CHARACTERS = 512 * 1024;

/** A split's file, or several in order. */
export type SplitFiles = Readonly<Record<string, string | readonly string[]>>;

export interface Content {
  /** sha256 (hex) over the splits and their rows. */
  hash: string;
  splits: Split[];
}

/**
 * Reads all files; gives each batch to `onBatch` with the id of its first document.
 * Rejects with `invalid_input` naming the file and, where there are lines, the line; the field is the split's.
 */
export async function readContent(
  files: SplitFiles,
  onBatch?: (firstId: number, documents: readonly string[]) => Promise<void>,
): Promise<Content> {
  const hash = createHash("sha256");
  const splits: Split[] = [];
  let nextId = 0;
  for (const [name, paths] of Object.entries(files)) {
    const firstId = nextId;
    hash.update(`${JSON.stringify({ split: name })}\n`);
    try {
      for (const path of [paths].flat()) {
        const before = nextId;
        for await (const documents of inBatches(readDocuments(path))) {
          for (const document of documents) hash.update(document).update("\n");
          await onBatch?.(nextId, documents);
          nextId += documents.length;
        }
        if (nextId === before) throw new AssayError("invalid_input", `${path} holds no documents.`);
      }
    } catch (error) {
      throw error instanceof AssayError ? new AssayError(error.code, error.message, { cause: error, field: `splits.${name}` }) : error;
    }
    splits.push({ name, rows: nextId - firstId, firstId });
  }
  assert(splits.length > 0, "the schema asks for a split");
  return { hash: hash.digest("hex"), splits };
}

async function* inBatches(chunks: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for await (const chunk of chunks) {
    for (const document of chunk) {
      batch.push(document);
      characters += document.length;
      if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
      yield batch;
      batch = [];
      characters = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
