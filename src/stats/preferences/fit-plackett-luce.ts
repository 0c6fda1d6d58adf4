import { isConnected } from "./is-connected.ts";

const MAX_STEPS = 10_000;
const PRECISION = 1e-11;

/**
 * Plackett and Luce's model of rankings by maximum likelihood: the best is drawn among all with chances in proportion to their weights, the next among the
 * rest, and so on. By Hunter's minorization-maximization (2004, "MM algorithms for generalized Bradley-Terry models", section 5).
 * @param rankings each the numbers (below `count`) of some, the best first
 * @returns strengths in natural logits with the mean 0; null where they are not finite: somebody never lost to the others, or never won
 */
export function fitPlackettLuce(rankings: readonly (readonly number[])[], count: number): number[] | null {
  const beats = rankings.flatMap((ranking) => ranking.slice(1).map((loser, place) => [ranking[place] as number, loser] as const));
  if (!isConnected(count, beats)) return null;
  // Everybody but the last of a ranking is chosen once from those that are left.
  const chosen = new Float64Array(count);
  for (const ranking of rankings) for (const own of ranking.slice(0, -1)) chosen[own] = (chosen[own] as number) + 1;
  let weights = new Float64Array(count).fill(1 / count);
  for (let step = 0; step < MAX_STEPS; step++) {
    const exposure = new Float64Array(count);
    for (const ranking of rankings) addExposure(exposure, ranking, weights);
    const next = weights.map((_, own) => (chosen[own] as number) / (exposure[own] as number));
    // One that is never chosen is last in all its rankings, which a connected field rules out.
    const total = next.reduce((sum, weight) => sum + weight, 0);
    const scaled = next.map((weight) => weight / total);
    const change = Math.max(...scaled.map((weight, own) => Math.abs(Math.log(weight / (weights[own] as number)))));
    weights = scaled;
    if (change < PRECISION) return toStrengths(weights);
  }
  return null;
}

/** For each choice in which one was there to be chosen: 1 / the weight of all who were. */
function addExposure(exposure: Float64Array, ranking: readonly number[], weights: Float64Array): void {
  let left = ranking.reduce((sum, own) => sum + (weights[own] as number), 0);
  let chance = 0;
  for (const [place, own] of ranking.entries()) {
    if (place < ranking.length - 1) chance += 1 / left;
    exposure[own] = (exposure[own] as number) + chance;
    left -= weights[own] as number;
  }
}

function toStrengths(weights: Float64Array): number[] {
  const logs = [...weights].map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return logs.map((log) => log - mean);
}
