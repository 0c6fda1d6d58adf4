/**
 * The chance of being among the k chosen when those of higher rank are always before, and those of equal rank are drawn
 * without replacement for the places left.
 */
export function shareOfRank(ranks: readonly number[], k: number, at: number): number {
  const own = ranks[at] ?? 0;
  let better = 0;
  let equal = 0;
  for (const rank of ranks) {
    if (rank > own) better += 1;
    else if (rank === own) equal += 1;
  }
  return Math.min(1, Math.max(0, (k - better) / equal));
}
