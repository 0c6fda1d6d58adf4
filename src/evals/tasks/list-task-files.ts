import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { AssayError } from "../../lib/errors.ts";
import { EXAMPLES_FOLDER } from "./worked-examples.ts";

const MAX_DEPTH = 16;
const FILES_AT_ONCE = 64;

/** A folder to be read, or one file of it. */
export interface TaskRoot {
  folder: string;
  /** Task files in the order in which they count: by name, folders where their names stand. */
  files: string[];
  /** Prompts with worked examples. */
  examples: string[];
}

/** All task files below a folder, or the one file. @throws AssayError `not_found` when nothing is there */
export async function listTaskFiles(path: string): Promise<TaskRoot> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return { folder: dirname(path), files: [path], examples: [] };
  if (!found?.isDirectory()) throw new AssayError("not_found", `There is no folder or file of tasks at ${path}.`, { field: "includePath" });
  const root: TaskRoot = { folder: path, files: [], examples: [] };
  await walk(root, path, 0);
  return root;
}

async function walk(root: TaskRoot, folder: string, depth: number): Promise<void> {
  if (depth > MAX_DEPTH) return;
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "__pycache__") await walk(root, path, depth + 1);
    } else if (/\.ya?ml$/.test(entry.name)) root.files.push(path);
    else if (entry.name.endsWith(".txt") && basename(folder) === EXAMPLES_FOLDER) root.examples.push(path);
  }
}

/** When each file was last written and how long it is, as one text; a file that is gone is "gone". */
export async function stampsOf(paths: readonly string[]): Promise<string> {
  const stamps: string[] = [];
  for (let at = 0; at < paths.length; at += FILES_AT_ONCE) {
    const batch = paths.slice(at, at + FILES_AT_ONCE);
    stamps.push(
      ...(await Promise.all(
        batch.map((path) =>
          stat(path).then(
            ({ mtimeMs, size }) => `${path} ${mtimeMs} ${size}`,
            () => `${path} gone`,
          ),
        ),
      )),
    );
  }
  return stamps.join("\n");
}
