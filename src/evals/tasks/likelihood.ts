/** What a model says of one continuation: its log-likelihood, and whether it would have written just that. */
export interface Likelihood {
  logprob: number;
  isGreedy: boolean;
}

/** A text, and how it goes on: how likely is the continuation? */
export interface LikelihoodRequest {
  context: string;
  continuation: string;
}

/** A metric's value for one document; and what its total over all is made of, where that is not the mean of the values. */
export interface LikelihoodMetric {
  value: number;
  parts?: readonly number[];
}

/** Output types that ask for likelihoods. */
export type LikelihoodType = "multiple_choice" | "loglikelihood" | "loglikelihood_rolling";

/** The metrics that are worked out of likelihoods here, in the harness's words, and those of a task that names none. */
export const LIKELIHOOD_METRICS: Readonly<Record<LikelihoodType, { defaults: readonly string[]; known: readonly string[] }>> = {
  multiple_choice: {
    defaults: ["acc", "acc_norm"],
    known: ["acc", "acc_norm", "exact_match", "acc_mutual_info", "brier_score", "f1", "mcc"],
  },
  loglikelihood: { defaults: ["perplexity", "acc"], known: ["perplexity", "acc"] },
  loglikelihood_rolling: {
    defaults: ["word_perplexity", "byte_perplexity", "bits_per_byte"],
    known: ["word_perplexity", "byte_perplexity", "bits_per_byte"],
  },
};
