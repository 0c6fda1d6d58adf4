import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normal-quantile.ts";

/**
 * Wilson's score interval of a proportion (Wilson 1927; Newcombe 1998, method 3), without continuity correction.
 * @param n trials; with none the interval is [0, 1]
 * @param confidence such as 0.95
 */
export function wilsonInterval(successes: number, n: number, confidence: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const share = successes / n;
  const denominator = 1 + (z * z) / n;
  const center = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // At the edges the ends are exactly 0 and 1; the formula misses them by rounding.
  return {
    low: successes === 0 ? 0 : Math.max(0, (center - half) / denominator),
    high: successes === n ? 1 : Math.min(1, (center + half) / denominator),
  };
}
