import { type Document, restoreTask, type Task } from "../../../src/evals/tasks/index.ts";
import { readShared } from "./golden.ts";

interface ConfigRow {
  task: string;
  family: string;
  config: Record<string, unknown>;
}

interface FewshotRow {
  fixture: string;
  task: string;
  docs: Document[];
}

/** The harness writes functions of a resolved configuration as their Python representation. */
const FUNCTIONS: readonly [RegExp, string][] = [
  [/format_cot_example> partial\{'including_answer': False\}/, "mmlu_pro/utils.doc_to_text"],
  [/format_cot_example> partial\{'including_answer': True\}/, "mmlu_pro/utils.fewshot_to_text"],
  ...["doc_to_text", "process_docs", "process_results", "list_fewshot_samples"].map((name): [RegExp, string] => [
    new RegExp(`^<function (?:utils\\.)?${name}>$`),
    `leaderboard/math/utils.${name}`,
  ]),
];

function withFunctions(value: unknown): unknown {
  if (typeof value === "string") {
    const found = FUNCTIONS.find(([pattern]) => pattern.test(value));
    return found === undefined ? value : { "!function": found[1] };
  }
  if (Array.isArray(value)) return value.map(withFunctions);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withFunctions(item)]));
}

/** Few-shot rows by fixture. */
export function readFewshots(): Map<string, Document[]> {
  return new Map(readShared<FewshotRow>("fewshot_sources.jsonl").map(({ fixture, docs }) => [fixture, docs]));
}

/** The golden tasks of the families that this program runs, from their stored configurations. */
export function restoreGoldenTasks(families: readonly string[]): Map<string, Task> {
  const fewshots = readFewshots();
  const tasks = new Map<string, Task>();
  for (const { task, family, config } of readShared<ConfigRow>("task_configs.jsonl")) {
    if (!families.includes(family)) continue;
    const full = withFunctions(config) as Record<string, unknown>;
    const fewshotConfig = full["fewshot_config"] as Record<string, unknown> | undefined;
    if (typeof fewshotConfig?.["samples"] === "string") fewshotConfig["samples"] = fewshots.get(task) ?? [];
    tasks.set(task, restoreTask(full));
  }
  return tasks;
}

/** Families of task_configs.jsonl. */
export const FAMILIES = ["gsm8k", "mmlu_pro", "mmlu_generative", "bbh_cot_fewshot", "leaderboard_math"] as const;
