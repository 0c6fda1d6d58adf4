import type { Candidate } from "./candidate.ts";
import { consensus, type Consensus } from "./ensembles/index.ts";
import { setUselessAside } from "./pick-answer.ts";

/** What the final chunk says about an answer that several workers agree on. */
export type Agreement = Pick<Consensus, "accepted_answer" | "support" | "support_uids" | "method" | "agreement">;

/** The whole answer that most owners agree on, weighted by their workers' incentives, and how much they do. */
export function findConsensus(whole: readonly Candidate[]): { winner: Candidate; agreement: Agreement } | undefined {
  const answers = setUselessAside(whole).map(({ text, worker }) => ({
    uid: worker.uid,
    owner: worker.owner,
    text,
    weight: worker.incentive.value,
  }));
  const found = consensus(answers);
  const winner = whole.find(({ worker }) => worker.uid === found?.uid);
  if (!found || !winner) return undefined;
  const { accepted_answer, support, support_uids, method, agreement } = found;
  return { winner, agreement: { accepted_answer, support, support_uids, method, agreement } };
}
