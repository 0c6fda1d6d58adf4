import { z } from "zod";

/** `!function module.name` of a task file; the value is `folder/module.name`, so that it needs no path. */
const functionReference = z.strictObject({ "!function": z.string() });
export type FunctionReference = z.infer<typeof functionReference>;

/** Text made from a document: a column's name, a Jinja template, a fixed number, or a function. */
const textSource = z.union([z.string(), z.int(), functionReference]);
const targetSource = z.union([textSource, z.array(z.unknown())]);
const choiceSource = z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown()), functionReference]);

const fewshotConfig = z.looseObject({
  sampler: z.union([z.string(), functionReference]).optional(),
  samples: z.union([z.array(z.record(z.string(), z.unknown())), functionReference]).optional(),
  split: z.string().optional(),
  doc_to_text: textSource.optional(),
  doc_to_target: targetSource.optional(),
});

const filterChain = z.looseObject({
  name: z.string(),
  filter: z.array(z.looseObject({ function: z.string() })),
});

const metric = z.looseObject({
  metric: z.union([z.string(), functionReference]),
  aggregation: z.union([z.string(), functionReference]).optional(),
  higher_is_better: z.boolean().optional(),
});

/** Our own part of a task's metadata. */
const assayMetadata = z.strictObject({
  headline: z.string().optional(),
  answer: z.string().optional(),
  /** A file of worked examples, from a folder of the include path; where it is there its examples become the samples. */
  examples: z.string().optional(),
  /** The field of the documents that says which of them go together, such as a passage's id: errors are clustered by it. */
  cluster: z.string().optional(),
});

/**
 * A task's configuration in lm-evaluation-harness's words, with its includes merged: plain JSON, frozen into a run.
 * Strict on types; keys that are not known are kept and ignored.
 */
export const taskConfig = z.looseObject({
  task: z.string().min(1),
  task_alias: z.string().optional(),
  tag: z.union([z.string(), z.array(z.string())]).optional(),
  dataset_path: z.string().optional(),
  dataset_name: z.string().optional(),
  dataset_kwargs: z.record(z.string(), z.unknown()).optional(),
  custom_dataset: functionReference.optional(),
  training_split: z.string().optional(),
  validation_split: z.string().optional(),
  test_split: z.string().optional(),
  fewshot_split: z.string().optional(),
  process_docs: functionReference.optional(),
  doc_to_text: textSource.optional(),
  doc_to_target: targetSource.optional(),
  doc_to_choice: choiceSource.optional(),
  process_results: functionReference.optional(),
  description: z.union([z.string(), functionReference]).default(""),
  target_delimiter: z.string().default(" "),
  fewshot_delimiter: z.string().default("\n\n"),
  gen_prefix: z.string().optional(),
  fewshot_config: fewshotConfig.optional(),
  num_fewshot: z.int().min(0).optional(),
  output_type: z.enum(["generate_until", "loglikelihood", "loglikelihood_rolling", "multiple_choice"]).default("generate_until"),
  generation_kwargs: z.record(z.string(), z.unknown()).optional(),
  repeats: z.int().min(1).default(1),
  filter_list: z.array(filterChain).min(1).optional(),
  metric_list: z.array(metric).min(1).optional(),
  metadata: z.looseObject({ assay: assayMetadata.optional() }).optional(),
});
export type TaskConfig = z.infer<typeof taskConfig>;

/** Keys of the harness that change nothing here, and so are no reason for a warning. */
const HARMLESS_KEYS = new Set([
  "class",
  "doc_to_decontamination_query",
  "doc_to_audio",
  "doc_to_image",
  "should_decontaminate",
  "unsafe_code",
  "use_prompt",
]);

/** The keys of a configuration that neither we nor the harness know. */
export function unknownKeysOf(config: TaskConfig): string[] {
  return Object.keys(config).filter((key) => !Object.hasOwn(taskConfig.shape, key) && !HARMLESS_KEYS.has(key));
}

/** Whether a value stands for a `!function`. */
export function isFunctionReference(value: unknown): value is FunctionReference {
  return typeof value === "object" && value !== null && "!function" in value;
}
