import type { Ballot } from "./ballot.ts";

/** From this share of the weight on, the extracted answers decide; what states none abstains. */
const MIN_STATED_SHARE = 0.5;

/** Cosine from which texts are much alike: it leaves out what is garbled, off the topic or in another language. */
export const MIN_LIKENESS = 0.5;

/** Whether ballots are compared by the final answers that they state; else by how alike their texts are. */
export function isStated(ballots: readonly Ballot[]): boolean {
  return weightOf(ballots.filter(({ stated }) => stated !== undefined)) >= weightOf(ballots) * MIN_STATED_SHARE;
}

export function weightOf(ballots: readonly Ballot[]): number {
  return ballots.reduce((sum, { weight }) => sum + weight, 0);
}
