import { z } from "zod";
import { countRows, hubOriginSchema, splitSchema, type Dataset } from "./dataset.ts";

/** A revision of a dataset as the outside sees it. */
export const datasetViewSchema = z.object({
  name: z.string(),
  config: z.string().describe("the harness's dataset_name; empty for a dataset with one configuration"),
  revision: z.int().describe("1, 2, …; new runs use the newest"),
  rows: z.int(),
  splits: z.array(splitSchema).describe("each a contiguous range of ids"),
  contentHash: z.string().describe("sha256 over the splits and their rows"),
  source: hubOriginSchema.nullable().describe("where on the hub the rows came from; null for files"),
  createdAt: z.iso.datetime(),
});
export type DatasetView = z.infer<typeof datasetViewSchema>;

export function viewDataset(dataset: Dataset): DatasetView {
  const { name, config, revision, splits, contentHash, source, createdAt } = dataset;
  return { name, config, revision, rows: countRows(dataset), splits, contentHash, source, createdAt: createdAt.toISOString() };
}
