import { isAbsolute } from "node:path";
import { z } from "zod";

export const datasetNameSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^\S+$/, "must be without blanks, such as TIGER-Lab/MMLU-Pro")
  // Apart from the pattern, which is in the docs: not every reader of those knows \p.
  .refine((name) => !/\p{Cc}/u.test(name), "must be without control characters");

const SPLIT_NAME = /^[A-Za-z][\w.-]{0,63}$/;

const path = z.string().max(4096).refine(isAbsolute, "must be an absolute path");
export const splitFiles = z
  .record(z.string(), z.union([path, z.array(path).min(1).max(4096)]))
  .refine((splits) => Object.keys(splits).length > 0, "must name at least one split")
  .refine(
    (splits) => Object.keys(splits).every((name) => SPLIT_NAME.test(name)),
    "must be named by short words, such as test, train or validation",
  )
  .refine((splits) => Object.keys(splits).length <= 64, "must name at most 64 splits");

/** What a dataset is registered from: a file, or several in order, for each split; absolute paths on this machine. */
export const datasetInputSchema = z.strictObject({
  name: datasetNameSchema,
  /** The harness's `dataset_name`; empty for a dataset that has only one configuration. */
  config: z.string().max(256).default(""),
  splits: splitFiles,
});
export type DatasetInput = z.input<typeof datasetInputSchema>;

/** A contiguous range of ids: `firstId` to `firstId + rows - 1`. */
export const splitSchema = z.object({ name: z.string(), rows: z.int(), firstId: z.int() });
export type Split = z.infer<typeof splitSchema>;

/** The place on the Hugging Face hub that rows came from. */
export const hubOriginSchema = z.object({
  kind: z.literal("hub"),
  repository: z.string(),
  config: z.string(),
  /** The commit at which every file was read. */
  commit: z.string(),
  /** The hub's own branch with converted files; null for the dataset's main history. */
  branch: z.string().nullable(),
  files: z.record(z.string(), z.array(z.string())),
});
export type HubOrigin = z.infer<typeof hubOriginSchema>;

/** Registered rows, immutable. The newest revision of a name and configuration is the one that new runs use. */
export interface Dataset {
  id: number;
  name: string;
  config: string;
  revision: number;
  /** sha256 (hex) over the splits and their rows, in order. */
  contentHash: string;
  splits: Split[];
  /** Null for files of this machine. */
  source: HubOrigin | null;
  createdAt: Date;
}

/** A row of a dataset: one document, and its number over all splits in their order. */
export interface DatasetRow {
  id: number;
  doc: Record<string, unknown>;
}

/** Rows of all splits. */
export function countRows(dataset: Pick<Dataset, "splits">): number {
  return dataset.splits.reduce((sum, split) => sum + split.rows, 0);
}

/** For sentences: `openai/gsm8k (main)`. */
export function titleOf(dataset: { name: string; config: string }): string {
  return dataset.config === "" ? dataset.name : `${dataset.name} (${dataset.config})`;
}
