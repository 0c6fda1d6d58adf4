import type { RunSettings } from "../run.ts";
import { fewshotCountOf, generationOf, type Task } from "../tasks/index.ts";

/** The harness's own order of a task's configuration, and what stands there when a task file says nothing. */
const FIELDS: readonly (readonly [key: string, absent?: unknown])[] = [
  ["task"],
  ["task_alias"],
  ["tag"],
  ["custom_dataset"],
  ["dataset_path"],
  ["dataset_name"],
  ["dataset_kwargs"],
  ["training_split"],
  ["validation_split"],
  ["test_split"],
  ["fewshot_split"],
  ["process_docs"],
  ["doc_to_text"],
  ["doc_to_target"],
  ["doc_to_image"],
  ["doc_to_audio"],
  ["unsafe_code", false],
  ["doc_to_choice"],
  ["process_results"],
  ["use_prompt"],
  ["description", ""],
  ["target_delimiter", " "],
  ["fewshot_delimiter", "\n\n"],
  ["fewshot_config"],
  ["num_fewshot"],
  ["metric_list"],
  ["output_type", "generate_until"],
  ["generation_kwargs"],
  ["repeats", 1],
  ["filter_list"],
  ["should_decontaminate", false],
  ["doc_to_decontamination_query"],
  ["gen_prefix"],
];

/** A task's configuration as `configs` of the harness's results file has it; a function by its name. */
export function harnessConfig(task: Task, settings: RunSettings): Record<string, unknown> {
  const own = { ...task.config, num_fewshot: fewshotCountOf(task, settings.numFewshot) } as Record<string, unknown>;
  if (task.outputType === "generate_until") own["generation_kwargs"] = generationOf(task, settings.genKwargs);
  if (settings.lmEval?.predict_only) {
    own["metric_list"] = [{ metric: "bypass" }];
    delete own["process_results"];
  }
  const named = FIELDS.flatMap(([key, absent]) => {
    const value = own[key] ?? absent;
    return value === undefined ? [] : [[key, withNames(value)] as const];
  });
  const { assay: _, ...metadata } = task.config.metadata ?? {};
  return { ...Object.fromEntries(named), metadata: { ...metadata, ...settings.lmEval?.metadata } };
}

function withNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNames);
  if (typeof value !== "object" || value === null) return value;
  if ("!function" in value) return `!function ${String(value["!function"])}`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNames(inner)]));
}
