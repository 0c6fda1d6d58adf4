import type { Likelihood, LikelihoodMetric } from "./likelihood.ts";

/**
 * The metrics of lm-evaluation-harness's `multiple_choice`, for one document.
 * @param right places of the right choices
 * @param likelihoods one a choice; then, for `acc_mutual_info`, one for each without the context
 */
export function choiceMetrics(
  choices: readonly string[],
  right: readonly number[],
  likelihoods: readonly Likelihood[],
): Record<string, LikelihoodMetric> {
  const logprobs = likelihoods.slice(0, choices.length).map(({ logprob }) => logprob);
  const unconditional = likelihoods.slice(choices.length);
  const isRight = (values: readonly number[]) => ({ value: Number(right.includes(greatestAt(values))) });
  const gold = right[0] ?? -1;
  const predicted = greatestAt(logprobs);
  return {
    acc: isRight(logprobs),
    acc_norm: isRight(logprobs.map((logprob, at) => logprob / [...(choices[at] ?? "")].length)),
    exact_match: { value: Number(right.some((at) => at < choices.length && likelihoods[at]?.isGreedy === true)) },
    acc_mutual_info: isRight(logprobs.map((logprob, at) => logprob - (unconditional[at]?.logprob ?? 0))),
    brier_score: { value: squaredDistance(probabilitiesOf(logprobs), gold) },
    f1: { value: Number(predicted === gold), parts: labelParts(gold, predicted) },
    mcc: { value: Number(predicted === gold), parts: labelParts(gold, predicted) },
  };
}

/** What F1 and Matthews' correlation of two labels are summed up from: their product, and each, as 0 and 1. */
function labelParts(gold: number, predicted: number): number[] {
  return [Number(gold === 1 && predicted === 1), Number(gold === 1), Number(predicted === 1)];
}

/** Softmax: the choices' share in the probability of all. */
function probabilitiesOf(logprobs: readonly number[]): number[] {
  const greatest = Math.max(...logprobs);
  const weights = logprobs.map((logprob) => Math.exp(logprob - greatest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Brier (1950): the squared distance from certainty of the right choice; between 0 and 2. */
function squaredDistance(probabilities: readonly number[], gold: number): number {
  return probabilities.reduce((sum, probability, at) => sum + (probability - Number(at === gold)) ** 2, 0);
}

function greatestAt(values: readonly number[]): number {
  return values.reduce((best, value, at) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? at : best), 0);
}
