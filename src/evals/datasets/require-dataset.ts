import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { titleOf, type Dataset } from "./dataset.ts";
import { findDataset } from "./find-dataset.ts";
import { selectConfigs } from "./store.ts";

/** `findDataset`, but rejects with `not_found`, saying what there is or how to register it. */
export async function requireDataset(db: Db, name: string, config = "", revision?: number): Promise<Dataset> {
  const dataset = await findDataset(db, name, config, revision);
  if (dataset) return dataset;
  const configs = await selectConfigs(db, name);
  const missing = `The dataset ${titleOf({ name, config })}${revision === undefined ? "" : `, revision ${revision},`} is not registered`;
  throw new AssayError("not_found", `${missing}${remedy({ name, config }, configs)}`, { field: "name" });
}

/** The command that registers a dataset, as it may be typed. */
export function commandFor({ name, config }: { name: string; config: string }): string {
  return `\`assay dataset add ${name}${config && ` --config ${config}`}\``;
}

function remedy({ name, config }: { name: string; config: string }, configs: readonly string[]): string {
  if (configs.includes(config)) return ".";
  if (configs.length > 0) return `; it is registered with the configuration ${configs.map((one) => one || '""').join(", ")}.`;
  return `: ${commandFor({ name, config })} registers it.`;
}
