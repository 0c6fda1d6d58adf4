import type { Incentive } from "../worker.ts";
import type { ChoiceMode } from "./choice.ts";

/** What a choice reads of a worker. */
export interface Contestant {
  incentive: Incentive;
  /** Requests that it has, answered or waiting. */
  workload: number;
}

/** What a worker's place in the order is drawn from: the highest places are chosen. Continuous, so that no two are equal. */
export interface Place {
  /** The place that is drawn with this much chance below it, 0 < chance < 1. */
  at(chance: number): number;
  /** The chance of a place below. */
  below(place: number): number;
}

/** ln(0.975 / 0.025): from the median of a logistic distribution to the end of its central 95 %, in scales. */
const HALF_INTERVAL = Math.log(0.975 / 0.025);
/** An incentive that is known exactly: equals are still drawn. */
const SMALLEST_SCALE = 1e-9;

/** The places of contestants in one mode, in their order. */
export function placesFor(mode: Exclude<ChoiceMode, "list">, contestants: readonly Contestant[]): Place[] {
  if (mode === "adaptive") return contestants.map(({ incentive }) => plausiblePlace(incentive));
  return ranksFor(mode, contestants).map((rank) => ({
    at: (chance) => rank + chance,
    below: (place) => Math.min(1, Math.max(0, place - rank)),
  }));
}

/** How many different merits are below each contestant's: equals have the same rank and are drawn. */
export function ranksFor(mode: Exclude<ChoiceMode, "list" | "adaptive">, contestants: readonly Contestant[]): number[] {
  const merits = contestants.map(MERIT[mode]);
  const ranks = new Map([...new Set(merits)].toSorted((a, b) => a - b).map((merit, rank) => [merit, rank]));
  return merits.map((merit) => ranks.get(merit) ?? 0);
}

const MERIT: Record<Exclude<ChoiceMode, "list" | "adaptive">, (contestant: Contestant) => number> = {
  random: () => 0,
  top_incentive: ({ incentive }) => incentive.value,
  least_workload: ({ workload }) => -workload,
};

/**
 * A value that the incentive may truly have: its median is the incentive, its central 95 % the interval, each side a logistic
 * distribution of its own. Choosing the highest draw is Thompson sampling (Thompson, Biometrika 25 (1933), 285; Chapelle
 * and Li, NIPS 2011). Logistic rather than normal: place and chance are exact in closed form.
 */
function plausiblePlace({ value, low, high }: Incentive): Place {
  const [below, above] = [scaleOf(value - low), scaleOf(high - value)];
  return {
    at: (chance) => value + (chance < 0.5 ? below : above) * Math.log(chance / (1 - chance)),
    below: (place) => 1 / (1 + Math.exp((value - place) / (place < value ? below : above))),
  };
}

function scaleOf(distance: number): number {
  return Math.max(SMALLEST_SCALE, distance / HALF_INTERVAL);
}
