import { AssayError } from "../../../lib/errors.ts";
import { chooseFiles, noSuchConfig, type ConfigFiles } from "./choose-files.ts";
import type { HubAccess, HubFile, HubRepository } from "./hub-access.ts";
import { readRepository } from "./read-repository.ts";

/** Where the hub keeps the parquet that it makes of datasets in other forms. */
const CONVERTED = "refs/convert/parquet";
const CONVERTED_FILE = /^([^/]+)\/([^/]+)\/[^/]+\.parquet$/;
const USUAL_ORDER = ["train", "validation", "test"];

/** Files to read for one configuration, and the commit at which they are read. */
export interface FoundFiles extends ConfigFiles {
  repository: string;
  commit: string;
  /** The branch on which the commit lies, when it is not the dataset's own. */
  branch: string | null;
}

/**
 * Finds the files of a dataset's configuration on the hub: declared by its card, found by their names, or converted by
 * the hub itself. The revision is made a commit once, and everything is read at it.
 */
export async function findFiles(
  access: HubAccess,
  { name, config, revision = "main" }: { name: string; config: string; revision?: string | undefined },
  signal?: AbortSignal,
): Promise<FoundFiles> {
  const repository = await readRepository(access, name, revision, signal);
  const own = chooseFiles(repository, config);
  if (own) return { ...own, repository: repository.name, commit: repository.commit, branch: null };
  if (revision !== "main") throw unreadable(repository, config);
  const converted = await readRepository(access, repository.name, CONVERTED, signal).catch((error: unknown) => {
    throw error instanceof AssayError && error.code === "not_found" ? unreadable(repository, config) : error;
  });
  const chosen = chooseConverted(converted, repository, config);
  return { ...chosen, repository: repository.name, commit: converted.commit, branch: CONVERTED };
}

function chooseConverted(converted: HubRepository, repository: HubRepository, config: string): ConfigFiles {
  const configs = new Map<string, Map<string, HubFile[]>>();
  for (const file of converted.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const [, name, split] = CONVERTED_FILE.exec(file.path) ?? [];
    // `partial-train` is what the hub makes of a dataset that is too large for it.
    if (name === undefined || split === undefined || split.startsWith("partial-")) continue;
    const splits = configs.get(name) ?? new Map<string, HubFile[]>();
    configs.set(name, splits.set(split, [...(splits.get(split) ?? []), file]));
  }
  const names = [...configs.keys()];
  if (names.length === 0) throw unreadable(repository, config);
  const wanted = config !== "" ? config : names.includes("default") ? "default" : names.length === 1 ? (names[0] ?? "") : "";
  const splits = configs.get(wanted);
  if (!splits) throw noSuchConfig(repository.name, config, names);
  return { config: wanted, splits: inOrder(splits, declaredOrder(repository, wanted)) };
}

/** The card's `dataset_info` lists the splits in the dataset's own order. */
function declaredOrder({ card }: HubRepository, config: string): string[] {
  type Info = { config_name?: string; splits?: { name?: string }[] };
  const infos = [card["dataset_info"] ?? []].flat() as Info[];
  const info = infos.find((one) => (one.config_name ?? "default") === config);
  return Array.isArray(info?.splits) ? info.splits.map((split) => String(split.name)) : USUAL_ORDER;
}

function inOrder(splits: ReadonlyMap<string, HubFile[]>, order: readonly string[]): Record<string, HubFile[]> {
  const place = (split: string) => (order.includes(split) ? order.indexOf(split) : order.length);
  return Object.fromEntries([...splits].toSorted(([a], [b]) => place(a) - place(b)));
}

function unreadable({ name, commit }: HubRepository, config: string): AssayError {
  const which = config === "" ? "" : `, configuration ${config},`;
  return new AssayError(
    "invalid_input",
    `The dataset ${name}${which} has no parquet, JSON or CSV files at ${commit.slice(0, 12)} that can be told apart into splits. Give files: --split test=FILE.`,
    { field: "name" },
  );
}
