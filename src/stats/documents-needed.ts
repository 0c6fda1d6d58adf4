const MAX_DOCUMENTS = 1e9;

/**
 * About how many more documents would resolve a pair if it went on winning and losing at the observed rates.
 * @param n documents that both have answered so far
 * @param isResolved the rule, for counts that need not be whole
 * @returns null when it never will: equal rates, nothing observed, or more than a billion documents
 */
export function documentsNeeded(
  pair: { wins: number; losses: number; n: number },
  isResolved: (wins: number, losses: number) => boolean,
): number | null {
  if (pair.wins === pair.losses) return null;
  const winRate = pair.wins / pair.n;
  const lossRate = pair.losses / pair.n;
  const resolvedAt = (documents: number) => isResolved(winRate * documents, lossRate * documents);
  let high = pair.n;
  while (!resolvedAt(high)) {
    high *= 2;
    if (high > MAX_DOCUMENTS) return null;
  }
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (resolvedAt(middle)) high = middle;
    else low = middle;
  }
  return Math.max(1, high - pair.n);
}
