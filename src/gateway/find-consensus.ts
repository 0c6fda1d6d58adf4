import type { Candidate } from "./candidate.ts";
import { consensus, type Consensus } from "./ensembles/index.ts";
import { setUselessAside } from "./pick-answer.ts";

/** What the final chunk says about an answer that several workers agree on. */
export type Agreement = Pick<Consensus, "accepted_answer" | "support" | "support_uids" | "method" | "agreement">;

/** All pairs are compared: of longer texts the two ends, so that sixteen megabytes hold up nobody. */
const COMPARED_CHARACTERS = 16 * 1024;

/** The whole answer that most owners agree on, weighted by their workers' incentives, and how much they do. */
export function findConsensus(whole: readonly Candidate[]): { winner: Candidate; agreement: Agreement } | undefined {
  const answers = setUselessAside(whole).map(({ text, worker }) => ({
    uid: worker.uid,
    owner: worker.owner,
    text: shorten(text),
    weight: worker.incentive.value,
  }));
  const found = consensus(answers);
  const winner = whole.find(({ worker }) => worker.uid === found?.uid);
  if (!found || !winner) return undefined;
  const { support, support_uids, method, agreement } = found;
  const accepted_answer = found.accepted_answer === found.text ? winner.text : found.accepted_answer;
  return { winner, agreement: { accepted_answer, support, support_uids, method, agreement } };
}

/** The beginning and the end: final answers stand there. */
function shorten(text: string): string {
  if (text.length <= COMPARED_CHARACTERS) return text;
  return text.slice(0, COMPARED_CHARACTERS / 2) + text.slice(-COMPARED_CHARACTERS / 2);
}
