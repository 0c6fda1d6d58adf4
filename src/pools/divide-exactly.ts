/**
 * Divides an amount in proportion to whole weights, to the last unit: everybody gets the whole units of his share, and the units that
 * are left go one each to the largest remainders, of equal ones to the first (Hamilton's method). A greater weight never gets less.
 * @returns one amount a weight, summing to `amount`; all 0 where every weight is 0
 */
export function divideExactly(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return weights.map(() => 0n);
  const shares = weights.map((weight, index) => ({ index, whole: (amount * weight) / total, remainder: (amount * weight) % total }));
  const left = Number(amount - shares.reduce((sum, { whole }) => sum + whole, 0n));
  const byRemainder = shares.toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  const favoured = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return shares.map(({ index, whole }) => (favoured.has(index) ? whole + 1n : whole));
}
