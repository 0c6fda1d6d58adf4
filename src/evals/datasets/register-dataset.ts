import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { describeIssue } from "../../lib/describe-issue.ts";
import { datasetInputSchema, titleOf, type Dataset, type DatasetInput, type Split } from "./dataset.ts";
import { readDocuments } from "./formats/read-documents.ts";
import { insertDataset, insertRows, lockName, selectDataset } from "./store.ts";

const BATCH_ROWS = 1000;
const BATCH_CHARACTERS = 4 * 1024 * 1024;

export interface Registration {
  dataset: Dataset;
  /** False when the newest revision has the same content already: nothing was stored. */
  isNew: boolean;
}

/**
 * Registers the rows of files as a dataset's newest revision, in one transaction. The files are read twice: once to
 * check them all and to know their content, which needs no database and often ends there, and once to store them.
 * Rejects with `invalid_input` naming the file and line, or `conflict` when a file changed in between; nothing is stored then.
 */
export async function registerDataset(db: Db, input: DatasetInput): Promise<Registration> {
  const parsed = datasetInputSchema.safeParse(input);
  if (!parsed.success) {
    const issue = describeIssue(parsed.error);
    throw new AssayError("invalid_input", `The dataset cannot be registered: ${issue.message}.`, { field: issue.field });
  }
  const { name, config, splits: files } = parsed.data;
  const content = await readContent(files);
  const isNewest = (newest: Dataset | undefined) => newest?.contentHash === content.hash;
  const known = await selectDataset(db, { name, config });
  if (known && isNewest(known)) return { dataset: known, isNew: false };
  return db.transaction(async () => {
    await lockName(db, name, config);
    const newest = await selectDataset(db, { name, config });
    if (newest && isNewest(newest)) return { dataset: newest, isNew: false };
    const revision = (newest?.revision ?? 0) + 1;
    const dataset = await insertDataset(db, { name, config, revision, contentHash: content.hash, splits: content.splits });
    const stored = await readContent(files, (firstId, documents) => insertRows(db, dataset.id, firstId, documents));
    if (stored.hash !== content.hash) {
      throw new AssayError("conflict", `A file of ${titleOf(dataset)} changed while it was read. Try again when it is written.`);
    }
    return { dataset, isNew: true };
  });
}

interface Content {
  hash: string;
  splits: Split[];
}

/** Reads all files; gives each batch to `onBatch` with the id of its first document. */
async function readContent(
  files: Readonly<Record<string, string>>,
  onBatch?: (firstId: number, documents: readonly string[]) => Promise<void>,
): Promise<Content> {
  const hash = createHash("sha256");
  const splits: Split[] = [];
  let nextId = 0;
  for (const [name, path] of Object.entries(files)) {
    const firstId = nextId;
    hash.update(`${JSON.stringify({ split: name })}\n`);
    try {
      for await (const documents of inBatches(readDocuments(path))) {
        for (const document of documents) hash.update(document).update("\n");
        await onBatch?.(nextId, documents);
        nextId += documents.length;
      }
      if (nextId === firstId) throw new AssayError("invalid_input", `${path} holds no documents.`);
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
