import { isUseful } from "./clean-answer.ts";

export type Preference = "longest" | "shortest" | "most_common";

/**
 * Picks one of several whole answers. Useless ones count only when there is no other; of equals the first counts.
 * most_common: equal but for case and blanks; when all differ, the longest.
 * @param answers in the order in which they came
 */
export function pickAnswer<A extends { text: string }>(answers: readonly A[], preference: Preference): A | undefined {
  const useful = answers.filter(({ text }) => isUseful(text));
  const candidates = useful.length > 0 ? useful : answers;
  if (preference === "shortest") return best(candidates, ({ text }) => -text.length);
  if (preference === "longest") return best(candidates, ({ text }) => text.length);
  const votes = Map.groupBy(candidates, ({ text }) => normalise(text));
  const most = Math.max(0, ...[...votes.values()].map((alike) => alike.length));
  if (most < 2) return best(candidates, ({ text }) => text.length);
  return [...votes.values()].find((alike) => alike.length === most)?.[0];
}

function normalise(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, " ");
}

function best<A>(candidates: readonly A[], merit: (answer: A) => number): A | undefined {
  let winner: A | undefined;
  for (const candidate of candidates) if (winner === undefined || merit(candidate) > merit(winner)) winner = candidate;
  return winner;
}
