import type { Answer } from "./answer.ts";
import { type Ballot, castBallots } from "./ballot.ts";
import { isStated, MIN_LIKENESS, weightOf } from "./is-stated.ts";
import { groupByLikeness } from "./group-by-likeness.ts";
import { groupByStatement, statementOf } from "./group-by-statement.ts";
import { heaviestCluster } from "./heaviest-cluster.ts";

export interface Consensus {
  /** What most agreed on: the extracted answer, normalised; the whole text where none was extracted. */
  accepted_answer: string;
  /** The whole text that is handed on, and who wrote it. */
  text: string;
  uid: number;
  /** Share of the weight of all votes that is behind it, 0..1. */
  support: number;
  /** Ascending. */
  support_uids: number[];
  /** extracted: by the final answers that the texts state; similarity: by the texts; single: there was one opinion. */
  method: "extracted" | "similarity" | "single";
  /**
   * How much the votes agree with one another, 0..1: the mean over all pairs, by weight, of whether they state the same
   * answer, or how alike their texts are (the observed agreement of Fleiss 1971). 60/40 has more than 60/10/10/10/10.
   */
  agreement: number;
}

/**
 * The answer that most of several workers agree on. Answers that state a final answer are grouped by it, others with
 * those that are much alike; an owner has one vote, weighted by incentive; the heaviest group wins and its most central text
 * is handed on. The order of the answers does not matter. Never throws.
 *
 * Self-consistency: Wang et al. 2022, arXiv 2203.11171; grouping before choosing by likeness: arXiv 2510.20700.
 * @returns undefined without answers
 */
export function consensus(answers: readonly Answer[]): Consensus | undefined {
  const cast = castBallots(answers);
  const { ballots, similarities } = cast;
  const total = weightOf(ballots);
  const isByStatement = isStated(ballots);
  const winner = heaviestCluster(cast, isByStatement ? groupByStatement(ballots) : groupByLikeness(cast, MIN_LIKENESS));
  const central = ballots[winner?.centre ?? -1];
  if (winner === undefined || central === undefined) return undefined;
  const areSame = (a: number, b: number) => {
    const statement = statementOf(ballots[a]);
    return statement !== undefined && statement === statementOf(ballots[b]);
  };
  return {
    accepted_answer: central.stated?.value ?? central.answer.text,
    text: central.answer.text,
    uid: central.answer.uid,
    support: winner.members.length === ballots.length ? 1 : winner.weight / total,
    support_uids: winner.members.flatMap((index) => ballots[index]?.uids ?? []).toSorted((a, b) => a - b),
    method: ballots.length === 1 ? "single" : isByStatement ? "extracted" : "similarity",
    agreement: meanOverPairs(ballots, (a, b) => (isByStatement ? Number(areSame(a, b)) : (similarities[a]?.[b] ?? 0))),
  };
}

/** Mean over the pairs of different ballots, by the product of their weights; 1 where there is no pair that weighs. */
function meanOverPairs(ballots: readonly Ballot[], value: (a: number, b: number) => number): number {
  let sum = 0;
  let total = 0;
  for (const [a, one] of ballots.entries()) {
    for (let b = a + 1; b < ballots.length; b++) {
      const weight = one.weight * (ballots[b]?.weight ?? 0);
      total += weight;
      sum += weight === 0 ? 0 : weight * value(a, b);
    }
  }
  return total === 0 ? 1 : sum / total;
}
