import type { Db } from "../../db/index.ts";
import type { Dataset } from "./dataset.ts";
import { selectConfigs, selectDataset } from "./store.ts";

/**
 * The dataset of this name and configuration: the revision asked for, or the newest. A name that is registered without a
 * configuration serves every configuration, and one that is registered with a single one needs none.
 */
export async function findDataset(db: Db, name: string, config = "", revision?: number): Promise<Dataset | undefined> {
  const configs = await selectConfigs(db, name);
  const candidates = [config, ...(config === "" && configs.length === 1 ? configs : [""])];
  const serving = candidates.find((candidate) => configs.includes(candidate));
  return serving === undefined ? undefined : selectDataset(db, { name, config: serving, revision });
}
