import { AssayError, messageOf } from "../../lib/errors.ts";
import { toPythonText } from "../python/index.ts";
import { compileExactMatch } from "./exact-match.ts";
import { TEXT_METRICS, textMetric } from "./text-metrics.ts";
import type { TextMetric, TextPair } from "./text-pair.ts";

export interface MetricSettings {
  metric: string;
  aggregation?: string | undefined;
  higher_is_better?: boolean | undefined;
  [setting: string]: unknown;
}

/** A metric of a task, compiled. */
export interface Metric {
  name: string;
  isHigherBetter: boolean;
  /** The value for one document: what the filters left, against the target (a list: any reference may match). */
  score(filtered: unknown, target: unknown): number;
  /** What the total over all documents is summed up from, where that is not the mean of the values. */
  parts?: (filtered: unknown, target: unknown) => number[];
}

/** Metrics that are known; issue by issue more. `bypass` asks without judging. */
const METRICS: Readonly<Record<string, (settings: MetricSettings) => Metric["score"]>> = {
  exact_match: exactMatchOf,
  bypass: () => () => 0,
};

/** Compiles a metric. An unknown metric, another aggregation than mean, or bad settings: an AssayError `invalid_input` naming it. */
export function compileMetric(settings: MetricSettings): Metric {
  const { metric: name, aggregation = "mean", higher_is_better: isHigherBetter = true } = settings;
  const create = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
  const ofTexts = textMetric(name);
  if (ofTexts !== undefined && (aggregation === name || settings.aggregation === undefined)) return compileTextMetric(ofTexts, settings);
  if (create === undefined)
    throw faulty(name, `is unknown. Known metrics: ${[...Object.keys(METRICS), ...Object.keys(TEXT_METRICS)].join(", ")}`);
  if (aggregation !== "mean" && aggregation !== "bypass") throw faulty(name, `has the unknown aggregation ${aggregation}`);
  try {
    return { name, isHigherBetter, score: create(settings) };
  } catch (error) {
    throw faulty(name, `is faulty: ${messageOf(error)}`);
  }
}

/** With several references the first counts. Whoever answers nothing has written nothing. */
function compileTextMetric(
  metric: TextMetric,
  { metric: name, higher_is_better: isHigherBetter = name !== "ter" }: MetricSettings,
): Metric {
  return {
    name,
    isHigherBetter,
    parts: (filtered, target) => metric.parts(pairOf(filtered, target)),
    score: (filtered, target) => metric.total(metric.parts(pairOf(filtered, target))),
  };
}

function faulty(name: string, what: string): AssayError {
  return new AssayError("invalid_input", `The metric ${name} ${what}.`, { field: "metric_list" });
}

function exactMatchOf(settings: MetricSettings): Metric["score"] {
  const matches = compileExactMatch(settings);
  return (filtered, target) => {
    if (filtered === null || filtered === undefined) return 0;
    const prediction = toPythonText(filtered);
    if (!Array.isArray(target)) return matches(prediction, toPythonText(target));
    return target.some((reference) => matches(prediction, toPythonText(reference)) === 1) ? 1 : 0;
  };
}

function pairOf(filtered: unknown, target: unknown): TextPair {
  return [toPythonText([target].flat()[0] ?? ""), filtered === null || filtered === undefined ? "" : toPythonText(filtered)];
}
