import { AssayError } from "../../lib/errors.ts";
import { compileFilters, type FilterChain } from "../filters/index.ts";
import { compileMetric, type Metric } from "../metrics/index.ts";
import type { Document } from "./document.ts";
import type { TaskFunction } from "./functions/task-function.ts";
import { functionOf } from "./function-of.ts";
import { LIKELIHOOD_METRICS, type Likelihood } from "./likelihood.ts";
import { isFunctionReference, type TaskConfig } from "./task-config.ts";

/** How a task's answers become numbers. */
export interface Scoring {
  chains: readonly FilterChain[];
  /** Every metric that a sample gets, in order. */
  metricNames: readonly Pick<Metric, "name" | "isHigherBetter">[];
  /** What scores a filtered answer; empty where the whole answer is judged. */
  metrics: readonly Metric[];
  /** `process_results` for a text: scores it as a whole, without filters and metrics. */
  judge: Extract<TaskFunction, { kind: "results" }>["call"] | null;
  /** `process_results` for likelihoods. */
  judgeLikelihoods: ((document: Document, likelihoods: readonly Likelihood[]) => Record<string, number>) | null;
}

const LOWER_IS_BETTER: ReadonlySet<string> = new Set(["perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "brier_score"]);

type Metrics = NonNullable<TaskConfig["metric_list"]>;

/** Compiles filters, metrics and `process_results`. What is unknown is refused, with the task's name. */
export function compileScoring(config: TaskConfig): Scoring {
  try {
    const chains = (config.filter_list ?? [{ name: "none", filter: [{ function: "take_first" }] }]).map(({ name, filter }) =>
      compileFilters(name, filter),
    );
    const scoring = { chains, metrics: [], judge: null, judgeLikelihoods: null };
    if (config.output_type === "generate_until") return { ...scoring, ...scoringOfTexts(config) };
    return { ...scoring, ...scoringOfLikelihoods(config, config.output_type) };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    throw new AssayError(error.code, `The task ${config.task} cannot be scored. ${error.message}`, {
      field: error.field ?? "tasks",
      cause: error,
    });
  }
}

function scoringOfTexts(config: TaskConfig): Pick<Scoring, "metrics" | "metricNames" | "judge"> {
  const judge = functionOf(config.process_results, "results")?.call ?? null;
  if (judge !== null) return { metrics: [], metricNames: namesOf(config.metric_list ?? []), judge };
  const metrics = (config.metric_list ?? [{ metric: "exact_match" }]).map((settings) =>
    compileMetric(settings as Parameters<typeof compileMetric>[0]),
  );
  return { metrics, metricNames: metrics, judge };
}

function scoringOfLikelihoods(
  config: TaskConfig,
  type: keyof typeof LIKELIHOOD_METRICS,
): Pick<Scoring, "metricNames" | "judgeLikelihoods"> {
  const judgeLikelihoods = functionOf(config.process_results, "likelihood-results")?.call ?? null;
  const { defaults, known } = LIKELIHOOD_METRICS[type];
  const metricNames = namesOf(config.metric_list ?? defaults.map((metric) => ({ metric })));
  const unknown = judgeLikelihoods === null ? metricNames.find(({ name }) => !known.includes(name)) : undefined;
  if (unknown !== undefined) {
    throw new AssayError("invalid_input", `The metric ${unknown.name} is unknown for ${type}. Known metrics: ${known.join(", ")}.`, {
      field: "metric_list",
    });
  }
  return { metricNames, judgeLikelihoods };
}

function namesOf(metrics: Metrics): Scoring["metricNames"] {
  return metrics.map(({ metric, higher_is_better: isHigherBetter }) => {
    if (isFunctionReference(metric)) throw new AssayError("invalid_input", "A metric must be a name.", { field: "metric_list" });
    return { name: metric, isHigherBetter: isHigherBetter ?? !LOWER_IS_BETTER.has(metric) };
  });
}
