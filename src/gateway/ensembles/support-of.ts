import type { Answer } from "./answer.ts";
import { castBallots } from "./ballot.ts";
import { consensus, type Consensus } from "./consensus.ts";
import { statementOf } from "./group-by-statement.ts";
import { isStated, MIN_LIKENESS, weightOf } from "./is-stated.ts";

/** No worker's. */
const TEXT_UID = Number.MAX_SAFE_INTEGER;

/** What is behind a text: the fields of a consensus that do not say how it was found. */
export type Support = Pick<Consensus, "accepted_answer" | "support" | "support_uids" | "agreement">;

/**
 * How much of several answers is behind a text that was chosen or written otherwise (by a judge, by an aggregator): the share of
 * the weight of those that state the same, or, where few state anything, are much alike.
 * @param text may be one of the answers' or none
 */
export function supportOf(answers: readonly Answer[], text: string): Support {
  const { ballots, similarities } = castBallots([...answers, { uid: TEXT_UID, owner: null, text, weight: 0 }]);
  const at = ballots.findIndex(({ answer }) => answer.uid === TEXT_UID);
  const own = ballots[at];
  const votes = ballots.filter((ballot) => ballot !== own);
  const statement = isStated(votes) ? statementOf(own) : undefined;
  const isBehind = (index: number) =>
    statement === undefined ? (similarities[at]?.[index] ?? 0) >= MIN_LIKENESS : statementOf(ballots[index]) === statement;
  const behind = ballots.filter((ballot, index) => ballot !== own && isBehind(index));
  const total = weightOf(votes);
  return {
    accepted_answer: own?.stated?.value ?? text,
    support: behind.length === votes.length ? 1 : total === 0 ? 0 : weightOf(behind) / total,
    support_uids: behind.flatMap(({ uids }) => uids).toSorted((a, b) => a - b),
    agreement: consensus(answers)?.agreement ?? 1,
  };
}
