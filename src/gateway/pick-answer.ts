/** `best`: the answer that most owners agree on, weighted by incentive; `vote`: the final answer that most of those state who state one. */
export type Preference = "longest" | "shortest" | "most_common" | "best" | "vote";

/**
 * Picks one of several whole answers by its form. Useless ones count only when there is no other; of equals the first counts.
 * most_common: equal but for case and blanks; when all differ, the longest.
 * @param answers in the order in which they came
 */
export function pickAnswer<A extends { text: string; isUseful: boolean }>(
  answers: readonly A[],
  preference: Exclude<Preference, "best" | "vote">,
): A | undefined {
  const candidates = setUselessAside(answers);
  if (preference === "shortest") return best(candidates, ({ text }) => -text.length);
  if (preference === "longest") return best(candidates, ({ text }) => text.length);
  const votes = Map.groupBy(candidates, ({ text }) => normalise(text));
  const most = Math.max(0, ...[...votes.values()].map((alike) => alike.length));
  if (most < 2) return best(candidates, ({ text }) => text.length);
  return [...votes.values()].find((alike) => alike.length === most)?.[0];
}

/** The useful answers, or all where none is. */
export function setUselessAside<A extends { isUseful: boolean }>(answers: readonly A[]): readonly A[] {
  const useful = answers.filter(({ isUseful }) => isUseful);
  return useful.length > 0 ? useful : answers;
}

function normalise(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, " ");
}

function best<A>(candidates: readonly A[], merit: (answer: A) => number): A | undefined {
  let winner: A | undefined;
  for (const candidate of candidates) if (winner === undefined || merit(candidate) > merit(winner)) winner = candidate;
  return winner;
}
