import { clusteredStandardError } from "./clustered-standard-error.ts";
import type { Interval } from "./interval.ts";
import { meanAndStandardError } from "./mean-and-standard-error.ts";
import { studentQuantile } from "./student-quantile.ts";
import { wilsonInterval } from "./wilson-interval.ts";

export interface MeanInterval extends Interval {
  /** Values that are not NaN. */
  n: number;
  /** Null without any. */
  mean: number | null;
  /** As lm-evaluation-harness has it, or clustered; null where it cannot be known. */
  standardError: number | null;
}

interface Options {
  confidence: number;
  /** Whether all values that might be lie in [0, 1]: the interval is cut to it. */
  isUnit: boolean;
  /** Each value's cluster; not given: every value is one of its own. */
  clusters?: ArrayLike<number> | undefined;
}

/**
 * Mean, standard error and interval of the values that are not NaN: Wilson's for values of 0 and 1, Student's t otherwise; with clusters
 * Student's t on the clustered error with one degree of freedom less than there are clusters. Unbounded where nothing bounds it.
 */
export function meanInterval(values: Float32Array, { confidence, isUnit, clusters }: Options): MeanInterval {
  const clustered = clusters && clusteredStandardError(values, clusters);
  const { n, mean, standardError } = clustered ?? meanAndStandardError(values);
  if (isUnit && !clustered && values.every((value) => Number.isNaN(value) || value === 0 || value === 1)) {
    return { n, mean, standardError, ...wilsonInterval(Math.round((mean ?? 0) * n), n, confidence) };
  }
  const [least, most] = isUnit ? [0, 1] : [-Infinity, Infinity];
  if (mean === null || standardError === null) return { n, mean, standardError, low: least, high: most };
  const half = studentQuantile(1 - (1 - confidence) / 2, (clustered?.clusters ?? n) - 1) * standardError;
  return { n, mean, standardError, low: Math.max(least, mean - half), high: Math.min(most, mean + half) };
}
