import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { titleOf, type DatasetRow } from "./dataset.ts";
import { selectById, selectIds, selectRange } from "./store.ts";

const PAGE_ROWS = 1000;

/** Which rows: all of a split, the ids firstId <= id < endId, or these ids. */
export type RowSelection = { split: string } | { firstId: number; endId: number } | { ids: readonly number[] };

/**
 * Rows of a dataset by ascending id. They are fetched in pages of 1,000, so that no dataset has to fit in memory.
 * Rejects with `not_found` for a dataset, a split or an id that does not exist.
 */
export async function* readRows(db: Db, datasetId: number, selection: RowSelection): AsyncGenerator<DatasetRow> {
  if ("ids" in selection) return yield* readIds(db, datasetId, selection.ids);
  const { firstId, endId } = "split" in selection ? await findSplit(db, datasetId, selection.split) : selection;
  for (let next = firstId; next < endId;) {
    const page = await selectRange(db, datasetId, { firstId: next, endId, limit: PAGE_ROWS });
    const last = page.at(-1);
    if (!last) return;
    yield* page;
    next = last.id + 1;
  }
}

async function* readIds(db: Db, datasetId: number, ids: readonly number[]): AsyncGenerator<DatasetRow> {
  const sorted = [...new Set(ids)].toSorted((a, b) => a - b);
  for (let i = 0; i < sorted.length; i += PAGE_ROWS) {
    const asked = sorted.slice(i, i + PAGE_ROWS);
    const page = await selectIds(db, datasetId, asked);
    const found = new Set(page.map((row) => row.id));
    const missing = asked.find((id) => !found.has(id));
    if (missing !== undefined) throw new AssayError("not_found", `Dataset ${datasetId} has no document ${missing}.`);
    yield* page;
  }
}

async function findSplit(db: Db, datasetId: number, name: string): Promise<{ firstId: number; endId: number }> {
  const dataset = await selectById(db, datasetId);
  if (!dataset) throw new AssayError("not_found", `There is no dataset ${datasetId}.`);
  const split = dataset.splits.find((candidate) => candidate.name === name);
  if (split) return { firstId: split.firstId, endId: split.firstId + split.rows };
  const names = dataset.splits.map((candidate) => candidate.name).join(", ");
  throw new AssayError("not_found", `The dataset ${titleOf(dataset)} has no split ${name}; it has ${names}.`);
}
