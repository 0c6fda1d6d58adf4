import type { Answer } from "./answer.ts";
import { castBallots } from "./ballot.ts";
import { groupByStatement } from "./group-by-statement.ts";
import { heaviestCluster } from "./heaviest-cluster.ts";

export interface VoteResult {
  /** The final answer of the plurality, normalised. */
  accepted_answer: string;
  text: string;
  uid: number;
  /** Share of the weight of the votes that were cast, 0..1; texts that state no answer cast none. */
  support: number;
  support_uids: number[];
}

/**
 * Plurality of the final answers that the texts state, whatever share of the texts states one; one vote per owner, by
 * weight. With `isDecided` for questions of which one knows that they have a short answer: the rest need not be awaited.
 * @returns undefined where no text states an answer
 */
export function vote(answers: readonly Answer[]): VoteResult | undefined {
  const cast = castBallots(answers);
  const { ballots } = cast;
  const groups = groupByStatement(ballots);
  const winner = heaviestCluster(cast, groups);
  const central = ballots[winner?.centre ?? -1];
  if (winner === undefined || central?.stated === undefined) return undefined;
  const total = groups.flat().reduce((sum, index) => sum + (ballots[index]?.weight ?? 0), 0);
  return {
    accepted_answer: central.stated.value,
    text: central.answer.text,
    uid: central.answer.uid,
    support: groups.length === 1 ? 1 : winner.weight / total,
    support_uids: winner.members.flatMap((index) => ballots[index]?.uids ?? []).toSorted((a, b) => a - b),
  };
}
