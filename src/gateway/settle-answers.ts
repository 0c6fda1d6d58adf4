import type { WorkerSnapshot } from "../workers/index.ts";
import type { Candidate } from "./candidate.ts";
import { consensus, vote, type Answer, type Consensus } from "./ensembles/index.ts";
import { setUselessAside } from "./pick-answer.ts";

/** What the final chunk says about an answer that was settled between several. */
export interface Agreement extends Pick<Consensus, "accepted_answer" | "support" | "support_uids" | "agreement"> {
  method: Consensus["method"] | "vote" | "judge" | "synthesis";
  /** Who judged. */
  judge_uid?: number;
  /** Why another method was used than the one that was asked for. */
  fallback?: string;
}

/** What is read of a whole answer. */
interface Whole {
  text: string;
  isUseful: boolean;
  worker: Pick<WorkerSnapshot, "uid" | "owner" | "incentive">;
}

/** One of several whole answers, and what is behind it. */
export interface Settled<A extends Whole = Candidate> {
  winner: A;
  agreement: Agreement;
}

/** Whole answers as the ensembles read them: useless ones count only when there is no other. */
export function toAnswers(whole: readonly Whole[]): Answer[] {
  return setUselessAside(whole).map(({ text, worker }) => ({
    uid: worker.uid,
    owner: worker.owner,
    text,
    weight: worker.incentive.value,
  }));
}

/**
 * The whole answer that most owners agree on, weighted by their workers' incentives, and how much they do.
 * @param preference vote: whatever share of the texts states a final answer decides; where none does, the consensus stands
 */
export function settleAnswers<A extends Whole>(whole: readonly A[], preference: "best" | "vote"): Settled<A> | undefined {
  const answers = toAnswers(whole);
  const agreed = consensus(answers);
  const voted = preference === "vote" ? vote(answers) : undefined;
  const found = voted ?? agreed;
  const winner = whole.find(({ worker }) => worker.uid === found?.uid);
  if (!found || !agreed || !winner) return undefined;
  const { accepted_answer, support, support_uids } = found;
  const method = voted ? "vote" : agreed.method;
  const fallback = preference === "vote" && !voted ? "No answer states a final answer that could be voted on." : undefined;
  return {
    winner,
    agreement: { accepted_answer, support, support_uids, method, agreement: agreed.agreement, ...(fallback !== undefined && { fallback }) },
  };
}
