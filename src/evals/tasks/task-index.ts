import type { Document } from "./document.ts";
import type { RawConfig } from "./read-task-file.ts";

/** One name that can be evaluated. */
interface IndexEntry {
  kind: "task" | "group";
  config: RawConfig;
  /** The file, from the folder it was found in. */
  file: string;
  /** Absolute; in no configuration. */
  path: string;
  folder: string;
  /** Which of the folders that is: what a user brings may take the place of what is built in, and says nothing. */
  root: number;
}

/** Everything that was found on disk, by name; configurations are checked when a name is resolved. */
export interface TaskIndex {
  entries: Map<string, IndexEntry>;
  /** Names of tasks by tag. */
  tags: Map<string, string[]>;
  /** Worked examples of tasks that are not shipped with them, by folder and file. */
  examples: Map<string, readonly Document[]>;
  /** Faulty files and names that occur twice, each a sentence. */
  problems: string[];
}

export function emptyIndex(): TaskIndex {
  return { entries: new Map(), tags: new Map(), examples: new Map(), problems: [] };
}

/** Adds what a file defines; a file that defines nothing (a template) is passed over. A name that is there is replaced. */
export function addToIndex(index: TaskIndex, config: RawConfig, place: Pick<IndexEntry, "file" | "path" | "folder" | "root">): void {
  const kind = kindOf(config);
  if (kind === null) return;
  const name = String(kind === "group" ? config["group"] : config["task"]);
  const known = index.entries.get(name);
  if (known !== undefined) {
    if (known.root === place.root)
      index.problems.push(`${name} is defined twice, in ${known.file} and in ${place.file}; the latter is used.`);
    for (const names of index.tags.values()) if (names.includes(name)) names.splice(names.indexOf(name), 1);
  }
  index.entries.set(name, { kind, config, ...place });
  if (kind === "group") return;
  for (const tag of [config["tag"] ?? []].flat()) {
    const names = index.tags.get(String(tag)) ?? [];
    names.push(name);
    index.tags.set(String(tag), names);
  }
}

/** A list under `task` makes a group, a text a task. */
function kindOf(config: RawConfig): IndexEntry["kind"] | null {
  if (typeof config["group"] === "string" && Array.isArray(config["task"])) return "group";
  return typeof config["task"] === "string" ? "task" : null;
}
