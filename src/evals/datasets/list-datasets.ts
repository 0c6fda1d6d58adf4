import type { Db } from "../../db/index.ts";
import type { Dataset } from "./dataset.ts";
import { selectDatasets } from "./store.ts";

/** Every registered revision, by name and configuration, newest first. */
export function listDatasets(db: Db): Promise<Dataset[]> {
  return selectDatasets(db);
}
