import type { Interval } from "./interval.ts";
import { meanAndStandardError } from "./mean-and-standard-error.ts";
import { studentQuantile } from "./student-quantile.ts";

/** Student's t interval of the mean of the values that are not NaN; without two values it is unbounded (±Infinity). */
export function studentInterval(values: ArrayLike<number>, confidence: number): Interval {
  const { n, mean, standardError } = meanAndStandardError(values);
  if (mean === null || standardError === null) return { low: -Infinity, high: Infinity };
  const half = studentQuantile(1 - (1 - confidence) / 2, n - 1) * standardError;
  return { low: mean - half, high: mean + half };
}
