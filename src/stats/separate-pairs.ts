import type { PairedCounts } from "./compare-outcomes.ts";
import { documentsNeeded } from "./documents-needed.ts";
import { holm } from "./holm.ts";
import { mcnemarExact } from "./mcnemar-exact.ts";
import { pairedTTest } from "./paired-t-test.ts";
import { logPairedEValue, pairedEValue } from "./paired-e-value.ts";
import { gradedEvidence } from "./graded-evidence.ts";
import { normalQuantile } from "./normal-quantile.ts";

export interface SeparationOptions {
  /** The chance one accepts that any pair at all is separated wrongly, such as 0.05. */
  alpha: number;
  /** `exact` for a run that is complete, `anytime` for one that is still going and may be looked at after every document. */
  method: "exact" | "anytime";
}

/** A pair to be judged: counts of who was better where, and the differences where those do not say it all. */
export interface PairOutcomes {
  counts: PairedCounts;
  /** Document by document, NaN = none, for graded or clustered outcomes; undefined: only 0 and 1, and every document by itself. */
  differences?: Float32Array | undefined;
  clusters?: ArrayLike<number> | undefined;
}

/** Whether a pair's difference is real, and the evidence. */
export interface Separation {
  /** Method `exact`: the p-value after Holm's correction over all pairs; resolved when at most alpha. */
  p?: number;
  /** Method `anytime`: the e-value; resolved when at least pairs / alpha. */
  e?: number;
  resolved: boolean;
  /** Whether the first is better; null: not resolved. */
  isFirstBetter: boolean | null;
  /** About how many more documents would resolve it at the observed rates; null: never, or resolved already. */
  documentsNeeded: number | null;
}

/** Decides for all pairs shown together which are resolved, in their order. */
export function separatePairs(pairs: readonly PairOutcomes[], options: SeparationOptions): Separation[] {
  return options.method === "exact" ? separateExactly(pairs, options.alpha) : separateAnytime(pairs, options.alpha);
}

/** McNemar's exact test on outcomes of 0 and 1, the paired t test on graded or clustered ones. */
function separateExactly(pairs: readonly PairOutcomes[], alpha: number): Separation[] {
  const tests = pairs.map(({ counts, differences, clusters }) =>
    differences
      ? pairedTTest(differences, clusters)
      : { p: mcnemarExact(counts.wins, counts.losses), difference: counts.wins - counts.losses, t: 0 },
  );
  const adjusted = holm(tests.map(({ p }) => p));
  const resolvedCount = adjusted.filter((p) => p <= alpha).length;
  // The next pair to be resolved meets the threshold of the first step that Holm's procedure has not passed.
  const threshold = alpha / (pairs.length - resolvedCount);
  return pairs.map(({ counts, differences }, index) => {
    const [p, test] = [adjusted[index] ?? 1, tests[index]];
    if (p <= alpha) return { p, resolved: true, isFirstBetter: (test?.difference ?? 0) > 0, documentsNeeded: null };
    const needed = differences
      ? neededByRatio(counts.n, normalQuantile(1 - threshold / 2) / Math.abs(test?.t ?? 0))
      : documentsNeeded(counts, (wins, losses) => mcnemarExact(wins, losses) <= threshold);
    return { p, resolved: false, isFirstBetter: null, documentsNeeded: needed };
  });
}

function separateAnytime(pairs: readonly PairOutcomes[], alpha: number): Separation[] {
  const threshold = Math.log(pairs.length / alpha);
  const isResolved = (wins: number, losses: number) => logPairedEValue(wins, losses) >= threshold;
  return pairs.map(({ counts, differences, clusters }) => {
    if (differences) {
      const { e, difference, z } = gradedEvidence(differences, clusters);
      const resolved = Math.log(e) >= threshold;
      const needed = resolved ? null : neededByRatio(counts.n, Math.sqrt(2 * threshold) / Math.abs(z));
      return { e, resolved, isFirstBetter: resolved ? difference > 0 : null, documentsNeeded: needed };
    }
    const e = pairedEValue(counts.wins, counts.losses);
    if (isResolved(counts.wins, counts.losses))
      return { e, resolved: true, isFirstBetter: counts.wins > counts.losses, documentsNeeded: null };
    return { e, resolved: false, isFirstBetter: null, documentsNeeded: documentsNeeded(counts, isResolved) };
  });
}

/** A z-score grows with the root of the documents: for `ratio` times the score it takes ratio² times as many. */
function neededByRatio(n: number, ratio: number): number | null {
  const more = Math.max(1, Math.ceil(n * ratio ** 2 - n));
  return Number.isFinite(more) && more <= 1e9 ? more : null;
}
