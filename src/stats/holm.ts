/**
 * Holm's step-down correction (Holm 1979): adjusted p-values in the order given. Those at most alpha are the hypotheses
 * rejected with a family-wise error of at most alpha, whatever the dependence.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).toSorted((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const adjusted = Array.from(pValues);
  let largest = 0;
  for (const [step, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - step) * (pValues[index] ?? 1)));
    adjusted[index] = largest;
  }
  return adjusted;
}
