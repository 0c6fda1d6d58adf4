import type { Place } from "./place.ts";

/** Points of the sum, over all workers; fewer points where there are very many workers. */
const WORK = 2 ** 14;
const MIN_POINTS = 64;
const MAX_POINTS = 256;

/**
 * The chance that a worker is chosen when the k highest places are, one of each party at most: that its place is the highest
 * of its party, and those of fewer than k other parties are higher. A midpoint sum over its own place; the number of higher
 * parties is Poisson-binomial (Wang, Statistica Sinica 3 (1993), 295). Off by at most 1 / (2 points) for each worker whose
 * place is known almost exactly, and far less otherwise: below 0.003 for up to 64 workers, 0.01 for any number.
 * @param parties positions of the workers, a party each; a worker that may always be chosen is a party of one
 * @param at position of the worker
 */
export function inclusionChance(places: readonly Place[], parties: readonly (readonly number[])[], k: number, at: number): number {
  const own = places[at];
  if (!own) return 0;
  const points = Math.min(MAX_POINTS, Math.max(MIN_POINTS, Math.floor(WORK / places.length)));
  const others = parties.filter((party) => !party.includes(at));
  const fellows = (parties.find((party) => party.includes(at)) ?? []).filter((other) => other !== at);
  let sum = 0;
  for (let point = 0; point < points; point++) {
    const place = own.at((point + 0.5) / points);
    const isFirst = allBelow(places, fellows, place);
    if (isFirst > 0) sum += isFirst * fewerThan(k, others, (party) => 1 - allBelow(places, party, place));
  }
  // Who was chosen had a chance.
  return Math.min(1, Math.max(sum / points, Number.EPSILON));
}

function allBelow(places: readonly Place[], party: readonly number[], place: number): number {
  let product = 1;
  for (const member of party) product *= places[member]?.below(place) ?? 1;
  return product;
}

/** The chance that fewer than k of the parties are higher, each by itself with its own chance. */
function fewerThan(k: number, parties: readonly (readonly number[])[], higher: (party: readonly number[]) => number): number {
  if (parties.length < k) return 1;
  const counts = new Float64Array(k);
  counts[0] = 1;
  for (const party of parties) {
    const chance = higher(party);
    for (let count = k - 1; count > 0; count--) counts[count] = (counts[count] ?? 0) * (1 - chance) + (counts[count - 1] ?? 0) * chance;
    counts[0] = (counts[0] ?? 0) * (1 - chance);
  }
  return counts.reduce((sum, chance) => sum + chance, 0);
}
