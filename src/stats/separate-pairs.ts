import type { PairedCounts } from "./compare-outcomes.ts";
import { documentsNeeded } from "./documents-needed.ts";
import { holm } from "./holm.ts";
import { mcnemarExact } from "./mcnemar-exact.ts";
import { logPairedEValue, pairedEValue } from "./paired-e-value.ts";

export interface SeparationOptions {
  /** The chance one accepts that any pair at all is separated wrongly, such as 0.05. */
  alpha: number;
  /** `exact` for a run that is complete, `anytime` for one that is still going and may be looked at after every document. */
  method: "exact" | "anytime";
}

/** Whether a pair's difference is real, and the evidence. */
export interface Separation {
  /** Method `exact`: McNemar's p after Holm's correction over all pairs; resolved when at most alpha. */
  p?: number;
  /** Method `anytime`: the e-value; resolved when at least pairs / alpha. */
  e?: number;
  resolved: boolean;
  /** About how many more documents would resolve it at the observed rates; null: never, or resolved already. */
  documentsNeeded: number | null;
}

/** Decides for all pairs shown together which are resolved, in their order. */
export function separatePairs(pairs: readonly PairedCounts[], options: SeparationOptions): Separation[] {
  return options.method === "exact" ? separateExactly(pairs, options.alpha) : separateAnytime(pairs, options.alpha);
}

function separateExactly(pairs: readonly PairedCounts[], alpha: number): Separation[] {
  const adjusted = holm(pairs.map((pair) => mcnemarExact(pair.wins, pair.losses)));
  const resolvedCount = adjusted.filter((p) => p <= alpha).length;
  // The next pair to be resolved meets the threshold of the first step that Holm's procedure has not passed.
  const threshold = alpha / (pairs.length - resolvedCount);
  return pairs.map((pair, index) => {
    const p = adjusted[index] ?? 1;
    if (p <= alpha) return { p, resolved: true, documentsNeeded: null };
    const needed = documentsNeeded(pair, (wins, losses) => mcnemarExact(wins, losses) <= threshold);
    return { p, resolved: false, documentsNeeded: needed };
  });
}

function separateAnytime(pairs: readonly PairedCounts[], alpha: number): Separation[] {
  const threshold = Math.log(pairs.length / alpha);
  const isResolved = (wins: number, losses: number) => logPairedEValue(wins, losses) >= threshold;
  return pairs.map((pair) => {
    const e = pairedEValue(pair.wins, pair.losses);
    if (isResolved(pair.wins, pair.losses)) return { e, resolved: true, documentsNeeded: null };
    return { e, resolved: false, documentsNeeded: documentsNeeded(pair, isResolved) };
  });
}
