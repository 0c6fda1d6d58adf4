import type { Document } from "./document.ts";
import type { RawConfig } from "./read-task-file.ts";
import type { TaskIndex } from "./task-index.ts";

/** The folder of BIG-Bench Hard that holds a prompt with worked examples a task. */
export const EXAMPLES_FOLDER = "cot-prompts";
const ANSWER = "\nA: ";

/**
 * Reads a published chain-of-thought prompt: a head, then a line of dashes, the instruction, and examples that begin with `Q: `.
 * What comes behind `A: ` is the target, "Let's think step by step." included.
 */
export function readWorkedExamples(text: string): Document[] {
  const [, ...examples] = text.replaceAll("\r\n", "\n").split("\n\nQ: ");
  return examples.flatMap((example) => {
    const end = example.indexOf(ANSWER);
    return end === -1 ? [] : [{ input: example.slice(0, end), target: example.slice(end + ANSWER.length) }];
  });
}

/** The configuration with the examples that its `metadata.assay.examples` names, if they were found on the include path. */
export function withWorkedExamples(index: TaskIndex, config: RawConfig): RawConfig {
  const named = valueIn(valueIn(config["metadata"], "assay"), "examples");
  if (typeof named !== "string") return config;
  const samples = index.examples.get(named.replace("{dataset_name}", String(config["dataset_name"])));
  const fewshotConfig = config["fewshot_config"];
  if (samples === undefined || typeof fewshotConfig !== "object" || fewshotConfig === null) return config;
  return { ...config, fewshot_config: { ...fewshotConfig, samples } };
}

function valueIn(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as RawConfig)[key] : undefined;
}
