/** Sums of the same weights in another order may differ by this much. */
const TOLERANCE = 1e-9;

/**
 * The item with the most merit by the first measure; of equals the one with the most by the next, and so on; then the
 * earliest. Measures that differ by less than 1e-9 are equal.
 */
export function bestBy<T>(items: Iterable<T>, measures: readonly ((item: T) => number)[]): T | undefined {
  let best: { item: T; merits: number[] } | undefined;
  for (const item of items) {
    const merits = measures.map((measure) => measure(item));
    if (best === undefined || isBetter(merits, best.merits)) best = { item, merits };
  }
  return best?.item;
}

function isBetter(merits: readonly number[], than: readonly number[]): boolean {
  for (const [index, merit] of merits.entries()) {
    const difference = merit - (than[index] ?? 0);
    if (Math.abs(difference) > TOLERANCE) return difference > 0;
  }
  return false;
}
