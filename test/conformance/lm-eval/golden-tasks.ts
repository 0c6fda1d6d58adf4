import { type Document, restoreTask, type Task } from "../../../src/evals/tasks/index.ts";
import type { Vectors } from "./vectors.ts";

interface ConfigRow {
  task: string;
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
export function readFewshots(vectors: Vectors): Map<string, Document[]> {
  return new Map(vectors.readShared<FewshotRow>("fewshot_sources.jsonl").map(({ fixture, docs }) => [fixture, docs]));
}

/** The golden tasks, from their stored configurations. */
export function restoreGoldenTasks(vectors: Vectors): Map<string, Task> {
  const fewshots = readFewshots(vectors);
  const tasks = new Map<string, Task>();
  for (const { task, config } of vectors.readShared<ConfigRow>("task_configs.jsonl")) {
    const full = withFunctions(config) as Record<string, unknown>;
    const fewshotConfig = full["fewshot_config"] as Record<string, unknown> | undefined;
    if (typeof fewshotConfig?.["samples"] === "string") fewshotConfig["samples"] = fewshots.get(task) ?? [];
    tasks.set(task, restoreTask(full));
  }
  return tasks;
}

/** The task of a name; a reference that speaks of another is at fault. */
export function requireTask(tasks: ReadonlyMap<string, Task>, name: string): Task {
  const task = tasks.get(name);
  if (task === undefined) throw new Error(`There is no configuration of ${name} in task_configs.jsonl.`);
  return task;
}
