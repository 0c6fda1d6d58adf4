import type { Ballots } from "./ballot.ts";

/**
 * For each ballot the ones whose texts are much alike to it, itself among them: groups around each possible centre, which may
 * overlap. So a chain of texts, each alike to the next only, is no group.
 * @param threshold cosine from which texts count as alike
 */
export function groupByLikeness({ similarities }: Ballots, threshold: number): number[][] {
  return similarities.map((row) => [...row.keys()].filter((other) => (row[other] ?? 0) >= threshold));
}
