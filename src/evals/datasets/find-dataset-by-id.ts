import type { Db } from "../../db/index.ts";
import type { Dataset } from "./dataset.ts";
import { selectById } from "./store.ts";

/** The revision on which a run is frozen. */
export function findDatasetById(db: Db, id: number): Promise<Dataset | undefined> {
  return selectById(db, id);
}
