import { incompleteBeta } from "./incomplete-beta.ts";

/**
 * Two-sided p-value of the exact McNemar (sign) test: under the null every discordant pair is a fair coin.
 * p = min(1, 2 P(X <= min(wins, losses))), X ~ Binomial(wins + losses, 1/2), by P(X <= k) = I_1/2(n - k, k + 1).
 * @param wins documents that only the first got right (need not be whole, for extrapolated counts)
 */
export function mcnemarExact(wins: number, losses: number): number {
  const fewer = Math.min(wins, losses);
  const n = wins + losses;
  if (n === 0 || wins === losses) return 1;
  return Math.min(1, 2 * incompleteBeta(0.5, n - fewer, fewer + 1));
}
