import type { ChoiceMode } from "./choice.ts";
import { inclusionChance } from "./inclusion-chance.ts";
import { placesFor, ranksFor, type Contestant } from "./place.ts";
import { shareOfRank } from "./share-of-rank.ts";

/** The chance that each contestant is the one that a mode chooses; they sum to 1 (to 0.01 in mode adaptive). */
export function chancesFor(mode: Exclude<ChoiceMode, "list">, contestants: readonly Contestant[]): number[] {
  if (mode === "adaptive") {
    const places = placesFor(mode, contestants);
    const parties = [...places.keys()].map((at) => [at]);
    return [...places.keys()].map((at) => inclusionChance(places, parties, 1, at));
  }
  const ranks = ranksFor(mode, contestants);
  return [...ranks.keys()].map((at) => shareOfRank(ranks, 1, at));
}
