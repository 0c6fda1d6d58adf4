import { z } from "zod";
import { datasetNameSchema, splitFiles } from "../dataset.ts";
import { REPOSITORY_NAME } from "../hub/index.ts";
import { datasetViewSchema } from "../view-dataset.ts";

/** What is registered: files of this machine where `splits` names some, else what the Hugging Face hub has under the name. */
export const registrationInputSchema = z
  .strictObject({
    name: datasetNameSchema,
    config: z.string().max(256).default("").describe("the harness's dataset_name; of the hub, its default configuration when empty"),
    splits: splitFiles.optional().describe("files on the server's machine; without them the hub is asked"),
    revision: z.string().min(1).max(256).optional().describe("branch, tag or commit on the hub; default main"),
  })
  .refine((input) => input.splits === undefined || input.revision === undefined, {
    path: ["revision"],
    message: "is for datasets of the hub; files have none",
  })
  .refine((input) => input.splits !== undefined || REPOSITORY_NAME.test(input.name), {
    path: ["name"],
    message: "must be a repository of the hub, such as openai/gsm8k, where no files are named",
  });
export type RegistrationInput = z.infer<typeof registrationInputSchema>;

const progressSchema = z.object({
  phase: z.enum(["downloading", "reading", "storing"]),
  bytes: z.number().describe("on the disk so far"),
  totalBytes: z.number().nullable(),
  rows: z.int().describe("read, then stored, so far"),
  totalRows: z.int().nullable(),
});
export type RegistrationProgress = z.infer<typeof progressSchema>;

/** A registration as the outside sees it: it goes on by itself, whoever asked for it. */
export const registrationViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  config: z.string(),
  state: z.enum(["queued", "running", "done", "failed"]),
  progress: progressSchema.nullable(),
  error: z.string().nullable(),
  dataset: datasetViewSchema.nullable(),
  isNew: z.boolean().nullable().describe("false when the newest revision has this content already"),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type RegistrationView = z.infer<typeof registrationViewSchema>;
