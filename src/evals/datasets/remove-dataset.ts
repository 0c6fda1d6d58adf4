import { DatabaseError, type Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { titleOf, type Dataset } from "./dataset.ts";
import { requireDataset } from "./require-dataset.ts";
import { deleteDatasets, lockName, selectDatasets, selectRunsUsing } from "./store.ts";

const FOREIGN_KEY_VIOLATION = "23503";

/**
 * Removes all revisions of a dataset, or the one given, with their rows. Rejects with `conflict` while a run uses one of
 * them, with `not_found` when there is none. @returns what was removed
 */
export function removeDataset(db: Db, name: string, config = "", revision?: number): Promise<Dataset[]> {
  return db.transaction(async () => {
    const found = await requireDataset(db, name, config, revision);
    // A configuration that was asked for and is missing must not remove the one that stands in for it.
    if (config !== "" && found.config !== config)
      throw new AssayError("not_found", `The dataset ${titleOf({ name, config })} is not registered.`);
    await lockName(db, found.name, found.config);
    const all = await selectDatasets(db);
    const removed = all.filter(
      (dataset) =>
        dataset.name === found.name && dataset.config === found.config && (revision === undefined || dataset.revision === revision),
    );
    const ids = removed.map((dataset) => dataset.id);
    const runs = await selectRunsUsing(db, ids);
    if (runs.length > 0) throw inUse(found, `run ${runs.join(", ")}`);
    await deleteDatasets(db, ids).catch((error: unknown) => {
      const isUsedNow = error instanceof DatabaseError && error.code === FOREIGN_KEY_VIOLATION;
      throw isUsedNow ? inUse(found, "run that has just begun") : error;
    });
    return removed;
  });
}

function inUse(dataset: Dataset, by: string): AssayError {
  return new AssayError("conflict", `The dataset ${titleOf(dataset)} is used by the ${by}. Remove the run first.`);
}
