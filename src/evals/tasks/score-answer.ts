import { toPythonText } from "../python/index.ts";
import { aggregationOf } from "./aggregation-of.ts";
import type { Document } from "./document.ts";
import type { Scoring } from "./compile-scoring.ts";
import { compiledOf } from "./restore-task.ts";
import { targetOf } from "./target-of.ts";
import type { Task } from "./task.ts";

/** What one filter made of an answer. */
export interface FilterResult {
  extracted: string;
  metrics: Record<string, number>;
  /** What a metric's total over all documents is made of, where that is not the mean of the values: `metrics/total-of.ts`. */
  parts?: Record<string, readonly number[]>;
}

/** An answer, scored. */
export interface AnswerScore {
  results: Record<string, FilterResult>;
  /** The value of the task's headline metric. */
  headline: number;
}

/** Scores the answer to one document, or the answers where the task repeats the question. What a filter cannot take out of the answer scores 0 and is shown as "[invalid]". */
export function scoreAnswer(task: Task, document: Document, answer: string | readonly string[]): AnswerScore {
  const texts = typeof answer === "string" ? [answer] : answer;
  const compiled = compiledOf(task);
  const { chains, metrics, judge } = compiled;
  if (judge !== null) return judged(task, judge(document, texts[0] ?? ""), texts[0] ?? "");
  const target = targetOf(compiled, document);
  const results: Record<string, FilterResult> = {};
  for (const chain of chains) {
    let filtered: unknown = null;
    let extracted = "[invalid]";
    try {
      filtered = chain.apply(texts, document);
      extracted = filtered === null ? extracted : toPythonText(filtered);
    } catch (error) {
      // A match or group that is not there: the harness stops the whole run here.
      if (!(error instanceof RangeError)) throw error;
    }
    const scores: FilterResult["metrics"] = {};
    let parts: Record<string, readonly number[]> | undefined;
    for (const metric of metrics) {
      scores[metric.name] = metric.score(filtered, target);
      if (metric.parts) (parts ??= {})[metric.name] = metric.parts(filtered, target);
    }
    results[chain.name] = parts ? { extracted, metrics: scores, parts } : { extracted, metrics: scores };
  }
  return { results, headline: outcomeOf(task, results[task.headline.filter]?.metrics[task.headline.metric] ?? 0) };
}

/** What ranks workers lies between 0 and 1, and more of it is better. Metrics over texts go to 100. */
function outcomeOf({ headline, config }: Task, value: number): number {
  const share = aggregationOf(config, headline.metric) === "mean" ? value : value / 100;
  return headline.isHigherBetter ? share : 1 - Math.min(1, Math.max(0, share));
}

/** `process_results` sees the whole answer: what it looked at is not told, so that the answer itself is shown. */
function judged({ headline }: Task, scores: ReturnType<NonNullable<Scoring["judge"]>>, text: string): AnswerScore {
  const entries = Object.entries(scores).map(([name, score]) => [name, typeof score === "number" ? { value: score } : score] as const);
  const metrics = Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
  const parts = entries.flatMap(([name, score]) => ("parts" in score ? [[name, score.parts] as const] : []));
  const results = {
    [headline.filter]: { extracted: text, metrics, ...(parts.length > 0 && { parts: Object.fromEntries(parts) }) },
  };
  return { results, headline: metrics[headline.metric] ?? 0 };
}
