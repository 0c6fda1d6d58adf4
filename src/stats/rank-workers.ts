import { compareOutcomes, type PairedCounts } from "./compare-outcomes.ts";
import type { Interval } from "./interval.ts";
import { meanAndStandardError, type MeanAndStandardError } from "./mean-and-standard-error.ts";
import { separatePairs, type Separation, type SeparationOptions } from "./separate-pairs.ts";
import { studentInterval } from "./student-interval.ts";
import { wilsonInterval } from "./wilson-interval.ts";

/** A worker and its outcome on each document of the run: higher is better, NaN = none. */
export interface RankEntry {
  name: string;
  outcomes: Float32Array;
}

/** A worker's comparison with another, on the documents that both have answered (`n`). */
export interface RankedPair extends PairedCounts, Separation {
  other: string;
}

export interface RankedWorker {
  name: string;
  /** Documents with an outcome. */
  n: number;
  /** Null without any outcome. */
  mean: number | null;
  /** With confidence 1 - alpha: Wilson's for outcomes of 0 and 1, Student's otherwise; cut to [0, 1] where all outcomes lie in it. */
  low: number;
  high: number;
  /** 1 + the workers resolved better, and N - those resolved worse: the range in which the true rank lies. */
  rankBest: number;
  rankWorst: number;
  /** Neighbours that are not resolved share a bracket; the first is 1. */
  bracket: number;
  /** In the order of the ranking. */
  pairs: RankedPair[];
}

interface Standing extends RankEntry, MeanAndStandardError {
  pairs: RankedPair[];
}

/**
 * Ranks workers by their mean and says which differences are real: paired comparisons on common documents, corrected
 * over all pairs. Workers without an outcome come last; equal means are ordered by name.
 */
export function rankWorkers(entries: readonly RankEntry[], options: SeparationOptions): RankedWorker[] {
  const standings = entries.map((entry): Standing => ({ ...entry, ...meanAndStandardError(entry.outcomes), pairs: [] })).toSorted(byMean);
  compareAll(standings, options);
  const isUnit = entries.every((entry) => entry.outcomes.every((outcome) => !(outcome < 0 || outcome > 1)));
  let bracket = 1;
  return standings.map((own, position) => {
    if (own.pairs[position - 1]?.resolved) bracket++;
    const better = own.pairs.filter((pair) => pair.resolved && pair.losses > pair.wins).length;
    const worse = own.pairs.filter((pair) => pair.resolved && pair.wins > pair.losses).length;
    const { low, high } = intervalOf(own, 1 - options.alpha, isUnit);
    return {
      name: own.name,
      n: own.n,
      mean: own.mean,
      low,
      high,
      rankBest: 1 + better,
      rankWorst: standings.length - worse,
      bracket,
      pairs: own.pairs,
    };
  });
}

function byMean(a: Standing, b: Standing): number {
  const difference = (b.mean ?? -Infinity) - (a.mean ?? -Infinity);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return a.name < b.name ? -1 : 1;
}

function compareAll(standings: readonly Standing[], options: SeparationOptions): void {
  const pairs = standings.flatMap((first, index) =>
    standings.slice(index + 1).map((second) => ({ first, second, counts: compareOutcomes(first.outcomes, second.outcomes) })),
  );
  const separations = separatePairs(
    pairs.map((pair) => pair.counts),
    options,
  );
  // Pairs come row by row, so that each worker's list fills in the order of the ranking.
  for (const [index, { first, second, counts }] of pairs.entries()) {
    const separation = separations[index];
    if (!separation) continue;
    const { wins, losses, n } = counts;
    first.pairs.push({ other: second.name, wins, losses, n, ...separation });
    second.pairs.push({ other: first.name, wins: losses, losses: wins, n, ...separation });
  }
}

function intervalOf(standing: Standing, confidence: number, isUnit: boolean): Interval {
  const { outcomes, mean, n } = standing;
  if (isUnit && outcomes.every((outcome) => Number.isNaN(outcome) || outcome === 0 || outcome === 1)) {
    return wilsonInterval(Math.round((mean ?? 0) * n), n, confidence);
  }
  const { low, high } = studentInterval(outcomes, confidence);
  return isUnit ? { low: Math.max(0, low), high: Math.min(1, high) } : { low, high };
}
