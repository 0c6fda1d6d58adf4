import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { messageOf } from "../../lib/errors.ts";
import { listTaskFiles, stampsOf, type TaskRoot } from "./list-task-files.ts";
import { createTaskFileReader, type RawConfig } from "./read-task-file.ts";
import { addToIndex, emptyIndex, type TaskIndex } from "./task-index.ts";
import { EXAMPLES_FOLDER, readWorkedExamples } from "./worked-examples.ts";

const BUILT_IN = fileURLToPath(new URL("builtin", import.meta.url));
const FILES_AT_ONCE = 32;
const INDEXES_KEPT = 4;

interface Kept {
  index: TaskIndex;
  /** Every file that was read, includes without an extension among them. */
  read: readonly string[];
  stamps: string;
  listed: string;
}

/** The latest indexes by their folders: reading 11,000 files takes seconds, seeing that none has changed takes a tenth of that. */
const kept = new Map<string, Promise<Kept>>();

/**
 * Reads the built-in task files and those of the given folders (or single files), later ones over earlier ones of the same
 * name; within a folder files count in the order of their names. A faulty file does not hide the others: it becomes a problem of
 * the index. A folder that is not there is refused. The index is shared: nobody changes it.
 */
export async function loadTaskIndex(includePaths: readonly string[] = []): Promise<TaskIndex> {
  const roots: TaskRoot[] = [];
  for (const path of [BUILT_IN, ...includePaths]) roots.push(await listTaskFiles(path));
  const key = [BUILT_IN, ...includePaths].join("\n");
  const known = await kept.get(key)?.catch(() => undefined);
  const listed = roots.flatMap(({ files, examples }) => [...files, ...examples]).join("\n");
  if (known?.listed === listed && known.stamps === (await stampsOf(known.read))) return known.index;
  const reading = readRoots(roots, listed);
  kept.delete(key);
  kept.set(key, reading);
  for (const [oldest] of kept) {
    if (kept.size <= INDEXES_KEPT) break;
    kept.delete(oldest);
  }
  return (await reading).index;
}

async function readRoots(roots: readonly TaskRoot[], listed: string): Promise<Kept> {
  const index = emptyIndex();
  const own = roots.flatMap(({ files, examples }) => [...files, ...examples]);
  // Before they are read: what changes meanwhile is read again.
  const stamps = await stampsOf(own);
  const included = new Set<string>();
  for (const [root, { folder, files, examples }] of roots.entries()) {
    const reader = createTaskFileReader(folder);
    for (const file of examples) {
      index.examples.set(`${EXAMPLES_FOLDER}/${basename(file)}`, readWorkedExamples(await readFile(file, "utf8")));
    }
    for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
      const batch = files.slice(at, at + FILES_AT_ONCE);
      const configs = await Promise.all(batch.map((file) => reader.read(file).catch(messageOf)));
      for (const [position, result] of configs.entries()) {
        const path = batch[position] ?? "";
        const place = { file: join(basename(folder), relative(folder, path)), path, folder: dirname(path), root };
        if (typeof result === "string") index.problems.push(result);
        else addToIndex(index, result satisfies RawConfig, place);
      }
    }
    for (const file of reader.parsed()) included.add(file);
  }
  for (const file of own) included.delete(file);
  return { index, read: [...own, ...included], stamps: [stamps, await stampsOf([...included])].filter(Boolean).join("\n"), listed };
}
