import { DifferenceBets } from "./racing/difference-bets.ts";

/** Documents for which the sizes of the bets are chosen: how many there are in all is not known here. */
const SCALE = 10_000;

export interface GradedEvidence {
  /** The mean of the two stakes, that the first is better and that it is worse. At most Number.MAX_VALUE. */
  e: number;
  /** Mean difference over the units. */
  difference: number;
  /** Sum of the differences in standard errors of a difference of 0. */
  z: number;
}

/**
 * Anytime-valid evidence that two workers differ on graded outcomes, by bets on their differences (`DifferenceBets`). A cluster is one
 * unit: its documents go together, so that only its mean is bet on. Under the null the chance that e ever reaches x is at most 1 / x.
 * @param differences in [-1, 1], in the order of the documents; NaN: none
 */
export function gradedEvidence(differences: Float32Array, clusters?: ArrayLike<number>): GradedEvidence {
  const bets = new DifferenceBets({ documents: SCALE, claim: "population" });
  for (const unit of unitsOf(differences, clusters)) bets.add(Math.max(-1, Math.min(1, unit)));
  const { seen, sum, meanSquare } = bets;
  const z = meanSquare === 0 ? 0 : sum / Math.sqrt(meanSquare * seen);
  return { e: Math.min(bets.better / 2 + bets.worse / 2, Number.MAX_VALUE), difference: seen === 0 ? 0 : sum / seen, z };
}

function unitsOf(differences: Float32Array, clusters?: ArrayLike<number>): Iterable<number> {
  if (!clusters) return differences.filter((difference) => !Number.isNaN(difference));
  const units = new Map<number, { sum: number; n: number }>();
  for (let i = 0; i < differences.length; i++) {
    const difference = differences[i] as number;
    if (Number.isNaN(difference)) continue;
    const unit = units.get(clusters[i] as number) ?? { sum: 0, n: 0 };
    units.set(clusters[i] as number, { sum: unit.sum + difference, n: unit.n + 1 });
  }
  return [...units.values()].map(({ sum, n }) => sum / n);
}
