import { functionOf } from "./function-of.ts";
import { isFunctionReference, type TaskConfig } from "./task-config.ts";

/** The harness's aggregations where a task names none; all other metrics are averaged. */
const USUAL: Readonly<Record<string, string>> = {
  perplexity: "perplexity",
  word_perplexity: "weighted_perplexity",
  byte_perplexity: "weighted_perplexity",
  bits_per_byte: "bits_per_byte",
  f1: "f1",
  mcc: "mcc",
};
const OF_TEXTS: ReadonlySet<string> = new Set(["bleu", "chrf", "ter"]);

/**
 * How a metric's values become one number over all documents, in the harness's words. Only what likelihoods and whole
 * texts make has others than the mean: a function of the task's own gives one number a document, unless its aggregation is a function of ours too.
 */
export function aggregationOf(config: Pick<TaskConfig, "metric_list" | "output_type" | "process_results">, metric: string): string {
  const named = config.metric_list?.find((one) => one.metric === metric)?.aggregation;
  if (isFunctionReference(named)) return functionOf(named, "aggregation")?.total ?? "mean";
  if (isFunctionReference(config.process_results)) return "mean";
  if (config.output_type === "generate_until") return OF_TEXTS.has(metric) ? metric : "mean";
  return Object.hasOwn(USUAL, metric) ? (USUAL[metric] ?? "mean") : "mean";
}
