import { logBeta } from "./log-gamma.ts";

/**
 * Evidence that two workers differ, valid whenever one looks: e = B(w + 1/2, l + 1/2) / B(1/2, 1/2) * 2^(w + l), the
 * Bayes factor of a Jeffreys mixture against a fair coin. Under the null the chance that e ever reaches 1 / alpha is at
 * most alpha (Ville's inequality; Waudby-Smith & Ramdas, arXiv 2010.09686).
 * @returns e, at most Number.MAX_VALUE so that it survives JSON
 */
export function pairedEValue(wins: number, losses: number): number {
  return Math.min(Math.exp(logPairedEValue(wins, losses)), Number.MAX_VALUE);
}

/** ln of `pairedEValue`; never overflows. */
export function logPairedEValue(wins: number, losses: number): number {
  return logBeta(wins + 0.5, losses + 0.5) - Math.log(Math.PI) + (wins + losses) * Math.LN2;
}
