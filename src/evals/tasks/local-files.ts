import { isAbsolute, join } from "node:path";
import { z } from "zod";

import { AssayError } from "../../lib/errors.ts";
import type { Task } from "./task.ts";
import type { TaskIndex } from "./task-index.ts";

/** The `dataset_path`s that stand for files, as the `datasets` library has them. */
const FORMATS: ReadonlySet<string> = new Set(["json", "csv", "parquet"]);

const paths = z.union([z.string(), z.array(z.string()).min(1)]);
const kwargsSchema = z.looseObject({ data_files: z.union([paths, z.record(z.string(), paths)]) });

/** A dataset that a task brings along. */
export interface LocalDataset {
  /** By which it is registered, such as `files/my_task`. */
  name: string;
  /** Absolute paths by split. */
  splits: Record<string, string[]>;
}

/**
 * The files of a task with `dataset_path: json` (or csv, parquet) and `dataset_kwargs.data_files`; null for all other tasks. Relative
 * paths are the task file's neighbours; files without a split's name are `train`, as the `datasets` library has it.
 * @throws AssayError `invalid_input` for files that are not named, or are not on this machine
 */
export function localFilesOf(index: TaskIndex, { name, source, config }: Task): LocalDataset | null {
  if (source.kind !== "dataset" || !FORMATS.has(source.path)) return null;
  const parsed = kwargsSchema.safeParse(config.dataset_kwargs);
  if (!parsed.success) {
    throw new AssayError(
      "invalid_input",
      `The task ${name} reads ${source.path} files and names none: it lacks dataset_kwargs.data_files.`,
      {
        field: "dataset_kwargs",
      },
    );
  }
  const { data_files: files } = parsed.data;
  const bySplit = typeof files === "string" || Array.isArray(files) ? { train: files } : files;
  const folder = index.entries.get(name)?.folder ?? ".";
  const locate = (file: string) => {
    if (/^[a-z]+:\/\//.test(file) || file.includes("*")) {
      throw new AssayError(
        "invalid_input",
        `The task ${name} reads ${file}: only single files of this machine are read. Download it first.`,
        {
          field: "dataset_kwargs",
        },
      );
    }
    return isAbsolute(file) ? file : join(folder, file);
  };
  return {
    name: `files/${name}`,
    splits: Object.fromEntries(Object.entries(bySplit).map(([split, some]) => [split, [some].flat().map(locate)])),
  };
}
