import { extractAnswer } from "./ensembles/index.ts";
import { setUselessAside } from "./pick-answer.ts";

/** What is read of a whole answer. */
interface Contender {
  text: string;
  isUseful: boolean;
  worker: { incentive: { value: number } };
}

/**
 * The answers that a judge compares: one for each final answer that is stated, or text, by the worker of the highest incentive;
 * the first always among them.
 * @param first what stands without a judge
 */
export function pickContenders<A extends Contender>(whole: readonly A[], first: A, most: number): A[] {
  const byIncentive = setUselessAside(whole).toSorted((a, b) => b.worker.incentive.value - a.worker.incentive.value);
  const said = new Map<string, A>();
  for (const candidate of [first, ...byIncentive]) {
    const stated = extractAnswer(candidate.text);
    const key = stated ? `${stated.kind} ${stated.value}` : candidate.text.trim();
    if (!said.has(key)) said.set(key, candidate);
  }
  return [...said.values()].slice(0, most);
}
