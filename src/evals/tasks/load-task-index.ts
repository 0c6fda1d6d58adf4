import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { AssayError, messageOf } from "../../lib/errors.ts";
import { createTaskFileReader, type RawConfig } from "./read-task-file.ts";
import { addToIndex, emptyIndex, type TaskIndex } from "./task-index.ts";
import { EXAMPLES_FOLDER, readWorkedExamples } from "./worked-examples.ts";

const BUILT_IN = fileURLToPath(new URL("builtin", import.meta.url));
const MAX_DEPTH = 16;
const FILES_AT_ONCE = 32;

/**
 * Reads the built-in task files and those of the given folders (or single files), later ones over earlier ones of the same
 * name. A faulty file does not hide the others: it becomes a problem of the index. A folder that is not there is refused.
 */
export async function loadTaskIndex(includePaths: readonly string[] = []): Promise<TaskIndex> {
  const index = emptyIndex();
  for (const path of [BUILT_IN, ...includePaths]) {
    const root = await rootOf(path);
    const reader = createTaskFileReader(root);
    const found = root === path ? await listTaskFiles(root) : [path];
    const files = found.filter((file) => !file.endsWith(".txt"));
    for (const file of found.filter((name) => name.endsWith(".txt"))) {
      index.examples.set(`${EXAMPLES_FOLDER}/${basename(file)}`, readWorkedExamples(await readFile(file, "utf8")));
    }
    for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
      const batch = files.slice(at, at + FILES_AT_ONCE);
      const read = await Promise.all(batch.map((file) => reader.read(file).catch(messageOf)));
      for (const [position, result] of read.entries()) {
        const name = join(basename(root), relative(root, batch[position] ?? ""));
        if (typeof result === "string") index.problems.push(result);
        else addToIndex(index, result satisfies RawConfig, name);
      }
    }
  }
  return index;
}

async function rootOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return path;
  if (found?.isFile()) return dirname(path);
  throw new AssayError("not_found", `There is no folder or file of tasks at ${path}.`, { field: "includePath" });
}

/** All .yaml files below, in the order of their names, and prompts with worked examples. */
async function listTaskFiles(folder: string, depth = 0): Promise<string[]> {
  if (depth > MAX_DEPTH) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "__pycache__") files.push(...(await listTaskFiles(path, depth + 1)));
    } else if (entry.name.endsWith(".yaml")) files.push(path);
    else if (entry.name.endsWith(".txt") && basename(folder) === EXAMPLES_FOLDER) files.push(path);
  }
  return files;
}
