import { clusteredStandardError } from "./clustered-standard-error.ts";
import { incompleteBeta } from "./incomplete-beta.ts";
import { meanAndStandardError } from "./mean-and-standard-error.ts";

export interface PairedTTest {
  /** Differences that are not NaN. */
  n: number;
  /** Mean difference; null without any. */
  difference: number | null;
  standardError: number | null;
  /** Infinite where all differences are the same and not 0; NaN where nothing can be said. */
  t: number;
  degreesOfFreedom: number;
  /** Two-sided. 1 where nothing can be said. */
  p: number;
}

/**
 * Student's paired t test on differences, document by document (NaN: none); for outcomes that are graded. With clusters the error is clustered and
 * the degrees of freedom are their number less one (Miller, arXiv 2411.00640, section 4.2; Cameron & Miller 2015).
 */
export function pairedTTest(differences: ArrayLike<number>, clusters?: ArrayLike<number>): PairedTTest {
  const clustered = clusters && clusteredStandardError(differences, clusters);
  const { n, mean, standardError } = clustered ?? meanAndStandardError(differences);
  const degreesOfFreedom = Math.max(0, (clustered?.clusters ?? n) - 1);
  if (mean === null || standardError === null || (mean === 0 && standardError === 0)) {
    return { n, difference: mean, standardError, t: Number.NaN, degreesOfFreedom, p: 1 };
  }
  const t = mean / standardError;
  // P(|T| > t) = I_{v/(v+t²)}(v/2, 1/2).
  const p = Number.isFinite(t) ? incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) : 0;
  return { n, difference: mean, standardError, t, degreesOfFreedom, p };
}
