import type { Incentive } from "./worker.ts";

/** How good a worker is, in 0..1, with its interval. */
export interface Standing {
  mean: number;
  low: number;
  high: number;
}

/**
 * Weights in proportion to the means, summing to 1, their intervals scaled likewise. A worker without a score gets the mean
 * weight of those that have one, with the interval of a score between 0 and 1; when nobody has one (or all score 0) all are equal.
 */
export function toIncentives(uids: readonly number[], standings: ReadonlyMap<number, Standing>): Map<number, Incentive> {
  const scored = uids.flatMap((uid) => standings.get(uid) ?? []);
  const meanOfScored = scored.length === 0 ? 1 : scored.reduce((sum, { mean }) => sum + mean, 0) / scored.length;
  const weights = uids.map((uid) => standings.get(uid) ?? { mean: meanOfScored, low: undefined, high: undefined });
  const total = weights.reduce((sum, { mean }) => sum + mean, 0);
  return new Map(
    uids.map((uid, index) => {
      const { mean = 0, low, high } = weights[index] ?? {};
      if (total === 0 || scored.length === 0) return [uid, { value: 1 / uids.length, low: 0, high: 1 }];
      // Not 1 for a newcomer: it would look better than whoever is best, and an adaptive choice would ask nobody else.
      return [uid, { value: mean / total, low: (low ?? 0) / total, high: Math.min(1, (high ?? 1) / total) }];
    }),
  );
}
