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

/** The metrics of `multiple_choice` that are worked out here, in the harness's words. */
export const CHOICE_METRICS: readonly string[] = ["acc", "acc_norm", "exact_match", "acc_mutual_info"];
