import { compareOutcomes, type PairedCounts } from "./compare-outcomes.ts";
import { meanInterval, type MeanInterval } from "./mean-interval.ts";
import { orderByEvidence } from "./order-by-evidence.ts";
import { separatePairs, type Separation, type SeparationOptions } from "./separate-pairs.ts";

/** A worker and its outcome on each document of the run: higher is better, NaN = none. */
export interface RankEntry {
  name: string;
  outcomes: Float32Array;
}

/** What is known of a pair from elsewhere: claimed earlier, or decided by a race. */
export interface KnownPair {
  first: string;
  second: string;
  /** The name of the better one; null: not resolved. */
  better: string | null;
  e: number;
  documentsNeeded: number | null;
}

export interface RankOptions extends SeparationOptions {
  /** Of the workers' intervals. Default 1 - alpha. */
  confidence?: number;
  /** Each document's cluster, such as its passage: documents of one go together. Default: every document by itself. */
  clusters?: ArrayLike<number> | undefined;
  /** Pairs that stay resolved whatever the evidence says now; with `isComplete` the only ones that are. */
  known?: { pairs: readonly KnownPair[]; isComplete: boolean };
}

/** A worker's comparison with another, on the documents that both have answered (`n`). */
export interface RankedPair extends PairedCounts, Omit<Separation, "isFirstBetter"> {
  other: string;
  /** Whether this worker is the better one; null: not resolved. */
  isBetter: boolean | null;
}

export interface RankedWorker extends MeanInterval {
  name: string;
  /** 1 + the workers resolved better, and N - those resolved worse: the range in which the true rank lies. */
  rankBest: number;
  rankWorst: number;
  /** Neighbours that are not resolved share a bracket; the first is 1. */
  bracket: number;
  /** In the order of the ranking. */
  pairs: RankedPair[];
}

interface Standing extends RankEntry, MeanInterval {}

/**
 * Ranks workers by their mean and says which differences are real: paired comparisons on common documents, corrected
 * over all pairs. Who is resolved worse never stands above who is resolved better, whatever the means (they may be over different documents).
 * Workers without an outcome come last; equal means are ordered by name.
 */
export function rankWorkers(entries: readonly RankEntry[], options: RankOptions): RankedWorker[] {
  const isUnit = entries.every((entry) => entry.outcomes.every((outcome) => !(outcome < 0 || outcome > 1)));
  const { confidence = 1 - options.alpha, clusters } = options;
  const byMeans = entries
    .map((entry): Standing => ({ ...entry, ...meanInterval(entry.outcomes, { confidence, isUnit, clusters }) }))
    .toSorted(byMean);
  const pairs = comparePairs(byMeans, options);
  const isBetter = (a: number, b: number) => (a < b ? pairs[a]?.[b]?.isFirstBetter === true : pairs[b]?.[a]?.isFirstBetter === false);
  const order = orderByEvidence(byMeans.length, isBetter);
  let bracket = 1;
  return order.map((own, position) => {
    const above = order[position - 1];
    if (above !== undefined && isBetter(above, own)) bracket++;
    const { name, n, mean, standardError, low, high } = byMeans[own] as Standing;
    return {
      name,
      n,
      mean,
      standardError,
      low,
      high,
      rankBest: 1 + order.filter((other) => isBetter(other, own)).length,
      rankWorst: order.length - order.filter((other) => isBetter(own, other)).length,
      bracket,
      pairs: order.filter((other) => other !== own).map((other) => viewOf(pairs, own, other, byMeans[other]?.name ?? "")),
    };
  });
}

function byMean(a: Standing, b: Standing): number {
  const difference = (b.mean ?? -Infinity) - (a.mean ?? -Infinity);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return a.name < b.name ? -1 : 1;
}

type ComparedPair = PairedCounts & Separation;

/** `pairs[a][b]` for a < b. */
function comparePairs(standings: readonly Standing[], options: RankOptions): ComparedPair[][] {
  const isGraded = !standings.every(({ outcomes }) => outcomes.every((one) => Number.isNaN(one) || one === 0 || one === 1));
  const { clusters, known } = options;
  const outcomes = standings.flatMap((first, a) =>
    standings.slice(a + 1).map((second) => ({
      counts: compareOutcomes(first.outcomes, second.outcomes),
      ...((isGraded || clusters) && { differences: first.outcomes.map((one, at) => one - (second.outcomes[at] as number)), clusters }),
    })),
  );
  const separations = separatePairs(outcomes, options);
  const knownPairs = new Map(
    known?.pairs.flatMap((pair) => [
      [keyOf(pair.first, pair.second), pair],
      [keyOf(pair.second, pair.first), pair],
    ]),
  );
  let next = 0;
  return standings.map(({ name: first }, a) => {
    const row: ComparedPair[] = [];
    for (let b = a + 1; b < standings.length; b++, next++) {
      const separation = separations[next] as Separation;
      const pair = knownPairs.get(keyOf(first, standings[b]?.name ?? ""));
      const isDecided = pair !== undefined && (known?.isComplete === true || pair.better !== null);
      row[b] = { ...(outcomes[next]?.counts as PairedCounts), ...(isDecided ? toSeparation(pair, first) : separation) };
    }
    return row;
  });
}

/** Names may hold any character but this one. */
function keyOf(first: string, second: string): string {
  return `${first}\u0000${second}`;
}

function toSeparation({ better, e, documentsNeeded }: KnownPair, first: string): Separation {
  return { e, resolved: better !== null, isFirstBetter: better === null ? null : better === first, documentsNeeded };
}

function viewOf(pairs: readonly ComparedPair[][], own: number, other: number, name: string): RankedPair {
  const isFirst = own < other;
  const [low, high] = isFirst ? [own, other] : [other, own];
  const { isFirstBetter, wins, losses, ...pair } = (pairs[low] as ComparedPair[])[high] as ComparedPair;
  return {
    ...pair,
    other: name,
    wins: isFirst ? wins : losses,
    losses: isFirst ? losses : wins,
    isBetter: isFirstBetter === null ? null : isFirstBetter === isFirst,
  };
}
