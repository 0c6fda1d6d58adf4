import type { Incentive } from "./worker.ts";

/** How good a worker is, in 0..1, with its interval. */
export interface Standing {
  mean: number;
  low: number;
  high: number;
}

/**
 * Weights in proportion to the means, summing to 1. Their intervals allow for the others' scores, too: to first order a change of one's own mean
 * by x moves the weight w by (1 - w) x / total, another's by -w x / total; the distances to the ends of all intervals are added as squares (MOVER: Zou & Donner
 * 2008). All answer the same documents, so that means rise and fall together: the intervals are rather too wide. A worker without a score gets the mean
 * weight of those that have one, with the interval of a score between 0 and 1; when nobody has one (or all score 0) all are equal.
 */
export function toIncentives(uids: readonly number[], standings: ReadonlyMap<number, Standing>): Map<number, Incentive> {
  const scored = uids.flatMap((uid) => standings.get(uid) ?? []);
  const meanOfScored = scored.length === 0 ? 1 : scored.reduce((sum, { mean }) => sum + mean, 0) / scored.length;
  const spread = squaredDistances(scored);
  const weights = uids.map((uid) => standings.get(uid) ?? { mean: meanOfScored, low: undefined, high: undefined });
  const total = weights.reduce((sum, { mean }) => sum + mean, 0);
  return new Map(
    uids.map((uid, index) => {
      const { mean = 0, low, high } = weights[index] ?? {};
      if (total === 0 || scored.length === 0) return [uid, { value: 1 / uids.length, low: 0, high: 1 }];
      // Not 1 for a newcomer: it would look better than whoever is best, and an adaptive choice would ask nobody else.
      const value = mean / total;
      if (low === undefined || high === undefined) return [uid, { value, low: 0, high: Math.min(1, 1 / total) }];
      const [down, up] = [mean - low, high - mean];
      // The others' distances: what all have, less one's own.
      const below = Math.hypot((1 - value) * down, value * Math.sqrt(Math.max(0, spread.up - up ** 2))) / total;
      const above = Math.hypot((1 - value) * up, value * Math.sqrt(Math.max(0, spread.down - down ** 2))) / total;
      return [uid, { value, low: Math.max(0, value - below), high: Math.min(1, value + above) }];
    }),
  );
}

/** From the means to the ends of their intervals, each side added up as squares. */
function squaredDistances(standings: readonly Standing[]): { down: number; up: number } {
  let [down, up] = [0, 0];
  for (const { mean, low, high } of standings) {
    down += (mean - low) ** 2;
    up += (high - mean) ** 2;
  }
  return { down, up };
}
