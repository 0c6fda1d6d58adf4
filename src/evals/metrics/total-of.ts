import type { Mean } from "./mean.ts";
import { textMetric } from "./text-metrics.ts";

/**
 * A metric over all documents from the sums of what each of them gave, by the harness's name of the aggregation:
 * `mean` from values and squares; `perplexity` from log-likelihoods; `weighted_perplexity` and `bits_per_byte` from log-likelihoods and
 * units; `bleu`, `chrf` and `ter` from what they count; `f1` and `mcc` from gold x predicted, gold, and predicted labels; `ratio` from
 * counts and of how many. All but the mean are without an error.
 * @param n documents, at least 1
 */
export function totalOf(aggregation: string, sums: readonly number[], n: number): Mean {
  const [first = 0, second = 0, third = 0] = sums;
  if (aggregation === "perplexity") return { value: Math.exp(-first / n), stderr: null };
  if (aggregation === "weighted_perplexity") return { value: Math.exp(-first / second), stderr: null };
  if (aggregation === "bits_per_byte") return { value: -first / second / Math.LN2, stderr: null };
  if (aggregation === "ratio") return { value: second === 0 ? 0 : first / second, stderr: null };
  if (aggregation === "f1") return { value: first === 0 ? 0 : (2 * first) / (second + third), stderr: null };
  if (aggregation === "mcc") {
    const size = Math.sqrt(second * (n - second) * third * (n - third));
    return { value: size === 0 ? 0 : (n * first - second * third) / size, stderr: null };
  }
  const ofTexts = textMetric(aggregation);
  if (ofTexts !== undefined) return { value: ofTexts.total(sums), stderr: null };
  const squaredDeviations = Math.max(0, second - (first * first) / n);
  return { value: first / n, stderr: n > 1 ? Math.sqrt(squaredDeviations / (n - 1) / n) : null };
}
