import { createHash } from "node:crypto";
import type { Db } from "../../db/index.ts";
import { storableJson } from "../../lib/storable-json.ts";
import { countRows, titleOf, type Dataset } from "./dataset.ts";
import { findDataset } from "./find-dataset.ts";
import { readRows } from "./read-rows.ts";
import { insertDraft, insertRows, lockName, publishDraft } from "./store.ts";

export interface AddedRows {
  dataset: Dataset;
  /** How many were stored. */
  loaded: number;
  /** How many were there already, and were not stored again. */
  skipped: number;
}

interface Input {
  name: string;
  split: string;
  rows: readonly Record<string, unknown>[];
  /** What makes two rows the same one. */
  identityOf(row: Record<string, unknown>): string;
}

/**
 * Adds rows to a small dataset of one split, made where there is none: a new revision holds the old rows and the new ones. A row that
 * is there already is not stored again. Joins the caller's transaction: all rows or none.
 */
export function addRows(db: Db, { name, split, rows, identityOf }: Input): Promise<AddedRows> {
  return db.transaction(async () => {
    await lockName(db, name, "");
    const known = await findDataset(db, name);
    const all: Record<string, unknown>[] = [];
    if (known) for await (const { doc } of readRows(db, known.id, { firstId: 0, endId: countRows(known) })) all.push(doc);
    const seen = new Set(all.map(identityOf));
    const fresh = rows.filter((row) => {
      const identity = identityOf(row);
      if (seen.has(identity)) return false;
      seen.add(identity);
      return true;
    });
    const counts = { loaded: fresh.length, skipped: rows.length - fresh.length };
    if (known && fresh.length === 0) return { dataset: known, ...counts };
    const documents = [...all, ...fresh].map((row) => storableJson(row));
    const splits = [{ name: split, rows: documents.length, firstId: 0 }];
    const contentHash = createHash("sha256")
      .update([titleOf({ name, config: "" }), split, ...documents].join("\n"))
      .digest("hex");
    const draft = await insertDraft(db, { name, config: "", contentHash, splits, source: null });
    await insertRows(db, draft, 0, documents);
    return { dataset: await publishDraft(db, draft, (known?.revision ?? 0) + 1), ...counts };
  });
}
